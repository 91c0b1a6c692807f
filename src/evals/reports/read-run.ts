import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Manifest } from '../record/manifest.ts';
import { readRun as readFiles, RUN_FILES } from '../record/run-files.ts';
import { type Trial, trialKey } from '../trial.ts';

/** A run directory as reports see it: the trials in the manifest's order of items, whatever order they ended in. */
export interface ReadRun {
  manifest: Manifest;
  trials: Trial[];
}

/**
 * Reads a run's manifest and trials without changing anything. A line that a killed run left half is not counted. Throws
 * a UserError that names the file, the line and what is wrong there.
 */
export async function readRun(directory: string): Promise<ReadRun> {
  const { manifest, trials } = await readFiles(directory);
  const file = join(directory, RUN_FILES.trials);
  const place = new Map(manifest.items.map(({ id }, index) => [id, index]));
  const keys = new Set<string>();
  for (const trial of trials) {
    if (!place.has(trial.item)) throw new UserError(`${file}: the item ${trial.item} is not in the manifest.`);
    if (keys.has(trialKey(trial)))
      throw new UserError(`${file}: trial ${trial.trial} of ${trial.item} is there twice. Remove one of its lines.`);
    keys.add(trialKey(trial));
  }
  const at = (trial: Trial): number => place.get(trial.item) ?? 0;
  return { manifest, trials: trials.toSorted((a, b) => at(a) - at(b) || a.trial - b.trial) };
}
