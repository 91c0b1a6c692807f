import { NOTHING_SPENT } from '../agent/budget.ts';
import type { Feedback } from '../agent/types.ts';
import type { GitHub } from '../github/types.ts';
import { readRepoConfig } from '../repo-config.ts';
import type { Mirror } from '../sandbox/types.ts';
import { measured, scope } from '../telemetry/scope.ts';
import { planFrom } from '../verifiers/list.ts';
import type { Plan } from '../verifiers/types.ts';
import { armedWorkshop } from './arm.ts';
import { costOfOthers, memoryOf } from './attempt-memory.ts';
import { mayPush } from './before-ci.ts';
import { type Change, changeCode, type Say } from './change.ts';
import { daySpent } from './day-spent.ts';
import { endRun, noPullRequest } from './end.ts';
import { flapping } from './flapping.ts';
import { onHold } from './hold.ts';
import { planFirst } from './plan/plan-first.ts';
import { settledBy } from './plan/settled.ts';
import { openMirror, type RunParts } from './parts.ts';
import { publishAttempt } from './publish-attempt.ts';
import { keepRawLogs } from './raw-logs/keep-raw-logs.ts';
import { withGrants } from './requests/grants.ts';
import { waitsForAnswer } from './requests/answers.ts';
import { endOfQuestion } from './requests/questions.ts';
import { granted, missing, requestsOf } from './requests/requests.ts';
import { treeFiles } from './tree-files.ts';
import { onlyBaseIsRed } from './refusal.ts';
import type { AskedFor, Attempt, NoPrReason, Outcome, Run } from './types.ts';

/**
 * Carries out the run's current attempt from wherever it stands: a new run begins with its first one, a restarted
 * worker goes on with the last stored turn, and a change whose gate had passed is only published.
 */
export function carryOutAttempt(run: Run, parts: RunParts, signal: AbortSignal): Promise<void> {
  return measured('attempt', {}, () => carryOut(run, parts, signal));
}

async function carryOut(run: Run, parts: RunParts, signal: AbortSignal): Promise<void> {
  const github = parts.github.for(run.repo);
  const mirror = await openMirror(parts.mirrors, github, run.repo, signal);
  // Before base is fixed: a run that has a base and no arm is one from before arms were stored.
  const workshop = await armedWorkshop(run, parts);
  const based = await fixBase(run, parts, github, mirror, signal);
  const own = readRepoConfig((await mirror.readFile(based.baseSha, '.github/fettle.yml'))?.toString('utf8') ?? null);
  // Before what was granted is read: an answer that is found now counts now.
  if (await waitsForAnswer(based, github, parts)) return;
  const asked = await parts.store.requests(run.id);
  const dropped = endOfQuestion(asked);
  if (dropped !== null) return endRun(based, dropped, parts);
  const config = withGrants(
    own,
    granted(asked).map(({ request }) => request),
    parts.settings.offer,
  );
  const plan = await planFrom(treeFiles(mirror, based.baseSha), config);
  if (plan.checks.length === 0 && config.unverified === 'block') {
    return endRun(based, noPullRequest('could_not_verify', noVerifier(plan)), parts);
  }
  const requests = requestsOf(run, own, plan.installs.length > 0, parts);
  const first = await planFirst(based, { config, plan, github, mirror, workshop, requests, signal }, parts);
  if (first.kind === 'waiting') return;
  if (first.kind === 'ended') return endRun(based, first.outcome, parts);
  let attempt = await currentAttempt(based, plan, parts);
  const { number } = attempt;
  scope().span?.set({ 'fettle.attempt': number });
  const say: Say = (kind, text, data) => parts.status.say(based, number, kind, text, data);

  if (attempt.stage === 'agent' || attempt.stage === 'gate') {
    const spent = await daySpent(run, parts);
    if (spent !== null)
      return endRun(
        based,
        run.prNumber === null ? noPullRequest('budget', spent) : { kind: 'pr_ci_red', reason: 'budget', detail: spent },
        parts,
      );
    const change = await changeCode(
      {
        runId: run.id,
        repo: `${run.repo.owner}/${run.repo.name}`,
        task: run.task,
        mirror,
        baseSha: based.baseSha,
        startSha: attempt.startSha,
        merged: attempt.mergeSha === null ? null : await mirror.merge(attempt.startSha, attempt.mergeSha),
        plan,
        config,
        settled: settledBy(first.agreed, asked),
        feedback: attempt.feedback,
        memory: await memoryOf(attempt, parts),
        ...((await parts.store.overruledBy(run.id)) === null ? {} : { judgeAtMost: 'advise' as const }),
        mayPushWorkflows: () => github.mayPushWorkflows(),
        keepRaw: keepRawLogs(run.id, number, parts),
        requests,
        signal,
        say,
      },
      { ...workshop, maxCostUsd: parts.settings.maxCostUsd - (await costOfOthers(attempt, parts)) },
    );
    // Answered by the settings or by people: either way it goes on in a sandbox of its own.
    if (change.kind === 'asked') return parts.queue.look(run.id);
    if (change.kind === 'no_pr') return concludeWithout(based, attempt, change, mirror, parts);
    const attempts = await parts.store.attempts(run.id);
    const detail = await flapping(attempt, change.report.tree, attempts, based, mirror);
    if (detail !== null) {
      await parts.store.updateAttempt(run.id, number, { stage: 'failed', spent: change.spent });
      return endRun(based, { kind: 'pr_ci_red', reason: 'flapping', detail }, parts, change.report);
    }
    await parts.store.updateAttempt(run.id, attempt.number, {
      stage: 'publish',
      summary: change.summary,
      spent: change.spent,
    });
    attempt = (await parts.store.latestAttempt(run.id)) ?? attempt;
    // Meanwhile people may have closed or held it, or pushed themselves: what they want is asked anew before we push.
    if (run.prNumber !== null || (await onHold(run, parts))) return parts.queue.look(run.id);
  }
  if (run.headSha === null && attempt.gate !== null) {
    const push = await mayPush(based, { ...attempt, gate: attempt.gate }, config, github, mirror, parts);
    if (push.kind === 'waiting') return;
    if (push.kind === 'no') {
      const patch = push.outcome.reason === 'blocked' ? await mirror.diff(based.baseSha, attempt.gate.tree) : undefined;
      return endRun(based, push.outcome, parts, null, patch);
    }
  }
  await publishAttempt(based, attempt, github, mirror, parts, say);
}

function noVerifier(plan: Plan): string {
  const [unsupported] = plan.unsupported ?? [];
  if (unsupported !== undefined) return `${unsupported.reason}: ${unsupported.summary}`;
  return 'no_verifier: nothing in this repository tells how to build or test it. Name a command under `verifiers:` in .github/fettle.yml; `unverified: draft` there allows a draft that nothing has verified. docs/verifiers.md of Fettle lists what is recognised by itself.';
}

type BasedRun = Run & { baseSha: string; baseBranch: string };

/** Base is fixed once, when the run begins: the plan, the guards and the judge compare with it ever after. */
async function fixBase(
  run: Run,
  parts: RunParts,
  github: GitHub,
  mirror: Mirror,
  signal: AbortSignal,
): Promise<BasedRun> {
  if (run.baseSha !== null && run.baseBranch !== null) {
    if (
      (await mirror.resolve(run.baseSha)) === null ||
      (run.headSha !== null && (await mirror.resolve(run.headSha)) === null)
    )
      await mirror.fetch(signal);
    return { ...run, baseSha: run.baseSha, baseBranch: run.baseBranch };
  }
  if (mirror.cloned !== true) await mirror.fetch(signal);
  const baseBranch = await github.defaultBranch();
  const baseSha = await mirror.resolve(`refs/heads/${baseBranch}`);
  if (baseSha === null) throw new Error(`the default branch ${baseBranch} has no commit`);
  const based = await parts.store.update(run.id, { baseBranch, baseSha, state: 'working' });
  parts.status.say(based, 1, 'cloned', `Cloned ${baseBranch} at ${baseSha.slice(0, 7)}`);
  return { ...based, baseSha, baseBranch };
}

async function currentAttempt(run: BasedRun, plan: Plan, parts: RunParts): Promise<Attempt> {
  const latest = await parts.store.latestAttempt(run.id);
  // Before it there may be one that only read and planned.
  if (latest === null || latest.number === 0) {
    const checks = plan.checks.map((check) => ({ id: check.id, command: check.command }));
    parts.status.say(run, 1, 'baseline', planLine(plan), checks);
    return startAttempt(run, 1, run.baseSha, [], parts);
  }
  if (latest.stage === 'agent' && (await parts.store.turns(run.id, latest.number)).length > 0) {
    parts.status.say(run, latest.number, 'resumed', `Goes on from turn ${latest.spent.turns}`);
  }
  return latest;
}

export async function startAttempt(
  run: Run,
  number: number,
  startSha: string,
  feedback: Feedback[],
  parts: RunParts,
  mergeSha: string | null = null,
): Promise<Attempt> {
  const spent = NOTHING_SPENT;
  const attempt = await parts.store.startAttempt({ runId: run.id, number, startSha, mergeSha, feedback, spent });
  const what =
    mergeSha === null ? 'the agent repairs' : `merges ${mergeSha.slice(0, 7)} of ${run.baseBranch ?? 'base'} in`;
  parts.status.say(run, number, 'attempt_started', number === 1 ? 'The agent starts' : `Attempt ${number}: ${what}`);
  return attempt;
}

async function concludeWithout(
  run: BasedRun,
  attempt: Attempt,
  ended: Extract<Change, { kind: 'no_pr' }>,
  mirror: Mirror,
  parts: RunParts,
): Promise<void> {
  const change = { ...ended, ...blockedBy(await parts.store.requests(run.id), ended) };
  await parts.store.updateAttempt(run.id, attempt.number, {
    stage: 'failed',
    spent: change.spent,
    ...(change.report === null ? { gate: null } : {}), // else it is kept already
  });
  if (run.prNumber === null) {
    const patch =
      change.reason === 'blocked' && change.report !== null
        ? await mirror.diff(run.baseSha, change.report.tree)
        : undefined;
    return endRun(run, noPullRequest(change.reason, change.detail), parts, change.report, patch);
  }
  // A pull request is open: what failed is the repair of its CI.
  const reason = REPAIR_ENDED[change.reason] ?? 'gate';
  const detail = `The repair ended as ${change.reason}: ${change.detail}`;
  const baseRed = change.report !== null && onlyBaseIsRed(change.report) ? { baseRed: true as const } : {};
  return endRun(run, { kind: 'pr_ci_red', reason, detail, ...baseRed }, parts, change.report);
}

const REPAIR_ENDED: Partial<Record<NoPrReason, Extract<Outcome, { kind: 'pr_ci_red' }>['reason']>> = {
  budget: 'budget',
  infra: 'infra',
  blocked: 'environment',
};

/** Where the agent gave up and had asked for something in vain, that is what was missing. */
function blockedBy(
  requests: readonly AskedFor[],
  { reason, detail }: Pick<Extract<Change, { kind: 'no_pr' }>, 'reason' | 'detail'>,
): { reason: NoPrReason; detail: string } {
  const lines = missing(requests);
  if (lines === null || (reason !== 'escalated' && reason !== 'gave_up' && reason !== 'could_not_verify'))
    return { reason, detail };
  return { reason: 'blocked', detail: `Asked for in vain:\n${lines}\n\nThe agent says: ${detail}` };
}

function planLine(plan: Plan): string {
  if (plan.checks.length === 0) return 'No verifier applies; the pull request will stay an unverified draft';
  return `Checks fixed from base: ${plan.checks.map((check) => check.id).join(', ')}`;
}
