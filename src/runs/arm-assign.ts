import { createHash } from 'node:crypto';
import type { Experiment } from './arm-experiment.ts';

/**
 * The name of the arm that a task falls into: the same each time for the same experiment, repository and task, by the
 * first 48 bits of a sha256 over the three. A new name of the experiment shuffles all of them anew.
 */
export function assignArm(experiment: Experiment, repo: { owner: string; name: string }, taskHash: string): string {
  const key = JSON.stringify([experiment.name, `${repo.owner}/${repo.name}`.toLowerCase(), taskHash]);
  let point = createHash('sha256').update(key).digest().readUIntBE(0, 6) / 2 ** 48;
  for (const { name, share } of experiment.arms) {
    if (point < share) return name;
    point -= share;
  }
  // Shares add up to 1 but for rounding.
  return experiment.arms.at(-1)?.name ?? 'default';
}
