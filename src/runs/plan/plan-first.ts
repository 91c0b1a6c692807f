import { NOTHING_SPENT } from '../../agent/budget.ts';
import type { GitHub } from '../../github/types.ts';
import type { RepoConfig } from '../../repo-config.ts';
import type { Mirror } from '../../sandbox/types.ts';
import { redactAll } from '../../text/redact.ts';
import { fence } from '../../text/fence.ts';
import type { Plan } from '../../verifiers/types.ts';
import { costOfOthers, memoryOf } from '../attempt-memory.ts';
import type { Requests, Workshop } from '../change.ts';
import { daySpent } from '../day-spent.ts';
import { noPullRequest } from '../end.ts';
import type { RunParts } from '../parts.ts';
import type { Outcome, Run } from '../types.ts';
import { makePlan } from './make-plan.ts';
import { waitsForGo } from './waits-for-go.ts';
import type { Agreed } from './types.ts';
import { wantsPlan } from './wants-plan.ts';

/** The session that reads and plans is kept as an attempt of this number. */
const PLANNING = 0;

/** Whether the work begins; `waiting`: the run is parked, or looked at again at once. */
export type PlanFirst =
  | { kind: 'go'; agreed: Agreed | null }
  | { kind: 'waiting' }
  | { kind: 'ended'; outcome: Outcome };

type BasedRun = Run & { baseSha: string };

export interface PlanScene {
  config: RepoConfig;
  /** The checks that were fixed from base. */
  plan: Plan;
  github: GitHub;
  mirror: Mirror;
  workshop: Workshop;
  requests: Requests;
  signal: AbortSignal;
}

/**
 * Where somebody wants to see a plan before the work, it is made, posted and waited for, and each step is stored before the
 * next. Whether one is wanted is decided when the run begins: a label that comes later changes nothing.
 */
export async function planFirst(run: BasedRun, scene: PlanScene, parts: RunParts): Promise<PlanFirst> {
  const { store } = parts;
  let row = await store.planOf(run.id);
  if (row === null) {
    if ((await store.latestAttempt(run.id)) !== null) return { kind: 'go', agreed: null };
    const { labels } = await scene.github.issue(run.issue);
    const wantedBy = wantsPlan(parts.settings.plan, scene.config.plan, labels);
    if (wantedBy === null) return { kind: 'go', agreed: null };
    await store.beginPlan(run.id, wantedBy);
    row = await store.planOf(run.id);
  }
  if (row === null) throw new Error('a plan is not there after it was begun');
  if (row.agreed !== null) return { kind: 'go', agreed: row.agreed };
  if (row.proposal === null) {
    const stopped = await handIn(run, scene, parts);
    if (stopped !== null) return stopped;
  }
  return waitsForGo(run, scene.github, parts);
}

/** Has the plan made and keeps it; otherwise how that ended. */
async function handIn(run: BasedRun, scene: PlanScene, parts: RunParts): Promise<PlanFirst | null> {
  const { store, status } = parts;
  const spent = await daySpent(run, parts);
  if (spent !== null) return { kind: 'ended', outcome: noPullRequest('budget', spent) };
  if ((await store.latestAttempt(run.id)) === null)
    status.say(run, PLANNING, 'attempt_started', 'The agent reads, to post a plan first');
  const attempt = await store.startAttempt({
    runId: run.id,
    number: PLANNING,
    startSha: run.baseSha,
    feedback: [],
    spent: NOTHING_SPENT,
  });
  const planned = await makePlan(
    {
      runId: run.id,
      repo: `${run.repo.owner}/${run.repo.name}`,
      task: run.task,
      mirror: scene.mirror,
      baseSha: run.baseSha,
      facts: factsOf(scene.plan),
      memory: await memoryOf(attempt, parts),
      requests: scene.requests,
      signal: scene.signal,
      say: (kind, text, data) => status.say(run, PLANNING, kind, text, data),
    },
    { ...scene.workshop, maxCostUsd: parts.settings.maxCostUsd - (await costOfOthers(attempt, parts)) },
  );
  if (planned.kind === 'asked') {
    await parts.queue.look(run.id);
    return { kind: 'waiting' };
  }
  const stage = planned.kind === 'planned' ? 'planned' : 'failed';
  await store.updateAttempt(run.id, PLANNING, { stage, spent: planned.spent });
  if (planned.kind === 'no_pr') return { kind: 'ended', outcome: noPullRequest(planned.reason, planned.detail) };
  await store.keepProposal(run.id, {
    proposal: redactAll(planned.proposal, parts.redact),
    checks: scene.plan.checks.map(({ id }) => id),
    estimate: await store.costsLikely(run.repo),
  });
  return null;
}

/** Names and commands of checks come from the repository, and are data. */
function factsOf({ checks }: Plan): string[] {
  if (checks.length === 0) return ['No check of this repository was recognised: nothing here can verify a change.'];
  const listed = checks.map(({ id, command }) => `${id}: ${command}`).join('\n');
  return [`These checks will be run on the change, and no others:\n${fence('checks', listed)}`];
}
