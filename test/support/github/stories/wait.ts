import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../state/world.ts';

const LOOK_EVERY_MS = 20;
const SHOWN = 120;

/** Waits until `probe` gives something true and returns it; fails with a dump of what happened until then. */
export async function waitFor<T>(
  world: World,
  probe: () => T | Promise<T>,
  ms: number,
  what: string,
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const until = Date.now() + ms;
  let last: Error | null = null;
  for (;;) {
    try {
      last = null;
      const value = await probe();
      if (value) return value as Exclude<T, false | null | undefined | 0 | ''>;
    } catch (error) {
      last = error instanceof Error ? error : new Error(String(error)); // what is looked for may not be there yet
    }
    if (Date.now() > until) break;
    await sleep(LOOK_EVERY_MS);
  }
  const why = last === null ? '' : `\nThe last look failed: ${last.message}`;
  throw new Error(`waited ${ms} ms in vain for: ${what}${why}\nWhat happened on GitHub:\n${timeline(world)}`);
}

/** The last happenings, one a line, with seconds since the start. */
export function timeline(world: World): string {
  const shown = world.happenings.slice(-SHOWN);
  return shown.map((it) => `${(it.at / 1000).toFixed(2).padStart(8)} ${it.kind.padEnd(10)} ${it.text}`).join('\n');
}
