import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { Manifest } from '../record/manifest.ts';
import { Trial, trialKey } from '../trial.ts';

/** A run directory as it was read: the trials in the manifest's order of items, whatever order they ended in. */
export interface ReadRun {
  manifest: Manifest;
  trials: Trial[];
}

/**
 * Reads `manifest.json` and `trials.jsonl` of a run directory. A last line without its end is what a killed run left
 * behind and is not counted. Throws a UserError that names the file, the line and what is wrong there.
 */
export async function readRun(directory: string): Promise<ReadRun> {
  const manifest = await readManifest(join(directory, 'manifest.json'), directory);
  const place = new Map(manifest.items.map(({ id }, index) => [id, index]));
  const file = join(directory, 'trials.jsonl');
  const text = await textOf(file);
  const trials = new Map<string, Trial>();
  // Nothing follows the last line feed but a line that was cut off.
  for (const [at, line] of (text ?? '').split('\n').slice(0, -1).entries()) {
    if (line.trim() === '') continue;
    const trial = parsed(Trial, line, `${file}, line ${at + 1}`);
    if (!place.has(trial.item))
      throw new UserError(`${file}, line ${at + 1}: the item ${JSON.stringify(trial.item)} is not in the manifest.`);
    if (!trials.has(trialKey(trial))) trials.set(trialKey(trial), trial);
  }
  const at = (trial: Trial): number => place.get(trial.item) ?? 0;
  return { manifest, trials: [...trials.values()].toSorted((a, b) => at(a) - at(b) || a.trial - b.trial) };
}

async function readManifest(file: string, directory: string): Promise<Manifest> {
  const text = await textOf(file);
  if (text === null)
    throw new UserError(`${directory} is no run of an eval: it holds no manifest.json. \`fettle eval run\` makes one.`);
  return parsed(Manifest, text, file);
}

function parsed<T>(schema: z.ZodType<T>, text: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${where}: this is no JSON.`, { cause });
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new UserError(`${where}: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** Null where there is no such file. */
async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
