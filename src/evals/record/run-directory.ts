import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { Trial, trialKey } from '../trial.ts';
import { type LinesFile, openLines, readLines } from './json-lines.ts';
import type { Manifest } from './manifest.ts';
import { type Conversations, conversationsOf, Recorded } from './recorded.ts';
import { RUN_FILES, type Run, readRun, writeWhole } from './run-files.ts';
import { lockRun } from './run-lock.ts';

/** A run that goes on: nobody else works on it until it is closed. */
export interface RunDirectory extends Run {
  /** Returns when the trial is on disk. */
  append(trial: Trial): Promise<void>;
  /** What models have answered so far, and where more of it goes. */
  earlier: Conversations;
  recording: LinesFile;
  /** What trials cost that were lost to infrastructure and are tried again, USD. */
  lostUsd: number;
  close(): Promise<void>;
}

/** Begins a run in a folder that does not exist or is empty. `prompt` is the measured one where it is not the shipped one. */
export async function createRun(dir: string, manifest: Manifest, prompt: string | null): Promise<RunDirectory> {
  await mkdir(dir, { recursive: true });
  const there = await readdir(dir);
  if (there.includes(RUN_FILES.manifest))
    throw new UserError(`${dir} holds a run already. Carry it on with --resume, or choose another --name.`);
  if (there.length > 0) throw new UserError(`${dir} is not empty and holds no run. Choose another --name.`);
  if (prompt !== null) await writeWhole(join(dir, RUN_FILES.prompt), prompt);
  await writeWhole(join(dir, RUN_FILES.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return openRun(dir);
}

/**
 * Opens a run to carry it on: lines that a crash cut off are removed, and trials that were lost to infrastructure are put
 * aside, to be tried again. Throws a UserError when the folder holds no run, or another process works on it.
 */
export async function openRun(dir: string): Promise<RunDirectory> {
  await readRun(dir);
  const unlock = await lockRun(dir);
  try {
    await putInfraAside(dir);
    const run = await readRun(dir);
    const lost = await readRetried(dir);
    const trials = await openLines(join(dir, RUN_FILES.trials));
    const recording = await openLines(join(dir, RUN_FILES.recording));
    const earlier = await readRecording(dir);
    return {
      ...run,
      append: async (trial) => {
        await trials.append(trial);
        run.trials.push(trial);
      },
      earlier,
      recording,
      lostUsd: lost.reduce((sum, { costUsd }) => sum + costUsd, 0),
      async close() {
        await trials.close();
        await recording.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** What models answered in a run, by trial and purpose. */
export async function readRecording(dir: string): Promise<Conversations> {
  return conversationsOf(await readLines(join(dir, RUN_FILES.recording), Recorded));
}

/** First kept elsewhere, then taken out: a crash between the two leaves a trial in both, which `readRetried` sees. */
async function putInfraAside(dir: string): Promise<void> {
  const { trials } = await readRun(dir);
  const lost = trials.filter(({ score }) => score === null);
  if (lost.length === 0) return;
  const aside = await openLines(join(dir, RUN_FILES.retried));
  for (const trial of lost) await aside.append(trial);
  await aside.close();
  const kept = trials.filter(({ score }) => score !== null);
  await writeWhole(join(dir, RUN_FILES.trials), kept.map((trial) => `${JSON.stringify(trial)}\n`).join(''));
}

async function readRetried(dir: string): Promise<Trial[]> {
  const all = await readLines(join(dir, RUN_FILES.retried), Trial);
  return [...new Map(all.map((trial) => [`${trialKey(trial)} ${trial.startedAt}`, trial])).values()];
}
