import type { Queries } from './types.ts';

/** What is open now. */
export interface Figures {
  looks: { due: number; put_off: number; under_way: number };
  /** Seconds; 0 where none is due. */
  oldestLook: number;
  /** Not handled yet. */
  deliveries: number;
  /** Seconds; 0 where there is none. */
  oldestDelivery: number;
  /** Those whose handling has failed: tried again, or given up after a day. */
  failing: number;
  runs: Record<string, number>;
  held: number;
}

/** Each of them reads what is open and nothing else, by a partial index, so that what has ended costs nothing. */
const SQL = {
  looks: `SELECT count(*) FILTER (WHERE state < 'active' AND start_after <= now())::int AS due,
      count(*) FILTER (WHERE state < 'active' AND start_after > now())::int AS put_off,
      count(*) FILTER (WHERE state = 'active')::int AS under_way,
      coalesce(extract(epoch FROM now() - min(start_after) FILTER (WHERE state < 'active' AND start_after <= now())), 0)::float8
        AS oldest
    FROM pgboss.job WHERE name = 'run' AND state <= 'active'`,
  deliveries: `SELECT count(*) FILTER (WHERE attempts = 0)::int AS open, count(*) FILTER (WHERE attempts > 0)::int AS failing,
      coalesce(extract(epoch FROM now() - min(received_at) FILTER (WHERE attempts = 0)), 0)::float8 AS oldest
    FROM fettle.delivery WHERE handled_at IS NULL`,
  runs: `SELECT state, count(*)::int AS count, count(*) FILTER (WHERE held)::int AS held
    FROM fettle.run WHERE state <> 'ended' GROUP BY state`,
};

export async function readFigures(database: Queries): Promise<Figures> {
  const [looks, deliveries, runs] = await Promise.all([
    one<Looks>(database, SQL.looks).catch(noQueueYet),
    one<{ open: number; failing: number; oldest: number }>(database, SQL.deliveries),
    database.query<{ state: string; count: number; held: number }>(SQL.runs),
  ]);
  const { oldest, ...states } = looks;
  return {
    looks: states,
    oldestLook: Math.max(0, oldest),
    deliveries: deliveries.open,
    oldestDelivery: Math.max(0, deliveries.oldest),
    failing: deliveries.failing,
    runs: {
      queued: 0,
      working: 0,
      watching: 0,
      ...Object.fromEntries(runs.rows.map(({ state, count }) => [state, count])),
    },
    held: runs.rows.reduce((sum, { held }) => sum + held, 0),
  };
}

type Looks = Figures['looks'] & { oldest: number };

/** The first worker makes the queue; until then nothing waits in it. */
function noQueueYet(error: unknown): Looks {
  const undefinedTable = '42P01';
  if ((error as { code?: unknown }).code !== undefinedTable) throw error;
  return { due: 0, put_off: 0, under_way: 0, oldest: 0 };
}

async function one<Row extends object>(database: Queries, sql: string): Promise<Row> {
  const { rows } = await database.query<Row>(sql);
  return rows[0] as Row;
}
