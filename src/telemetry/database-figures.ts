import type { Queries } from './types.ts';

export interface Figures {
  looks: { due: number; put_off: number; under_way: number };
  /** Seconds; 0 where none is due. */
  oldestLook: number;
  deliveries: number;
  oldestDelivery: number;
  failing: number;
  runs: Record<string, number>;
  held: number;
}

/** Several scrapers, and all gauges of one scrape, cost one look at the database in this time, ms. */
const CACHE_MS = 5000;
/** A database that hangs must not hang a scrape, whose own patience is ten seconds as a rule, ms. */
const PATIENCE_MS = 4000;

/** Read when asked for, at most once in a while. Null before there is a database, and where it does not answer. */
export function cachedFigures(now: () => number = () => performance.now()): {
  connect: (database: Queries) => void;
  get: () => Promise<Figures | null>;
} {
  let database: Queries | null = null;
  let last: { at: number; figures: Promise<Figures | null> } | null = null;
  return {
    connect: (opened) => {
      database = opened;
      last = null;
    },
    get: () => {
      if (database === null) return Promise.resolve(null);
      if (last === null || now() - last.at > CACHE_MS)
        last = { at: now(), figures: inTime(readFigures(database)).catch(() => null) };
      return last.figures;
    },
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the database did not answer in time')), PATIENCE_MS);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/** Each of them reads what is open and nothing else, by a partial index, so that what has ended costs nothing. */
const SQL = {
  looks: `SELECT count(*) FILTER (WHERE state < 'active' AND start_after <= now())::int AS due,
      count(*) FILTER (WHERE state < 'active' AND start_after > now())::int AS put_off,
      count(*) FILTER (WHERE state = 'active')::int AS under_way,
      coalesce(extract(epoch FROM now() - min(start_after) FILTER (WHERE state < 'active' AND start_after <= now())), 0)::float8
        AS oldest
    FROM pgboss.job WHERE name = 'run' AND state <= 'active'`,
  deliveries: `SELECT count(*)::int AS open, count(*) FILTER (WHERE attempts > 0)::int AS failing,
      coalesce(extract(epoch FROM now() - min(received_at)), 0)::float8 AS oldest
    FROM fettle.delivery WHERE handled_at IS NULL`,
  runs: `SELECT state, count(*)::int AS count, count(*) FILTER (WHERE held)::int AS held
    FROM fettle.run WHERE state <> 'ended' GROUP BY state`,
};

async function readFigures(database: Queries): Promise<Figures> {
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
