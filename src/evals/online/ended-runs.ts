import { z } from 'zod';
import type { Queries } from './queries.ts';
import { RunArm } from '../../runs/arm.ts';
import { FATE, FATES } from '../../runs/aftermath/fate.ts';
import { SAID } from './evidence.ts';

/** Runs that ended alike, of one repository and arm. */
const EndedGroup = z.object({
  repository: z.string(),
  /** Null for runs that began before arms were stored. */
  arm: RunArm.nullable(),
  kind: z.string(),
  reason: z.string(),
  by: z.string().nullable(),
  baseRed: z.boolean(),
  said: z.string().nullable(),
  fate: z.enum(FATES).nullable(),
  runs: z.coerce.number(),
});
export type EndedGroup = z.infer<typeof EndedGroup>;

export interface Period {
  /** Null: from the first run on. */
  since: Date | null;
  /** Only runs of this experiment; null for all. */
  experiment: string | null;
}

/** Of a run `r`, with the period as the first two parameters. */
export const IN_PERIOD = `($1::timestamptz IS NULL OR r.created_at >= $1)
  AND ($2::text IS NULL OR r.experiment = $2)`;

/** Ended runs that began in the period, counted by the database. */
export async function endedGroups(on: Queries, { since, experiment }: Period): Promise<EndedGroup[]> {
  const { rows } = await on.query(
    `SELECT lower(r.owner) || '/' || lower(r.name) AS repository, r.arm, r.outcome ->> 'kind' AS kind,
       r.outcome ->> 'reason' AS reason, r.outcome ->> 'by' AS by, r.outcome ? 'baseRed' AS "baseRed", s.said, ${FATE} AS fate,
       count(*) AS runs
     FROM fettle.run r LEFT JOIN (${SAID}) s ON s.run_id = r.id LEFT JOIN fettle.aftermath a ON a.run_id = r.id
     WHERE r.state = 'ended' AND r.outcome IS NOT NULL AND ${IN_PERIOD}
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
    [since, experiment],
  );
  return z.array(EndedGroup).parse(rows);
}

/** Runs of the period that have not ended. */
export async function openRuns(on: Queries, { since, experiment }: Period): Promise<number> {
  const { rows } = await on.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM fettle.run r WHERE r.state <> 'ended' AND ${IN_PERIOD}`,
    [since, experiment],
  );
  return rows[0]?.open ?? 0;
}

const Judged = z.object({
  arm: RunArm.nullable(),
  verdict: z.enum(['approve', 'veto', 'abstain']),
  verdicts: z.coerce.number(),
});
export type Judged = z.infer<typeof Judged>;

/** What the judge said in the period, in every round: most vetoes are answered by another one. */
export async function verdictsBy(on: Queries, { since, experiment }: Period): Promise<Judged[]> {
  const { rows } = await on.query(
    `SELECT r.arm, g.verdict, count(*) AS verdicts
     FROM fettle.gate_round g JOIN fettle.run r ON r.id = g.run_id
     WHERE g.verdict IS NOT NULL AND ($1::timestamptz IS NULL OR g.at >= $1)
       AND ($2::text IS NULL OR r.experiment = $2)
     GROUP BY 1, 2`,
    [since, experiment],
  );
  return z.array(Judged).parse(rows);
}

/** Vetoes that somebody said were wrong. Nobody was asked: there may be more. */
export async function overruled(on: Queries, { since, experiment }: Period): Promise<number> {
  const { rows } = await on.query<{ overruled: number }>(
    `SELECT count(DISTINCT (l.run_id, l.attempt, l.tree))::int AS overruled
     FROM fettle.label l JOIN fettle.run r ON r.id = l.run_id
     WHERE l.kind = 'overrule' AND l.label = 'good' AND ${IN_PERIOD}`,
    [since, experiment],
  );
  return rows[0]?.overruled ?? 0;
}
