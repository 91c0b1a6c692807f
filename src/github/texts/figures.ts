import type { Spent } from '../../agent/types.ts';
import type { Attempt } from '../../runs/types.ts';

/** `0.4 s`, `42 s`, `3 min 5 s`, `1 h 12 min`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `+0:07`, `+12:40`, `+1:02:03`: time since the start of a run. */
export function offset(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `+${minutes}:${two(seconds % 60)}`;
  return `+${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** `2026-11-24 09:05 UTC`. */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function short(sha: string): string {
  return sha.slice(0, 7);
}

export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

export function total(attempts: readonly Pick<Attempt, 'spent'>[]): Spent {
  const sum: Spent = { turns: 0, usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, costUsd: 0, ms: 0 };
  for (const { spent } of attempts) {
    sum.turns += spent.turns;
    sum.costUsd += spent.costUsd;
    sum.ms += spent.ms;
    for (const key of ['input', 'output', 'cacheRead', 'cacheWrite'] as const) sum.usage[key] += spent.usage[key];
  }
  return sum;
}

/** What a run has used, on one line. Cached input is named apart, since it costs a tenth. */
export function spentLine(spent: Spent): string {
  const { input, output, cacheRead, cacheWrite } = spent.usage;
  const tokensIn = (input + cacheWrite + cacheRead).toLocaleString('en-US');
  const tokens = `${tokensIn} tokens in (${cacheRead.toLocaleString('en-US')} of them cached), ${output.toLocaleString('en-US')} out`;
  return `${plural(spent.turns, 'turn')} · ${duration(spent.ms)} · ${tokens} · $${spent.costUsd.toFixed(2)}`;
}
