import type { Model } from '../../agent/types.ts';
import { UserError } from '../../errors.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Item, Suite } from '../suites/suite.ts';
import type { Trial } from '../trial.ts';
import { mayStart } from './may-start.ts';
import { type Progress, progressLine } from './progress.ts';
import type { Purpose } from './recorded.ts';
import { recordingModel } from './recording.ts';
import type { RunDirectory } from './run-directory.ts';
import { toTrial } from './to-trial.ts';
import { trialsLeft } from './trial-order.ts';

/** So many trials lost to infrastructure one after the other, and the run stops: the next would be lost, too. */
const MAX_LOST_IN_A_ROW = 5;

export interface SuiteRun {
  directory: RunDirectory;
  suite: Suite;
  /** The real model for a purpose. Asked for only when a trial asks for it. */
  model: (purpose: Purpose) => Model;
  concurrency: number;
  /** US dollars for the whole run, with what it has spent before; null for no limit. */
  budgetUsd: number | null;
  signal: AbortSignal;
  redact: Redactor;
  /** Lines that a suite says of a trial. */
  say: (line: string) => void;
  /** Told after each trial. */
  onProgress: (line: string) => void;
}

export interface Ended {
  how: 'done' | 'over_budget' | 'infra' | 'interrupted';
  progress: Progress;
  /** Trials that infrastructure took away. */
  lost: number;
  /** What the last one of them said, where `how` is `infra`. */
  why: string | null;
}

/**
 * Does the trials of a run that are not done yet, several at a time, each on disk as soon as it has ended. Ends early when
 * the budget would be exceeded, when infrastructure takes one trial after the other, or when `signal` aborts; the run can be
 * carried on from there. Throws what a suite throws: a UserError, or a fault of ours.
 */
export async function runSuite(run: SuiteRun): Promise<Ended> {
  const { directory, suite } = run;
  const { manifest } = directory;
  const items = new Map(suite.items.map((item) => [item.id, item]));
  const left = trialsLeft(manifest, directory.trials);
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  const startedAt = Date.now();
  const before = directory.trials.length;
  const running = new Set<Promise<void>>();
  let how: Ended['how'] = 'done';
  let lostInARow = 0;
  let fault: { error: unknown } | null = null;

  const spent = () => directory.trials.reduce((sum, { costUsd }) => sum + costUsd, directory.lostUsd);
  const progress = (): Progress => ({
    done: directory.trials.length,
    total: manifest.items.length * manifest.k,
    doneHere: directory.trials.length - before,
    ms: Date.now() - startedAt,
    right: directory.trials.filter(({ score }) => score === 1).length,
    graded: directory.trials.filter(({ score }) => score !== null).length,
    spentUsd: spent(),
    budgetUsd: run.budgetUsd,
  });

  async function one({ item, trial }: { item: string; trial: number }): Promise<void> {
    const found = items.get(item);
    if (found === undefined) throw new UserError(`The item ${item} of the run is not in the suite.`);
    const done = await tryOne(run, found, trial, signal);
    signal.throwIfAborted();
    await directory.append(done);
    lostInARow = done.score === null ? lostInARow + 1 : 0;
    run.onProgress(progressLine(progress()));
  }

  while (left.length > 0 && !signal.aborted) {
    const may = mayStart({
      running: running.size,
      concurrency: run.concurrency,
      ended: directory.trials.length,
      spentUsd: spent(),
      budgetUsd: run.budgetUsd,
    });
    if (lostInARow >= MAX_LOST_IN_A_ROW) how = 'infra';
    else if (may === 'over_budget') how = 'over_budget';
    if (how !== 'done') break;
    if (may === 'wait') {
      await Promise.race(running);
      continue;
    }
    const next = left.shift() as (typeof left)[number];
    const job: Promise<void> = one(next)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        fault = { error };
        stop.abort(error);
      })
      .finally(() => running.delete(job));
    running.add(job);
  }
  await Promise.all(running);
  if (fault !== null) throw (fault as { error: unknown }).error;
  const lost = directory.trials.filter(({ score }) => score === null);
  return {
    how: run.signal.aborted ? 'interrupted' : how,
    progress: progress(),
    lost: lost.length,
    why: how === 'infra' ? (lost.at(-1)?.detail ?? null) : null,
  };
}

async function tryOne(run: SuiteRun, item: Item, trial: number, signal: AbortSignal): Promise<Trial> {
  const { directory, suite, redact } = run;
  const startedAt = new Date();
  const models = new Map<Purpose, Model>();
  const tape = { file: directory.recording, earlier: directory.earlier, redact };
  const tried = await suite.tryItem(item.id, trial, {
    arm: directory.manifest.arm,
    signal,
    say: run.say,
    // One conversation for each purpose, however often a suite asks for its model.
    model: (purpose) => {
      const known = models.get(purpose);
      if (known !== undefined) return known;
      const made = recordingModel(tape, { item: item.id, trial, purpose, real: run.model(purpose) });
      models.set(purpose, made);
      return made;
    },
  });
  return toTrial(
    item,
    { trial, startedAt: startedAt.toISOString(), ms: Date.now() - startedAt.getTime() },
    tried,
    redact,
  );
}
