import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { runQueue } from '../../src/store/run-queue.ts';
import type { Database, RunQueue } from '../../src/store/types.ts';
import { child } from './child.ts';
import { freshDatabase, silent } from './fresh-database.ts';

let database: Database;
const queues: RunQueue[] = [];
const after: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await freshDatabase();
});
afterEach(async () => {
  for (const end of after.splice(0)) await end();
  await Promise.all(queues.splice(0).map(async (queue) => await queue.stop(1000)));
  await database.pool.query('DELETE FROM pgboss.job');
});
afterAll(async () => await database.close());

async function queue(): Promise<RunQueue> {
  const it = runQueue(database, silent);
  queues.push(it);
  await it.start();
  return it;
}

/** A worker whose looks stay open until they are let go. */
async function worker(concurrency = 2, abandoned = async (_runId: string) => {}) {
  const it = await queue();
  const open: { runId: string; signal: AbortSignal; end: () => void; fail: (error: Error) => void }[] = [];
  const seen: string[] = [];
  const handle = async (runId: string, signal: AbortSignal) => {
    seen.push(runId);
    await new Promise<void>((resolve, reject) => open.push({ runId, signal, end: resolve, fail: reject }));
  };
  await it.work(concurrency, { handle, abandoned });
  const next = async () => {
    await until(() => open.length > 0);
    return open.shift() as (typeof open)[number];
  };
  return { queue: it, open, seen, next };
}

async function until(holds: () => boolean, ms = 30_000): Promise<void> {
  for (const deadline = Date.now() + ms; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > deadline) throw new Error('it did not come to pass');
  }
}

const quiet = async () => await new Promise((resolve) => setTimeout(resolve, 1500));

test('looks that wait become one; one that comes while the run is worked on is carried out after it', async () => {
  const run = randomUUID();
  const { queue: it, open, seen, next } = await worker();
  const other = await queue();
  const first = next();
  await Promise.all([it.look(run), other.look(run), it.look(run)]);
  const look = await first;
  await Promise.all([it.look(run), other.look(run), it.look(run)]);
  await quiet();
  expect(open).toHaveLength(0);
  look.end();
  (await next()).end();
  await quiet();
  expect(seen).toEqual([run, run]);
});

test('a look that must wait for its run holds up no other run', async () => {
  const [busy, free] = [randomUUID(), randomUUID()];
  const { queue: it, next } = await worker();
  await it.look(busy);
  const look = await next();
  await it.look(busy);
  for (let n = 0; n < 3; n += 1) {
    await it.look(free);
    const other = await next();
    expect(other.runId).toBe(free);
    other.end();
  }
  look.end();
  (await next()).end();
});

test('one run is worked on by one process at a time', async () => {
  const run = randomUUID();
  const [one, two] = [await worker(), await worker()];
  await one.queue.look(run);
  await until(() => one.open.length + two.open.length === 1);
  await two.queue.look(run);
  await quiet();
  expect(one.open.length + two.open.length).toBe(1);
  [...one.open, ...two.open][0]?.end();
  await until(() => one.open.length + two.open.length === 2);
  for (const look of [...one.open, ...two.open]) look.end();
});

test('a later look is brought forward by one that is due now', async () => {
  const run = randomUUID();
  const it = await queue();
  await it.look(run, 3_600_000);
  const { next, seen } = await worker();
  await quiet();
  expect(seen).toEqual([]);
  await it.look(run);
  (await next()).end();
});

test('a look that is due now is not put off by one that is due later', async () => {
  const run = randomUUID();
  const it = await queue();
  await it.look(run);
  await it.look(run, 3_600_000);
  const { next } = await worker();
  (await next()).end();
});

test('a look whose handling throws is carried out again', async () => {
  const { queue: it, next } = await worker();
  await it.look(randomUUID());
  const first = await next();
  first.fail(new Error('a fault'));
  const second = await next();
  expect(second.runId).toBe(first.runId);
  second.end();
});

test('a run whose worker was killed with -9 is taken over within seconds, while other processes live', async () => {
  const run = randomUUID();
  const doomed = child('worker.ts', database.connectionString);
  after.push(async () => await doomed.kill9());
  await (await queue()).look(run);
  expect(await doomed.line()).toBe(`working on ${run}`);
  const told: string[] = [];
  const { next, open } = await worker(2, async (runId) => {
    // Nobody has taken it up yet: what the dead worker left can be removed.
    await quiet();
    told.push(`${runId}, open elsewhere: ${open.length}`);
  });
  await quiet();
  await quiet();
  expect(open).toHaveLength(0);
  await doomed.kill9();
  const killed = Date.now();
  (await next()).end();
  expect(told).toEqual([`${run}, open elsewhere: 0`]);
  // Well below the heartbeat of 20 s, which would bring it back too.
  expect(Date.now() - killed).toBeLessThan(15_000);
});

test('stopping aborts what is under way, and another process goes on with it', async () => {
  const run = randomUUID();
  const stopping = await worker();
  await stopping.queue.look(run);
  const look = await stopping.next();
  const stopped = stopping.queue.stop(5000);
  await until(() => look.signal.aborted);
  look.fail(look.signal.reason as Error);
  await stopped;
  const { next } = await worker();
  const again = await next();
  expect(again.runId).toBe(run);
  again.end();
});

test('a worker keeps its run when its connection breaks', async () => {
  const run = randomUUID();
  const [one, two] = [await worker(), await worker()];
  await one.queue.look(run);
  await until(() => one.open.length + two.open.length === 1);
  await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'fettle %' AND pid <> pg_backend_pid() AND datname = current_database()",
  );
  await new Promise((resolve) => setTimeout(resolve, 6000));
  const open = [...one.open, ...two.open];
  expect(open.map((look) => [look.runId, look.signal.aborted])).toEqual([[run, false]]);
  open[0]?.end();
});

test('while something is done about runs that nobody carries out, nobody takes them up', async () => {
  const [idle, busy] = [randomUUID(), randomUUID()];
  const [one, two] = [await worker(), await worker()];
  await one.queue.look(busy);
  await until(() => one.open.length + two.open.length === 1);
  const third = await queue();
  await third.whileIdle([idle, busy], async (free) => {
    expect([...free]).toEqual([idle]);
    await one.queue.look(idle);
    await quiet();
    expect([...one.seen, ...two.seen]).toEqual([busy]);
  });
  await until(() => one.open.length + two.open.length === 2);
  for (const look of [...one.open, ...two.open]) look.end();
});
