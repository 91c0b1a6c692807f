import { UserError, describeError } from '../errors.ts';
import { scope } from '../telemetry/scope.ts';
import { carryOutAttempt } from './attempt.ts';
import { Cancelled, Held } from './cancel.ts';
import { HOLD_LABEL } from './decide.ts';
import { cancelledRun, endRun, noPullRequest } from './end.ts';
import { HOLD_WAIT_MS, onHold, stillHeld } from './hold.ts';
import { afterTheEnd } from './late-check.ts';
import { watch } from './outer-loop.ts';
import type { RunParts } from './parts.ts';
import { repositoryEnd } from './repository-end.ts';
import type { Run } from './types.ts';

/** Faults of the machine or of GitHub that a run outlives, and how long it waits before the next try. */
const INFRA_RETRIES = 5;
const RETRY_MS = [2_000, 10_000, 30_000, 60_000, 120_000];
/** How long a run waits before it asks again whether the sandbox engine is there. */
const ENGINE_WAIT_MS = 30_000;

/**
 * One look at one run: the handler of the queue's only kind of job. It is safe to repeat, and the only place where
 * unexpected errors of a run are caught.
 */
export async function lookAtRun(runId: string, parts: RunParts, signal: AbortSignal): Promise<void> {
  const run = await parts.store.get(runId);
  if (run === null) return;
  // A look that was asked for while the run ended: what it is about may have been reported a moment too late.
  if (run.state === 'ended') return afterTheEnd(run, parts);
  await parts.cancels.during(runId, signal, async (runSignal) => {
    try {
      if (run.held && run.cancel === null && (await stillHeld(run, parts))) await waitWhileHeld(run, parts);
      else await step(run, parts, runSignal);
    } catch (error) {
      if (signal.aborted) throw error; // the worker stops or lost the job: whoever takes over goes on from here
      await afterError(await fresh(run, parts), error, parts, runSignal);
    }
  });
}

/** Said once in the timeline; the label's going wakes us, and a slow look in case that was lost. */
async function waitWhileHeld(run: Run, parts: RunParts): Promise<void> {
  const text = `Waits until the label ${HOLD_LABEL} is taken off`;
  const attempt = (await parts.store.latestAttempt(run.id))?.number ?? 1;
  if ((await parts.store.events(run.id)).at(-1)?.text !== text) parts.status.say(run, attempt, 'waiting', text);
  await parts.queue.look(run.id, HOLD_WAIT_MS);
}

async function step(run: Run, parts: RunParts, signal: AbortSignal): Promise<void> {
  if (run.cancel !== null && run.prNumber === null) return endRun(run, cancelledRun(run.cancel, run.cancelBy), parts);
  if (run.state === 'watching') return watch(run, parts, signal);
  if (await onHold(run, parts)) return parts.queue.look(run.id, HOLD_WAIT_MS);
  if (!(await sandboxReady(run, parts, signal))) return;
  await carryOutAttempt(run, parts, signal);
}

async function afterError(run: Run, thrown: unknown, parts: RunParts, signal: AbortSignal): Promise<void> {
  let error = thrown;
  // An open pull request is looked at first: whoever closed the issue may have merged it.
  if (signal.aborted && signal.reason instanceof Cancelled && run.cancel !== null) {
    try {
      return await step(run, parts, signal);
    } catch (again) {
      error = again;
    }
  }
  if (signal.aborted && signal.reason instanceof Held) return waitWhileHeld(run, parts);
  if (error instanceof UserError)
    return endRun(
      run,
      run.prNumber === null
        ? noPullRequest('bad_config', error.message)
        : { kind: 'pr_ci_red', reason: 'infra', detail: error.message },
      parts,
    );
  // Nothing that we wait for mends a repository that is gone or archived; one that was renamed is there.
  const end = await repositoryEnd(run, parts);
  if (end === 'moved') return parts.queue.look(run.id);
  if (end !== null) return endRun(run, end, parts);
  scope().onFault?.('run');
  parts.log.error(
    { run: run.id, error: describeError(error), stack: error instanceof Error ? error.stack : undefined },
    'a run stumbled',
  );
  // Counted by head commit: a pull request that is watched for days outlives short outages.
  const phase = run.headSha;
  const spent = await parts.store.spentOf(run.id, 'infra_retry', phase);
  const counted = await parts.store.spend(run.id, 'infra_retry', phase, INFRA_RETRIES, `${spent}`);
  if (counted) {
    const wait = RETRY_MS[Math.min(spent, RETRY_MS.length - 1)] ?? 0;
    parts.status.say(run, 1, 'waiting', `Something outside the change failed; tried again in ${wait / 1000} s`);
    return parts.queue.look(run.id, wait);
  }
  const detail = `Something outside the change failed ${INFRA_RETRIES + 1} times: ${describeError(error)}`;
  return endRun(
    run,
    run.prNumber === null ? noPullRequest('infra', detail) : { kind: 'pr_ci_red', reason: 'infra', detail },
    parts,
  );
}

async function fresh(run: Run, parts: RunParts): Promise<Run> {
  return (await parts.store.get(run.id)) ?? run;
}

/** A missing image is built while the run waits; a missing engine is asked for again later. Both are said. */
async function sandboxReady(run: Run, parts: RunParts, signal: AbortSignal): Promise<boolean> {
  const status = await parts.sandboxes.check();
  if (status.status === 'ready') return true;
  if (status.status === 'no_engine') {
    parts.status.say(run, 1, 'waiting', `Waits for the sandbox engine: ${status.problem}`);
    await parts.queue.look(run.id, ENGINE_WAIT_MS);
    return false;
  }
  parts.status.say(run, 1, 'waiting', `Waits for the sandbox image ${status.image}, which is being built`);
  await Promise.race([
    parts.sandboxes.ensureImage((line) => parts.log.info({ image: status.image }, line)),
    aborted(signal),
  ]);
  return true;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
