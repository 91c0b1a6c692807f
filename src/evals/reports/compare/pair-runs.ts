import { UserError } from '../../../errors.ts';
import type { Trial } from '../../trial.ts';
import type { ReadRun } from '../read-run.ts';

/** An item that every arm answered: its trials with a score, in the order of the arms. */
export interface SharedItem {
  id: string;
  cluster: string;
  trials: Trial[][];
}

export interface PairedRuns {
  items: SharedItem[];
  /** Items that are in no comparison, and why. */
  leftOut: { item: string; why: string }[];
}

/**
 * The items that all runs tried, by id and hash. What an arm did not answer is left out for all of them, so that each
 * figure is of the same items. Throws a UserError where the runs are of different suites.
 */
export function pairRuns(runs: readonly ReadRun[]): PairedRuns {
  const suites = [...new Set(runs.map(({ manifest }) => manifest.suite))];
  if (suites.length > 1)
    throw new UserError(`Only runs of one suite can be compared; these are of ${suites.join(' and ')}.`);
  const arms = runs.map(({ manifest, trials }) => ({
    name: manifest.run,
    items: new Map(manifest.items.map((item) => [item.id, item])),
    scored: Map.groupBy(
      trials.filter(({ score }) => score !== null),
      ({ item }) => item,
    ),
  }));
  const items: SharedItem[] = [];
  const leftOut: PairedRuns['leftOut'] = [];
  for (const id of new Set(arms.flatMap((arm) => [...arm.items.keys()]))) {
    const trials = arms.map((arm) => arm.scored.get(id) ?? []);
    const why = reason(
      arms.map((arm, at) => ({ name: arm.name, hash: arm.items.get(id)?.hash, answered: trials[at]?.length !== 0 })),
    );
    if (why === null) items.push({ id, cluster: arms[0]?.items.get(id)?.cluster ?? id, trials });
    else leftOut.push({ item: id, why });
  }
  return { items, leftOut };
}

/** Null where the item can be compared. */
function reason(arms: readonly { name: string; hash: string | undefined; answered: boolean }[]): string | null {
  const names = (of: typeof arms) => of.map(({ name }) => name).join(', ');
  const without = arms.filter(({ hash }) => hash === undefined);
  if (without.length > 0) return `not in ${names(without)}`;
  if (new Set(arms.map(({ hash }) => hash)).size > 1) return 'its content differs between the runs';
  const silent = arms.filter(({ answered }) => !answered);
  return silent.length > 0 ? `no answer in ${names(silent)}` : null;
}
