import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { Trial } from '../trial.ts';
import { readLines } from './json-lines.ts';
import { Manifest } from './manifest.ts';

/** What a run directory holds; reports are written beside these. */
export const RUN_FILES = {
  manifest: 'manifest.json',
  trials: 'trials.jsonl',
  recording: 'recording.jsonl',
  /** Trials that infrastructure took away and that were tried again. */
  retried: 'retried.jsonl',
  /** The prompt that was measured, where it is not the one that ships. */
  prompt: 'prompt.md',
} as const;

export interface Run {
  dir: string;
  manifest: Manifest;
  /** In the order in which they ended. */
  trials: Trial[];
  /** Text of the measured prompt; null for the one that ships. */
  prompt: string | null;
}

/** Reads a run without changing anything in it. Throws a UserError when the folder holds none. */
export async function readRun(dir: string): Promise<Run> {
  const path = join(dir, RUN_FILES.manifest);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError(`${dir} is no run of an eval: ${path} can't be read.`, { cause });
  });
  const parsed = Manifest.safeParse(json(text));
  if (!parsed.success) throw new UserError(`${path} is no manifest of a run: ${z.prettifyError(parsed.error)}`);
  const trials = await readLines(join(dir, RUN_FILES.trials), Trial);
  const prompt = await readFile(join(dir, RUN_FILES.prompt), 'utf8').catch(() => null);
  return { dir, manifest: parsed.data, trials, prompt };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** There is all of it or nothing under this name, also after a crash. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}
