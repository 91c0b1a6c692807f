import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from '../../agent/types.ts';
import { UserError } from '../../errors.ts';
import { createRedactor } from '../../text/redact.ts';
import type { Suite } from '../suites/suite.ts';
import type { SuiteName, Trial } from '../trial.ts';
import type { Conversations, Purpose } from './recorded.ts';
import { replayingModel } from './replaying.ts';
import { createRun, readRecording } from './run-directory.ts';
import { type Run, RUN_FILES } from './run-files.ts';
import { toTrial } from './to-trial.ts';

/** Whole tasks run tools, whose results hold times and names made up by chance; only their prompts can be compared. */
const OF_WHOLE_TASKS: readonly SuiteName[] = ['agent', 'tamper'];

/**
 * Does a run's trials again in the order in which they ended, with the answers that models gave then: no key, no network.
 * Times are taken from the run, costs from its recording, so that `out` gets the same report unless what we do with an
 * answer has changed. Trials of which the recording keeps too little are taken over as they are; returns their items.
 * Throws a UserError when what a model is asked has changed.
 */
export async function replayRun(run: Run, suite: Suite, out: string, signal: AbortSignal): Promise<{ kept: string[] }> {
  const recorded = await readRecording(run.dir);
  const target = await createRun(out, run.manifest, run.prompt);
  const kept: string[] = [];
  try {
    for (const before of run.trials) {
      signal.throwIfAborted();
      const incomplete = isIncomplete(recorded, before);
      if (incomplete) kept.push(before.item);
      await target.append(incomplete ? before : await replayOne(run, suite, recorded, before, signal));
    }
  } finally {
    await target.close();
  }
  await rm(join(out, RUN_FILES.recording), { force: true });
  await copyFile(join(run.dir, RUN_FILES.recording), join(out, RUN_FILES.recording));
  return { kept };
}

/** An agent's call that was redacted would do something else than it did. */
function isIncomplete(recorded: Conversations, { item, trial }: Trial): boolean {
  const calls = recorded.get(`${item}#${trial}#agent`) ?? [];
  return calls.some(({ redacted }) => redacted);
}

async function replayOne(run: Run, suite: Suite, recorded: Conversations, before: Trial, signal: AbortSignal) {
  const item = suite.items.find(({ id }) => id === before.item);
  if (item === undefined) throw new UserError(`The item ${before.item} of the run is not in the suite.`);
  const models = new Map<Purpose, Model>();
  let problem: UserError | null = null;
  const compares = OF_WHOLE_TASKS.includes(suite.name) ? 'prompts' : 'requests';
  const tried = await suite.tryItem(item.id, before.trial, {
    arm: run.manifest.arm,
    signal,
    say: () => undefined,
    model: (purpose) => {
      const known = models.get(purpose);
      if (known !== undefined) return known;
      const model = replayingModel({ compares, recorded }, { item: item.id, trial: before.trial, purpose });
      // A loop may take what a model throws for a fault of the model; a replay that has lost its way must not pass.
      const watched: Model = {
        ask: (request) =>
          model.ask(request).catch((error: unknown) => {
            if (error instanceof UserError) problem = error;
            throw error;
          }),
      };
      models.set(purpose, watched);
      return watched;
    },
  });
  if (problem !== null) throw problem as UserError;
  return toTrial(item, before, tried, createRedactor());
}
