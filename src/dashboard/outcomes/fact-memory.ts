import type { Pool } from 'pg';
import { z } from 'zod';
import { SAID } from '../../evals/online/evidence.ts';
import { FATE } from '../../runs/aftermath/fate.ts';
import { type Fact, FactColumns } from './fact-columns.ts';

/** Rows read at once: what that takes holds up nobody who waits for another page. */
const PAGE = 10_000;
/** So long at most between what is true and what is shown, ms. */
const FRESH_MS = 5_000;
/**
 * What was changed up to so long before the last look is read again: a row bears the time before its transaction ended,
 * and such transactions take moments.
 */
const OVERLAP = '2 minutes';

export interface Making {
  id: number;
  agentModel: string;
  judgeModel: string;
  agentPrompt: string;
  judgePrompt: string;
}

/** Everything that figures are counted from. */
export interface Facts {
  columns: FactColumns;
  makings: ReadonlyMap<number, Making>;
}

/**
 * The facts of all runs in the memory of this process: read once, in pages, and from then on only what has changed. Runs
 * are never deleted; one that somebody deletes by hand stays until a restart.
 */
export function factMemory(pool: Pick<Pool, 'query'>, now: () => number): () => Promise<Facts> {
  const columns = new FactColumns();
  let makings: ReadonlyMap<number, Making> = new Map();
  let changes: string | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const startedAt = now();
    // By the database's clock, and before anything is read.
    const { rows } = await pool.query<{ at: string }>('SELECT clock_timestamp()::text AS at');
    const next = rows[0]?.at ?? null;
    if (changes === null) await readAll(pool, columns);
    else await readChanged(pool, columns, changes);
    makings = await readMakings(pool);
    changes = next;
    readAt = startedAt;
  }

  return async () => {
    if (now() - readAt >= FRESH_MS) {
      reading ??= read().finally(() => (reading = null));
      await reading;
    }
    return { columns, makings };
  };
}

async function readAll(pool: Pick<Pool, 'query'>, columns: FactColumns): Promise<void> {
  let after = 0;
  for (;;) {
    const last = await readPage(pool, columns, `f.number > $1 ORDER BY f.number LIMIT ${PAGE}`, [after]);
    if (last === null) return;
    after = last.number;
  }
}

/** Page by page as well: a restore, or an upgrade, changes them all at once. */
async function readChanged(pool: Pick<Pool, 'query'>, columns: FactColumns, since: string): Promise<void> {
  const first = `f.changed_at > $1::timestamptz - interval '${OVERLAP}'`;
  const next = '(f.changed_at, f.number) > ($1::timestamptz, $2)';
  const inOrder = `ORDER BY f.changed_at, f.number LIMIT ${PAGE}`;
  let last = await readPage(pool, columns, `${first} ${inOrder}`, [since]);
  while (last !== null && last.full)
    last = await readPage(pool, columns, `${next} ${inOrder}`, [last.changedAt, last.number]);
}

/** Times in minutes since the epoch. */
const FACTS = `SELECT f.number, f.changed_at::text AS changed, f.repo, (extract(epoch FROM f.created_at) / 60)::int AS begun, f.state, f.kind, f.reason,
    coalesce(f.making, 0) AS making, f.attempts, f.cost::float8 AS cost, f.approved, f.vetoed, f.corrected, f.overruled,
    f.escapes, CASE WHEN f.escapes > 0 THEN to_json(f.escaped)::text ELSE '' END AS escaped, f.merged, (extract(epoch FROM a.merged_at) / 60)::int AS "mergedAt", ${FATE} AS fate, NULL AS said,
    CASE WHEN f.labelled OR a.labels <> '{}' THEN f.run_id END AS labelled
  FROM fettle.run_fact f LEFT JOIN fettle.aftermath a ON a.run_id = f.run_id`;

const Said = z.array(z.object({ run_id: z.string(), said: z.string() }));

interface Last {
  number: number;
  /** As the database says it: a Date would lose its microseconds. */
  changedAt: string;
  /** Whether there may be more. */
  full: boolean;
}

/** Returns the last row; null where there was nothing to read. */
async function readPage(
  pool: Pick<Pool, 'query'>,
  columns: FactColumns,
  where: string,
  values: unknown[],
): Promise<Last | null> {
  const { rows } = await pool.query<Fact & { labelled: string | null; changed: string }>(
    `${FACTS} WHERE ${where}`,
    values,
  );
  const labelled = rows.flatMap((row) => row.labelled ?? []);
  const said = new Map<string, string>();
  if (labelled.length > 0) {
    const found = await pool.query(`SELECT run_id, said FROM (${SAID}) s WHERE run_id = ANY($1)`, [labelled]);
    for (const row of Said.parse(found.rows)) said.set(row.run_id, row.said);
  }
  for (const { labelled: id, changed: _changed, ...fact } of rows)
    columns.put({ ...fact, said: id === null ? null : (said.get(id) ?? null) });
  const last = rows.at(-1);
  return last === undefined ? null : { number: last.number, changedAt: last.changed, full: rows.length === PAGE };
}

async function readMakings(pool: Pick<Pool, 'query'>): Promise<ReadonlyMap<number, Making>> {
  const { rows } = await pool.query<Making>(
    `SELECT id, agent_model AS "agentModel", judge_model AS "judgeModel", agent_prompt AS "agentPrompt",
       judge_prompt AS "judgePrompt" FROM fettle.making`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
