import { z } from 'zod';
import { CRITERIA } from '../../judge/types.ts';
import type { Redactor } from '../../text/redact.ts';
import { type CaseDraft, caseOf, type Said } from './case-draft.ts';
import { judgedChange } from './judged-change.ts';
import type { Queries } from './queries.ts';

export const SOURCES = ['vetoes', 'overrules', 'audits', 'reverts'] as const;
export type Source = (typeof SOURCES)[number];

const Row = z.object({
  run_id: z.string(),
  attempt: z.number(),
  round: z.number(),
  label: z.enum(['good', 'bad']).nullable(),
  why: z.string().nullable(),
  criteria: z.array(z.enum(CRITERIA)).nullable(),
});

/** What people said of a change, the last word of a kind; an overrule has only the tree that it is about. */
const SAID_OF = (kind: string) => `
  SELECT DISTINCT ON (g.run_id, g.attempt, g.round) g.run_id, g.attempt, g.round, l.label, l.why, u.criteria
  FROM fettle.label l
    JOIN fettle.gate_round g ON g.run_id = l.run_id AND g.attempt = l.attempt
      AND (g.round = l.round OR (l.round IS NULL AND g.report ->> 'tree' = l.tree))
    LEFT JOIN fettle.audit u
      ON l.kind = 'audit' AND u.run_id = l.run_id AND u.attempt = l.attempt AND u.round = l.round
  WHERE l.kind ${kind} AND l.label IS NOT NULL AND g.verdict IS NOT NULL AND ($1::timestamptz IS NULL OR l.at >= $1)
  ORDER BY g.run_id, g.attempt, g.round, l.kind = 'audit' DESC, l.id DESC`;

const QUERIES: Record<Source, string> = {
  // Those of which a person has said something are the others' to give.
  vetoes: `SELECT g.run_id, g.attempt, g.round, NULL AS label, NULL AS why, NULL::text[] AS criteria
    FROM fettle.gate_round g
    WHERE g.verdict = 'veto' AND ($1::timestamptz IS NULL OR g.at >= $1)
      AND NOT EXISTS (SELECT FROM fettle.label l WHERE l.run_id = g.run_id AND l.attempt = g.attempt
        AND l.label IS NOT NULL AND (l.round = g.round OR (l.round IS NULL AND l.tree = g.report ->> 'tree')))
    ORDER BY g.at`,
  overrules: SAID_OF("= 'overrule'"),
  audits: SAID_OF("= 'audit'"),
  // That a change was taken back does not say why: people have yet to.
  reverts: `SELECT * FROM (
      SELECT DISTINCT ON (g.run_id) g.run_id, g.attempt, g.round, NULL AS label, NULL AS why, NULL::text[] AS criteria,
        a.reverted_at
      FROM fettle.aftermath a JOIN fettle.gate_round g ON g.run_id = a.run_id
      WHERE a.reverted_at IS NOT NULL AND g.verdict IS NOT NULL AND ($1::timestamptz IS NULL OR a.reverted_at >= $1)
      ORDER BY g.run_id, g.attempt DESC, g.round DESC) reverted
    ORDER BY reverted_at`,
};

export interface Mined {
  cases: CaseDraft[];
  /** Runs whose diff is not to be had any more. */
  lost: string[];
}

/** Cases for the judge from what has happened in production since a time. */
export async function mineCases(
  on: Queries,
  { source, since, mirrors, redact }: { source: Source; since: Date | null; mirrors: string; redact: Redactor },
): Promise<Mined> {
  const { rows } = await on.query(QUERIES[source], [since]);
  const mined: Mined = { cases: [], lost: [] };
  for (const row of z.array(Row).parse(rows)) {
    const change = await judgedChange(on, mirrors, { runId: row.run_id, attempt: row.attempt, round: row.round });
    if (change === null) mined.lost.push(row.run_id);
    else mined.cases.push(caseOf(change, saidIn(row), `mined: ${source}`, redact));
  }
  return mined;
}

/** The last judged change of one run; its label is what is given, or what people have said of it. Null without one. */
export async function mineRun(
  on: Queries,
  { run, said, mirrors, redact }: { run: string; said: Said | null; mirrors: string; redact: Redactor },
): Promise<CaseDraft | null> {
  const { rows } = await on.query<{ attempt: number; round: number }>(
    `SELECT attempt, round FROM fettle.gate_round WHERE run_id = $1 AND verdict IS NOT NULL
     ORDER BY attempt DESC, round DESC LIMIT 1`,
    [run],
  );
  if (rows[0] === undefined) return null;
  const change = await judgedChange(on, mirrors, { runId: run, ...rows[0] });
  if (change === null) return null;
  const { rows: labels } = await on.query(
    `SELECT * FROM (${SAID_OF("IN ('audit', 'overrule')")}) s WHERE run_id = $2 AND attempt = $3 AND round = $4`,
    [null, run, change.attempt, change.round],
  );
  const known = z.array(Row).parse(labels)[0];
  return caseOf(change, said ?? (known === undefined ? null : saidIn(known)), 'mined: one run', redact);
}

function saidIn({ label, why, criteria }: z.infer<typeof Row>): Said | null {
  if (label === null) return null;
  // A bad change needs a criterion; a maintainer who overrules names none.
  const named = criteria === null || criteria.length === 0 ? (['does_what_was_asked'] as const) : criteria;
  return { label, criteria: label === 'bad' ? named : [], why: why ?? '' };
}
