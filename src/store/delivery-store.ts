import type { Logger } from 'pino';
import { describeError } from '../errors.ts';
import { storable, toJsonb } from './jsonb.ts';
import type { Added, Concern, Database, DeliveryStore } from './types.ts';

/** Deliveries written with one statement, and so with one commit. */
const MAX_BATCH = 500;

/**
 * Statements under way at once. While one waits for the disk the next batch is made ready; more would only make the
 * batches smaller.
 */
const MAX_WRITES = 2;

/** How often a delivery is tried; with the waits below it is given up after about a day. */
const MAX_ATTEMPTS = 16;

interface Waiting {
  id: string;
  event: string;
  payload: string;
  concern: Concern | null;
  resolve: (added: Added) => void;
  reject: (error: unknown) => void;
}

/**
 * Deliveries in the database. Those that arrive while inserts are under way wait and share the next: under load the
 * number of commits does not grow with the number of deliveries, and no timer delays a single one.
 */
export function deliveryStore(database: Database, log: Logger): DeliveryStore {
  const waiting: Waiting[] = [];
  let writes = 0;

  async function write(): Promise<void> {
    if (writes >= MAX_WRITES) return;
    writes += 1;
    // What arrives in the same tick travels together.
    await new Promise(setImmediate);
    while (waiting.length > 0) await insert(database, waiting.splice(0, MAX_BATCH));
    writes -= 1;
  }

  return {
    add: async ({ id, event, payload, concern }) =>
      await new Promise<Added>((resolve, reject) => {
        waiting.push({ id: storable(id), event: storable(event), payload: toJsonb(payload), concern, resolve, reject });
        void write();
      }),
    relay: async (limit, handle) => {
      let taken = 0;
      while (taken < limit && (await relayOne(database, log, handle))) taken += 1;
      return taken;
    },
    prune: async (olderThanMs) => {
      const gone = await database.pool.query(
        "DELETE FROM fettle.delivery WHERE handled_at < now() - $1 * interval '1 millisecond'",
        [olderThanMs],
      );
      return gone.rowCount ?? 0;
    },
  };
}

/**
 * What intake looks runs up by (`activeBySha` and the like of `src/runs/store.ts`), as conditions on a run `r` and a given
 * concern `g`. One `EXISTS` for each, so that each finds its index; with `OR` inside, all runs of a repository
 * would be read, and without `OFFSET 0` all open runs there are, into a hash table for each statement.
 */
const CONCERNED = [
  "r.state <> 'ended' AND r.head_sha = g.sha",
  "r.state <> 'ended' AND r.watched ->> 'awaitedBase' = g.sha",
  // A check may report after the run has ended: the words are those of the index `run_reopenable_sha`.
  "r.state = 'ended' AND r.outcome ->> 'reason' IN ('ci_green', 'no_ci', 'required_missing', 'action_required') AND r.head_sha = g.sha",
  "r.state <> 'ended' AND r.branch = g.branch",
  "r.state <> 'ended' AND r.watched ->> 'awaitedBase' IS NOT NULL AND r.base_branch = g.branch",
  "r.state <> 'ended' AND r.issue = g.issue",
  "r.state <> 'ended' AND r.pr_number IS NOT NULL AND r.pr_number = g.issue",
  'r.pr_number IS NOT NULL AND r.pr_number = g.pr',
  "r.state = 'ended' AND r.pr_number IS NOT NULL AND r.pr_number = g.followed",
  "r.state = 'ended' AND r.pr_number IS NOT NULL AND r.issue = g.followed",
];

/** Prepared once a connection: planning it would take longer than carrying it out. */
const INSERT = {
  name: 'fettle-add-deliveries',
  text: `
  WITH wanted AS MATERIALIZED (
    SELECT id, event, payload
    FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::int[], $10::int[])
      AS g (id, event, payload, owner, name, sha, branch, issue, pr, followed)
    WHERE g.owner IS NULL
      ${CONCERNED.map(
        (condition) =>
          `OR EXISTS (SELECT FROM fettle.run r
             WHERE lower(r.owner) = lower(g.owner) AND lower(r.name) = lower(g.name) AND ${condition} OFFSET 0)`,
      ).join('\n      ')}
  ), added AS (
    INSERT INTO fettle.delivery (id, event, payload) SELECT id, event, payload FROM wanted
    ON CONFLICT DO NOTHING RETURNING id
  )
  SELECT wanted.id, added.id IS NOT NULL AS fresh FROM wanted LEFT JOIN added USING (id)`,
};

async function insert(database: Database, batch: readonly Waiting[]): Promise<void> {
  const about = (key: 'owner' | 'name' | 'sha' | 'branch' | 'issue' | 'pullRequest' | 'followed') =>
    batch.map(({ concern }) => {
      const value = (concern as Record<string, string | number> | null)?.[key] ?? null;
      return typeof value === 'string' ? storable(value) : value;
    });
  try {
    const { rows } = await database.pool.query<{ id: string; fresh: boolean }>({
      ...INSERT,
      values: [
        batch.map((it) => it.id),
        batch.map((it) => it.event),
        batch.map((it) => it.payload),
        about('owner'),
        about('name'),
        about('sha'),
        about('branch'),
        about('issue'),
        about('pullRequest'),
        about('followed'),
      ],
    });
    const wanted = new Set(rows.map((row) => row.id));
    const fresh = new Set(rows.filter((row) => row.fresh).map((row) => row.id));
    for (const it of batch) {
      // `delete` says true once: of two with the same id in one batch, one is new.
      if (fresh.delete(it.id)) it.resolve('stored');
      else it.resolve(wanted.has(it.id) ? 'repeated' : 'unconcerned');
    }
  } catch (error) {
    for (const it of batch) it.reject(error);
  }
}

/**
 * One delivery, in a transaction that holds its row: a second relay takes the next one, and when this process dies the
 * row is free again. What throws is tried again later and blocks nobody.
 */
async function relayOne(
  database: Database,
  log: Logger,
  handle: Parameters<DeliveryStore['relay']>[1],
): Promise<boolean> {
  return await database.transaction(async (client) => {
    const { rows } = await client.query<{ id: string; payload: unknown; received_at: Date; attempts: number }>(
      `SELECT id, payload, received_at, attempts FROM fettle.delivery
       WHERE handled_at IS NULL AND attempts < $1 AND next_at <= clock_timestamp()
       ORDER BY received_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [MAX_ATTEMPTS],
    );
    const found = rows[0];
    if (found === undefined) return false;
    try {
      await handle({ id: found.id, payload: found.payload, receivedAt: found.received_at });
      await client.query('UPDATE fettle.delivery SET handled_at = clock_timestamp(), error = NULL WHERE id = $1', [
        found.id,
      ]);
    } catch (error) {
      log.error({ err: error, delivery: found.id, attempts: found.attempts + 1 }, 'a delivery could not be handled');
      await client.query(
        `UPDATE fettle.delivery SET attempts = attempts + 1, error = $2,
           next_at = clock_timestamp() + least(2 ^ (attempts + 1), 14400) * interval '1 second' WHERE id = $1`,
        [found.id, storable(describeError(error)).slice(0, 2000)],
      );
    }
    return true;
  });
}
