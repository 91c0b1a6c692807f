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
  label: z.enum(['good', 'bad']).nullable(),
  why: z.string().nullable(),
  criteria: z.array(z.enum(CRITERIA)).nullable(),
});

/** What people said of an attempt, the last word of the kind. */
const SAID_OF = (kind: string) => `
  SELECT DISTINCT ON (l.run_id, l.attempt) l.run_id, l.attempt, l.label, l.why, u.criteria
  FROM fettle.label l LEFT JOIN fettle.audit u ON l.kind = 'audit' AND u.run_id = l.run_id AND u.attempt = l.attempt
  WHERE l.kind ${kind} AND l.label IS NOT NULL AND ($1::timestamptz IS NULL OR l.at >= $1)
  ORDER BY l.run_id, l.attempt, l.kind = 'audit' DESC, l.id DESC`;

const QUERIES: Record<Source, string> = {
  // Those of which a person has said something are the others' to give.
  vetoes: `SELECT a.run_id, a.number AS attempt, NULL AS label, NULL AS why, NULL::text[] AS criteria FROM fettle.attempt a
    WHERE a.verdict = 'veto' AND ($1::timestamptz IS NULL OR a.created_at >= $1)
      AND NOT EXISTS (SELECT FROM fettle.label l WHERE l.run_id = a.run_id AND l.attempt = a.number AND l.label IS NOT NULL)
    ORDER BY a.created_at`,
  overrules: SAID_OF("= 'overrule'"),
  audits: SAID_OF("= 'audit'"),
  // Nothing stores these yet; a label of this kind is what will.
  reverts: SAID_OF("= 'revert'"),
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
    const change = await judgedChange(on, mirrors, { runId: row.run_id, attempt: row.attempt });
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
  const { rows } = await on.query<{ number: number }>(
    'SELECT number FROM fettle.attempt WHERE run_id = $1 AND verdict IS NOT NULL ORDER BY number DESC LIMIT 1',
    [run],
  );
  if (rows[0] === undefined) return null;
  const change = await judgedChange(on, mirrors, { runId: run, attempt: rows[0].number });
  if (change === null) return null;
  const { rows: labels } = await on.query(
    `SELECT * FROM (${SAID_OF("IN ('audit', 'overrule')")}) s WHERE run_id = $2 AND attempt = $3`,
    [null, run, change.attempt],
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
