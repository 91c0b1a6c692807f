import type { Attempt, Run, RunEvent } from './types.ts';

/** A row of `fettle.run` as `pg` returns it: bigint is text, jsonb is parsed, timestamptz is a Date. */
export interface RunRow {
  id: string;
  owner: string;
  name: string;
  installation_id: string;
  issue: number;
  trigger_kind: Run['trigger']['kind'];
  trigger_key: string;
  task: Run['task'];
  state: Run['state'];
  outcome: Run['outcome'];
  branch: string;
  base_branch: string | null;
  base_sha: string | null;
  pr_number: number | null;
  head_sha: string | null;
  status_comment_id: string | null;
  watched: Run['watched'];
  cancel: string | null;
  cancel_by: Run['cancelBy'];
  resumed_at: Date | null;
  held: boolean;
  created_at: Date;
  updated_at: Date;
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    repo: { owner: row.owner, name: row.name, installationId: Number(row.installation_id) },
    issue: row.issue,
    trigger: { kind: row.trigger_kind, key: row.trigger_key },
    task: row.task,
    state: row.state,
    outcome: row.outcome,
    branch: row.branch,
    baseBranch: row.base_branch,
    baseSha: row.base_sha,
    prNumber: row.pr_number,
    headSha: row.head_sha,
    statusCommentId: row.status_comment_id === null ? null : Number(row.status_comment_id),
    watched: row.watched,
    cancel: row.cancel,
    cancelBy: row.cancel_by,
    resumedAt: row.resumed_at,
    held: row.held,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export interface AttemptRow {
  run_id: string;
  number: number;
  start_sha: string;
  merge_sha: string | null;
  feedback: Attempt['feedback'];
  stage: Attempt['stage'];
  rounds: number;
  spent: Attempt['spent'];
  patch: Buffer | null;
  tree: string | null;
  summary: string | null;
  gate: Attempt['gate'];
  commit_sha: string | null;
  created_at: Date;
}

export function toAttempt(row: AttemptRow): Attempt {
  return {
    runId: row.run_id,
    number: row.number,
    startSha: row.start_sha,
    mergeSha: row.merge_sha,
    feedback: row.feedback,
    stage: row.stage,
    rounds: row.rounds,
    spent: row.spent,
    patch: row.patch,
    tree: row.tree,
    summary: row.summary,
    gate: row.gate,
    commitSha: row.commit_sha,
    createdAt: row.created_at,
  };
}

export interface EventRow {
  run_id: string;
  at: Date;
  attempt: number;
  kind: RunEvent['kind'];
  text: string;
  data: unknown;
}

export function toEvent(row: EventRow): RunEvent {
  return {
    runId: row.run_id,
    at: row.at,
    attempt: row.attempt,
    kind: row.kind,
    text: row.text,
    ...(row.data === null ? {} : { data: row.data }),
  };
}
