import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { deliveryStore } from '../../src/store/delivery-store.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase, silent } from './fresh-database.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await database.pool.query('DELETE FROM fettle.delivery');
});
afterAll(async () => await database.close());

const delivery = (id: string = randomUUID(), payload: unknown = { id }) => ({
  id,
  event: 'issues',
  payload,
  concern: null,
});
const store = () => deliveryStore(database, silent);

/** Relays until nothing is due, and lists what was handled. */
async function relayAll(handle: (id: string) => Promise<void> = async () => {}): Promise<string[]> {
  const handled: string[] = [];
  await store().relay(1000, async ({ id }) => {
    await handle(id);
    handled.push(id);
  });
  return handled;
}

test('a delivery seen again, at once or later, from this process or another, is stored once', async () => {
  const [here, there] = [store(), store()];
  const id = randomUUID();
  const added = await Promise.all([here, here, there, there].map(async (it) => await it.add(delivery(id))));
  expect(added.toSorted()).toEqual(['repeated', 'repeated', 'repeated', 'stored']);
  expect(await here.add(delivery(id))).toBe('repeated');
  expect(await relayAll()).toEqual([id]);
});

test('many in flight share few statements, and all are there when they are acknowledged', async () => {
  let statements = 0;
  const query = (...args: Parameters<typeof database.pool.query>) => {
    statements += 1;
    return database.pool.query(...args);
  };
  const counted = { ...database, pool: { query } } as unknown as Database;
  const it = deliveryStore(counted, silent);
  const added = await Promise.all(Array.from({ length: 1000 }, async () => await it.add(delivery())));
  expect(new Set(added)).toEqual(new Set(['stored']));
  expect(statements).toBeLessThan(10);
  expect(await relayAll()).toHaveLength(1000);
});

test('a database that refuses makes the delivery fail, and the next one is stored', async () => {
  let refuse = true;
  const query = async (sql: string, values: unknown[]) => {
    if (refuse) throw new Error('the database is away');
    return await database.pool.query(sql, values);
  };
  const it = deliveryStore({ ...database, pool: { query } } as unknown as Database, silent);
  await expect(it.add(delivery())).rejects.toThrow('away');
  refuse = false;
  expect(await it.add(delivery())).toBe('stored');
});

test('characters that PostgreSQL cannot hold do not keep a delivery out', async () => {
  const payload = { 'a\0': 'b\0c', half: '\ud800', slash: '\\u0000', smile: '😀' };
  await store().add(delivery('odd', payload));
  let found: unknown;
  await store().relay(1, async (it) => {
    found = it.payload;
  });
  expect(found).toEqual({ 'a\ufffd': 'b\ufffdc', half: '\ufffd', slash: '\\u0000', smile: '😀' });
});

test('one that cannot be handled blocks nobody, keeps its error, and is tried again', async () => {
  for (const id of ['first', 'poison', 'last']) await store().add(delivery(id));
  const failing = async (id: string) => {
    if (id === 'poison') throw new Error('no such thing', { cause: new Error('\0 really') });
  };
  expect(await relayAll(failing)).toEqual(['first', 'last']);
  expect(await relayAll()).toEqual([]);
  const { rows } = await database.pool.query("SELECT attempts, error FROM fettle.delivery WHERE id = 'poison'");
  expect(rows).toEqual([{ attempts: 1, error: 'no such thing: \ufffd really' }]);
  await database.pool.query('UPDATE fettle.delivery SET next_at = now()');
  expect(await relayAll()).toEqual(['poison']);
});

test('two relays share the work, oldest first, and never the same delivery', async () => {
  for (const id of ['1', '2', '3', '4']) await store().add(delivery(id));
  const both = await Promise.all([relayAll(), relayAll()]);
  expect(both.flat().toSorted()).toEqual(['1', '2', '3', '4']);
  for (const part of both) expect(part).toEqual(part.toSorted());
});

test('a delivery whose relay died in the middle is handled by the next one', async () => {
  await store().add(delivery('cut off'));
  const died = store().relay(1, async () => {
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()",
    );
  });
  await expect(died).rejects.toThrow();
  expect(await relayAll()).toEqual(['cut off']);
});

test('only what was handled long ago is forgotten', async () => {
  for (const id of ['old', 'new']) await store().add(delivery(id));
  await relayAll();
  await store().add(delivery('open'));
  await database.pool.query("UPDATE fettle.delivery SET handled_at = now() - interval '9 days' WHERE id = 'old'");
  expect(await store().prune(7 * 86_400_000)).toBe(1);
  expect(await store().add(delivery('new'))).toBe('repeated');
  expect(await relayAll()).toEqual(['open']);
});
