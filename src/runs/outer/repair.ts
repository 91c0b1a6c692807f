import type { Feedback } from '../../agent/types.ts';
import { carryOutAttempt, startAttempt } from '../attempt.ts';
import { checkKey } from '../ci-memory.ts';
import type { Diagnosed } from '../diagnose.ts';
import { endRun } from '../end.ts';
import { openMirror } from '../parts.ts';
import type { Outcome } from '../types.ts';
import { earlierWork } from './earlier.ts';
import type { Look } from './look.ts';

/** Red checks told to the agent; more are mostly one fault seen many times. */
const MAX_ITEMS = 5;

/** Red, and ours: why, in the distilled words of the logs, becomes the feedback of one more attempt. */
export async function repair(red: readonly Diagnosed[], look: Look): Promise<void> {
  const { run, parts, latest, signal } = look;
  const head = run.headSha as string;
  const names = red.map(({ evidence }) => evidence.check.name).join(', ');
  const mirror = await openMirror(parts.mirrors, look.github, run.repo, signal);
  const attempts = await parts.store.attempts(run.id);
  const earlier = await earlierWork(attempts, mirror, run.baseSha ?? head, head);
  const { items, ...rest } = ciFeedback(red);
  const feedback = { ...rest, items: [...items, ...earlier] };
  const blind = latest.gate?.reports.filter(({ result }) => result === 'passed').map(({ check }) => check) ?? [];
  // What the gate let through counts against the verifiers, not the agent.
  parts.status.say(
    run,
    latest.number,
    'escape',
    `CI found what ${blind.join(', ') || 'no verifier'} did not: ${names}`,
    {
      passed: blind,
      checks: red.map(({ evidence }) => checkKey(evidence.check)),
      failures: red.flatMap(({ evidence }) => evidence.failures.map(({ key }) => key)).slice(0, 50),
    },
  );
  parts.status.say(run, latest.number, 'repair', `Read the logs of ${names}`, items);
  // The head is the key: a crash between counting and starting does not count it twice.
  if (!(await parts.store.spend(run.id, 'repair', null, parts.settings.maxRepairs, head))) {
    const outcome: Outcome = { kind: 'pr_ci_red', reason: 'repairs_spent', detail: `${names} still red` };
    return endRun(run, outcome, parts, latest.gate);
  }
  await startAttempt(run, latest.number + 1, head, [feedback], parts);
  return carryOutAttempt(run, parts, signal);
}

function ciFeedback(red: readonly Diagnosed[]): Feedback {
  const items = red
    .slice(0, MAX_ITEMS)
    .map(({ evidence: { check, text } }) => ({ title: `${check.name} (${check.app})`, body: text }));
  const more = red.length > MAX_ITEMS ? ` ${red.length - MAX_ITEMS} more checks are red and not shown.` : '';
  return {
    source: 'ci',
    headline: `CI is red on your change, although the checks here were green. Find out what is different there, mend the cause, and verify.${more}`,
    items,
  };
}
