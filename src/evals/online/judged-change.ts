import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { Feedback } from '../../agent/types.ts';
import { CRITERIA, type Criterion } from '../../judge/types.ts';
import { taskWithHidden, withWishes } from '../../runs/task.ts';
import { settledBy } from '../../runs/plan/settled.ts';
import type { Agreed } from '../../runs/plan/types.ts';
import type { AskedFor, GateReport, Task } from '../../runs/types.ts';
import { gitMirrors } from '../../sandbox/mirror.ts';
import type { Queries } from './queries.ts';

const inflated = promisify<Buffer, Buffer>(inflate);

/** What the judge saw in a round of an attempt, and what it said. Foreign text. */
export interface JudgedChange {
  runId: string;
  attempt: number;
  round: number;
  repository: string;
  prompt: string;
  diff: string;
  verdict: 'approve' | 'veto' | 'abstain';
  /** Those that the judge found not to be met. */
  unmet: Criterion[];
}

interface Row {
  owner: string;
  name: string;
  task: Task;
  base_sha: string | null;
  merge_sha: string | null;
  feedback: Feedback[];
  patch: Buffer | null;
  report: GateReport;
  agreed: Agreed | null;
  requests: Pick<AskedFor, 'request' | 'answer'>[];
}

/** The change that a verdict is about; null without one, or where its diff is not to be had any more. */
export async function judgedChange(
  on: Queries,
  mirrors: string,
  { runId, attempt, round }: { runId: string; attempt: number; round: number },
): Promise<JudgedChange | null> {
  const { rows } = await on.query<Row>(
    `SELECT r.owner, r.name, r.task, r.base_sha, a.merge_sha, a.feedback, g.patch, g.report,
       (SELECT agreed FROM fettle.plan WHERE run_id = r.id) AS agreed,
       coalesce((SELECT jsonb_agg(jsonb_build_object('request', request, 'answer', answer) ORDER BY asked_at)
         FROM fettle.request WHERE run_id = r.id), '[]') AS requests
     FROM fettle.gate_round g JOIN fettle.run r ON r.id = g.run_id
       JOIN fettle.attempt a ON a.run_id = g.run_id AND a.number = g.attempt
     WHERE g.run_id = $1 AND g.attempt = $2 AND g.round = $3`,
    [runId, attempt, round],
  );
  const [row] = rows;
  const verdict = row?.report.verdict;
  if (row === undefined || verdict === undefined || verdict === null) return null;
  const diff = (await storedDiff(row, attempt)) ?? (await mirroredDiff(row, mirrors));
  if (diff === null) return null;
  return {
    runId,
    attempt,
    round,
    repository: `${row.owner}/${row.name}`.toLowerCase(),
    prompt: taskWithHidden(withWishes(row.task, row.feedback), settledBy(row.agreed, row.requests)),
    diff: withoutBinary(diff),
    verdict: verdict.verdict,
    unmet: CRITERIA.filter((name) => !verdict.criteria[name].met),
  };
}

/** A first attempt's patch is against base, as the diff that the judge saw; that of a later one is against the attempt before. */
async function storedDiff({ patch, merge_sha: merged }: Row, attempt: number): Promise<string | null> {
  return attempt !== 1 || merged !== null || patch === null ? null : (await inflated(patch)).toString('utf8');
}

/** From the clone in the data folder, when it is there and has the objects; nothing is fetched. */
async function mirroredDiff({ owner, name, base_sha: base, report }: Row, mirrors: string): Promise<string | null> {
  const there = await stat(join(mirrors, `${owner}/${name}.git`.toLowerCase())).catch(() => null);
  if (there === null || base === null) return null;
  const offline = { url: '/dev/null', token: async () => null };
  try {
    const mirror = await gitMirrors(mirrors).open(`${owner}/${name}`, offline);
    return await mirror.diff(base, report.tree);
  } catch {
    return null;
  }
}

/** The judge is told of binary files, not what is in them. */
const withoutBinary = (diff: string): string =>
  diff.replaceAll(/^GIT binary patch\n(?:(?!diff --git ).*\n?)*/gm, 'Binary files differ\n');
