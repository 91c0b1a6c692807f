import { z } from 'zod';
import type { Queries } from './queries.ts';
import type { Criterion } from '../../judge/types.ts';
import { storable } from '../../store/jsonb.ts';
import type { Database } from '../../store/types.ts';
import type { Audited } from './judge-errors.ts';

/** A diff that was drawn and that nobody has answered for yet. */
export interface OpenAudit {
  runId: string;
  attempt: number;
  round: number;
}

export interface AuditAnswer extends OpenAudit {
  label: 'good' | 'bad' | null;
  /** What a bad one does not meet. */
  criteria: readonly Criterion[];
  by: string;
  why: string;
}

export interface Drawn {
  from: Date | null;
  until: Date;
  /** How many there were of each verdict, and how many of them were drawn. */
  strata: { verdict: 'approve' | 'veto'; of: number; drawn: number }[];
}

/** Answered with what was said last; `label` is `open` where nobody has answered. */
const AUDITS = `
  SELECT u.run_id, u.attempt, u.round, u.verdict, u.weight, u.place, u.drawn_at, r.arm,
    CASE WHEN l.run_id IS NULL THEN 'open' ELSE l.label END AS label
  FROM fettle.audit u JOIN fettle.run r ON r.id = u.run_id
  LEFT JOIN LATERAL (
    SELECT l.run_id, l.label FROM fettle.label l
    WHERE l.kind = 'audit' AND l.run_id = u.run_id AND l.attempt = u.attempt AND l.round = u.round ORDER BY l.id DESC LIMIT 1
  ) l ON true`;

const AuditedRow = z.object({
  verdict: z.enum(['approve', 'veto']),
  weight: z.number(),
  label: z.enum(['good', 'bad', 'open']).nullable(),
});

/** All that were drawn for verdicts of the period, with what was said of them. */
export async function audited(on: Queries, since: Date | null): Promise<Audited[]> {
  const { rows } = await on.query(
    `SELECT verdict, weight, label FROM (${AUDITS}) u
     WHERE $1::timestamptz IS NULL OR (SELECT g.at FROM fettle.gate_round g
       WHERE g.run_id = u.run_id AND g.attempt = u.attempt AND g.round = u.round) >= $1`,
    [since],
  );
  return z.array(AuditedRow).parse(rows);
}

/** Drawn and not answered, in their random order, so that the kinds of verdicts are mixed. */
export async function openAudits(on: Queries): Promise<OpenAudit[]> {
  const { rows } = await on.query<{ run_id: string; attempt: number; round: number }>(
    `SELECT run_id, attempt, round FROM (${AUDITS}) u WHERE label = 'open' ORDER BY drawn_at, place`,
  );
  return rows.map((row) => ({ runId: row.run_id, attempt: row.attempt, round: row.round }));
}

const SAME = 'run_id = $1 AND attempt = $2 AND round = $3';

export async function wasDrawn(on: Queries, { runId, attempt, round }: OpenAudit): Promise<boolean> {
  const { rowCount } = await on.query(`SELECT FROM fettle.audit WHERE ${SAME}`, [runId, attempt, round]);
  return rowCount === 1;
}

/**
 * False when the same person said the same before. Throws when this was never drawn: a label that somebody chose to give
 * must not pass for a random one.
 */
export async function answerAudit(database: Pick<Database, 'transaction'>, answer: AuditAnswer): Promise<boolean> {
  const { runId, attempt, round, label, criteria, by, why } = answer;
  const key = [runId, attempt, round];
  return await database.transaction(async (client) => {
    const drawn = await client.query(`SELECT FROM fettle.audit WHERE ${SAME} FOR UPDATE`, key);
    if (drawn.rowCount === 0)
      throw new Error(`round ${round} of attempt ${attempt} of run ${runId} was not drawn for an audit`);
    const said = [...key, label, storable(by), storable(why)];
    const before = await client.query(
      `SELECT FROM fettle.label
       WHERE kind = 'audit' AND ${SAME} AND label IS NOT DISTINCT FROM $4 AND by = $5 AND why = $6`,
      said,
    );
    if (before.rowCount !== 0) return false;
    await client.query(`UPDATE fettle.audit SET criteria = $4 WHERE ${SAME}`, [...key, criteria]);
    await client.query(
      `INSERT INTO fettle.label (run_id, attempt, round, kind, label, by, why, tree, verdict)
       SELECT run_id, attempt, round, 'audit', $4, $5, $6, report ->> 'tree', report -> 'verdict'
       FROM fettle.gate_round WHERE ${SAME}`,
      said,
    );
    return true;
  });
}

/**
 * Draws verdicts at random, half of them vetoes where there are enough, from those since the last draw (`from` for the
 * first). What is drawn hangs on the seed and on the verdicts alone. A verdict stands for as many as there are of its
 * kind to each one drawn.
 */
export async function drawAudits(
  database: Pick<Database, 'transaction'>,
  { sample, seed, from }: { sample: number; seed: number; from: Date | null },
): Promise<Drawn> {
  return await database.transaction(async (client) => {
    await client.query('LOCK TABLE fettle.audit IN SHARE ROW EXCLUSIVE MODE');
    const { rows } = await client.query<{ from: Date | null; until: Date }>(
      `SELECT coalesce((SELECT max(covers_until) FROM fettle.audit), $1::timestamptz) AS from,
         now() - interval '1 minute' AS until`,
      [from],
    );
    const period = rows[0] ?? { from, until: new Date() };
    const { rows: counts } = await client.query<{ verdict: 'approve' | 'veto'; n: number }>(
      `SELECT verdict, count(*)::int AS n FROM fettle.gate_round WHERE ${DRAWABLE} GROUP BY verdict`,
      [period.from, period.until],
    );
    const of = (verdict: string) => counts.find((it) => it.verdict === verdict)?.n ?? 0;
    const size = sizes(sample, { approve: of('approve'), veto: of('veto') });
    for (const verdict of ['approve', 'veto'] as const) {
      if (size[verdict] === 0) continue;
      await client.query(
        `INSERT INTO fettle.audit (run_id, attempt, round, drawn_at, covers_from, covers_until, seed, verdict, weight, place)
         SELECT run_id, attempt, round, now(), coalesce($1, '-infinity'), $2, $3::int, $4, $5, row_number() OVER (ORDER BY lot)
         FROM (SELECT run_id, attempt, round,
             sha256(convert_to(concat_ws(':', $3::int, run_id, attempt, round), 'UTF8')) AS lot
           FROM fettle.gate_round WHERE ${DRAWABLE} AND verdict = $4 ORDER BY lot LIMIT $6) drawn`,
        [period.from, period.until, seed, verdict, of(verdict) / size[verdict], size[verdict]],
      );
    }
    const strata = (['approve', 'veto'] as const).map((verdict) => ({
      verdict,
      of: of(verdict),
      drawn: size[verdict],
    }));
    return { ...period, strata };
  });
}

/** Up to a minute ago: what was stored just now may have been said a little earlier. */
const DRAWABLE = `verdict IN ('approve', 'veto') AND ($1::timestamptz IS NULL OR at >= $1) AND at < $2`;

/** Half of each kind; what one kind lacks, the other gets. */
export function sizes(sample: number, of: { approve: number; veto: number }): { approve: number; veto: number } {
  const veto = Math.min(of.veto, Math.max(Math.floor(sample / 2), sample - of.approve));
  return { approve: Math.min(of.approve, sample - veto), veto };
}
