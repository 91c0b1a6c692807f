import { createHash } from 'node:crypto';
import type { Experiment } from './arm-experiment.ts';

/**
 * The name of the arm that a task falls into: the same each time for the same experiment, repository and task, by the
 * first 48 bits of a sha256 over the three. A new name of the experiment shuffles all of them anew.
 */
export function assignArm(experiment: Experiment, repo: { owner: string; name: string }, taskHash: string): string {
  const key = JSON.stringify([experiment.name, `${repo.owner}/${repo.name}`.toLowerCase(), taskHash]);
  const point = createHash('sha256').update(key).digest().readUIntBE(0, 6) / 2 ** 48;
  const [first, second] = experiment.arms;
  return point < first.share ? first.name : second.name;
}
