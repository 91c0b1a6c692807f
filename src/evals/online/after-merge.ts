import { z } from 'zod';
import { type FailureMode, failureMode } from '../../runs/failure-mode.ts';
import type { Outcome } from '../../runs/types.ts';
import { type Rate, wilson } from '../statistics/wilson.ts';
import { type EndedGroup, IN_PERIOD, type Period } from './ended-runs.ts';
import type { Queries } from './queries.ts';

const AfterMerge = z.object({
  merged: z.coerce.number(),
  reverted: z.coerce.number(),
  /** Rewritten by people to a good part, and not reverted. */
  reworked: z.coerce.number(),
  /** Neither, and the issue was opened again. */
  reopened: z.coerce.number(),
  /** None of these, to the end of the time. */
  standing: z.coerce.number(),
  /** None of these so far. */
  following: z.coerce.number(),
});
/** What became of merged changes. What is left of `merged` could not be followed to the end. */
export type AfterMerge = z.infer<typeof AfterMerge>;

/** Of the runs of a period. */
export async function afterMerge(on: Queries, { since, experiment }: Period): Promise<AfterMerge> {
  const { rows } = await on.query(
    `SELECT count(*) AS merged, count(*) FILTER (WHERE fate = 'reverted') AS reverted,
       count(*) FILTER (WHERE fate = 'reworked') AS reworked, count(*) FILTER (WHERE fate = 'reopened') AS reopened,
       count(*) FILTER (WHERE fate = 'standing') AS standing, count(*) FILTER (WHERE fate = 'following') AS following
     FROM (SELECT CASE WHEN a.reverted_at IS NOT NULL THEN 'reverted' WHEN a.reworked_at IS NOT NULL THEN 'reworked'
         WHEN a.reopened_at IS NOT NULL THEN 'reopened' WHEN a.state = 'following' THEN 'following'
         WHEN a.added_lines IS NOT NULL THEN 'standing' END AS fate
       FROM fettle.aftermath a JOIN fettle.run r ON r.id = a.run_id
       WHERE a.merged_at IS NOT NULL AND r.state = 'ended' AND ${IN_PERIOD}) f`,
    [since, experiment],
  );
  return AfterMerge.parse(rows[0]);
}

/** The three ways to fail, each of everything that counts; what is not known to be right or wrong is in it. */
export interface FailureModes {
  n: number;
  fm1: Rate;
  fm2: Rate;
  /** At least so many: what nobody has found wrong yet may be. */
  fm3: Rate;
  unknown: number;
}

export function failureModes(groups: readonly EndedGroup[]): FailureModes {
  const counts = new Map<FailureMode, number>();
  for (const { kind, reason, said, fate, runs } of groups) {
    const mode = failureMode({ kind, reason } as Outcome, { said, fate });
    counts.set(mode, (counts.get(mode) ?? 0) + runs);
  }
  const of = (mode: FailureMode) => counts.get(mode) ?? 0;
  const n = [...counts].reduce((sum, [mode, runs]) => (mode === 'not_counted' ? sum : sum + runs), 0);
  return { n, fm1: wilson(of('FM1'), n), fm2: wilson(of('FM2'), n), fm3: wilson(of('FM3'), n), unknown: of('unknown') };
}
