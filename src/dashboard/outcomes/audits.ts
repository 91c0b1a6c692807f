import type { Pool } from 'pg';
import { z } from 'zod';
import { type JudgeErrors, judgeErrors } from '../../evals/online/judge-errors.ts';

/** Audits are few: they are read whole, so often at most, ms. */
const FRESH_MS = 30_000;

const Audit = z.object({
  repo: z.string(),
  making: z.number(),
  /** When the run began, minutes since the epoch. */
  begun: z.number(),
  verdict: z.enum(['approve', 'veto']),
  weight: z.number(),
  label: z.enum(['good', 'bad', 'open']).nullable(),
});
type Audit = z.infer<typeof Audit>;

/** What auditors said last of each verdict that was drawn for them; `open` where nobody has answered. */
const AUDITS = `
  SELECT f.repo, coalesce(f.making, 0) AS making, (extract(epoch FROM f.created_at) / 60)::int AS begun, u.verdict, u.weight,
    CASE WHEN l.run_id IS NULL THEN 'open' ELSE l.label END AS label
  FROM fettle.audit u JOIN fettle.run_fact f ON f.run_id = u.run_id
  LEFT JOIN LATERAL (
    SELECT l.run_id, l.label FROM fettle.label l
    WHERE l.kind = 'audit' AND l.run_id = u.run_id AND l.attempt = u.attempt AND l.round = u.round
    ORDER BY l.id DESC LIMIT 1) l ON true`;

/** How often the judge is wrong, by audits of runs that count. */
export function auditMemory(
  pool: Pick<Pool, 'query'>,
  now: () => number,
): (counts: (audit: Audit) => boolean) => Promise<JudgeErrors> {
  let kept: { at: number; audits: Promise<Audit[]> } | null = null;
  return async (counts) => {
    if (kept === null || now() - kept.at >= FRESH_MS) {
      const audits = pool.query(AUDITS).then(({ rows }) => z.array(Audit).parse(rows));
      kept = { at: now(), audits };
      // The next one asks again.
      audits.catch(() => (kept = null));
    }
    return judgeErrors((await kept.audits).filter(counts));
  };
}
