import { UserError } from '../../errors.ts';
import type { Arm } from '../arm.ts';
import type { Suite } from '../suites/suite.ts';
import type { Manifest } from './manifest.ts';

const SHOWN = 5;

/**
 * A run is carried on only with what it was begun with: trials of two sets of items, or of two arms, are no one run. Throws
 * a UserError that says what differs.
 */
export function checkSame(manifest: Manifest, suite: Suite, arm: Omit<Arm, 'name'>): void {
  const problems = [...differentArm(manifest.arm, arm), ...differentItems(manifest.items, suite.items)];
  if (problems.length === 0) return;
  throw new UserError(
    `The run ${manifest.run} can't be carried on: ${problems.join('; ')}. Begin a new run, or put back what it was begun with.`,
  );
}

/** A replay is there to show that other code comes to the same, so only the items must be what they were. */
export function checkReplayable(manifest: Manifest, suite: Suite): void {
  const problems = differentItems(manifest.items, suite.items);
  if (problems.length > 0) throw new UserError(`The run ${manifest.run} can't be replayed: ${problems.join('; ')}.`);
}

const WHAT: Record<keyof Omit<Arm, 'name'>, string> = {
  promptHash: 'the prompt',
  profile: "the agent's profile",
  agentModel: "the agent's model",
  judgeModel: "the judge's model",
  verifiers: 'the code of verifiers, guards and judge',
};

function differentArm(before: Arm, now: Omit<Arm, 'name'>): string[] {
  return (Object.keys(WHAT) as (keyof typeof WHAT)[])
    .filter((key) => before[key] !== now[key])
    .map((key) => `${WHAT[key]} has changed (it was ${short(before[key])} and is ${short(now[key])})`);
}

const short = (value: string | null): string => value?.replace(/^[0-9a-f]{64}$/, (hash) => hash.slice(0, 12)) ?? 'none';

type Hashed = { id: string; hash: string };

function differentItems(before: readonly Hashed[], now: readonly Hashed[]): string[] {
  const hashes = new Map(now.map(({ id, hash }) => [id, hash]));
  const known = new Set(before.map(({ id }) => id));
  return [
    named(
      'missing now',
      before.filter(({ id }) => !hashes.has(id)),
    ),
    named(
      'not in it',
      now.filter(({ id }) => !known.has(id)),
    ),
    named(
      'not what they were',
      before.filter(({ id, hash }) => hashes.has(id) && hashes.get(id) !== hash),
    ),
  ].flat();
}

function named(what: string, items: readonly Hashed[]): string[] {
  if (items.length === 0) return [];
  const ids = items.slice(0, SHOWN).map(({ id }) => id);
  const more = items.length > SHOWN ? ` and ${items.length - SHOWN} more` : '';
  return [`${items.length === 1 ? 'an item is' : `${items.length} items are`} ${what}: ${ids.join(', ')}${more}`];
}
