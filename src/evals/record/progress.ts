export interface Progress {
  done: number;
  total: number;
  /** Trials that have ended in this process, and how long it has been at it. */
  doneHere: number;
  ms: number;
  right: number;
  graded: number;
  spentUsd: number;
  budgetUsd: number | null;
}

/** One line for a person who waits: how far, how fast, how long still, what it cost and what may still be spent. */
export function progressLine(it: Progress): string {
  const perMs = it.ms > 0 ? it.doneHere / it.ms : 0;
  const parts = [`${it.done}/${it.total}`, `${it.right} of ${it.graded} right`];
  if (perMs > 0) {
    parts.push(`${(perMs * 60_000).toFixed(1)}/min`);
    if (it.done < it.total) parts.push(`${duration((it.total - it.done) / perMs)} left`);
  }
  parts.push(`${usd(it.spentUsd)} spent`);
  if (it.budgetUsd !== null) parts.push(`${usd(Math.max(0, it.budgetUsd - it.spentUsd))} left`);
  return parts.join(', ');
}

/** `45 s`, `3 min 20 s`, `2 h 05 min`. */
export function duration(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')} min`;
}

/** Cents matter here, and fractions of one do where a trial costs less. */
export const usd = (amount: number): string => `$${amount.toFixed(amount > 0 && amount < 0.1 ? 4 : 2)}`;
