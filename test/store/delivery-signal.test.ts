import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { deliverySignal } from '../../src/store/delivery-signal.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase, silent } from './fresh-database.ts';

let database: Database;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await freshDatabase();
});
afterEach(async () => await Promise.all(stops.splice(0).map(async (stop) => await stop())));
afterAll(async () => await database.close());

/** Counts how often a relay was woken. */
function relay() {
  const woken = { times: 0 };
  const stop = deliverySignal(database, silent).listen(() => (woken.times += 1));
  stops.push(stop);
  return woken;
}

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (Date.now() > deadline) throw new Error('it did not come to pass');
  }
}

test('every listening relay is woken, many deliveries at once by few signals', async () => {
  const [one, two] = [relay(), relay()];
  await until(() => one.times === 1 && two.times === 1);
  const sender = deliverySignal(database, silent);
  for (let n = 0; n < 1000; n += 1) sender.send();
  await until(() => one.times > 1 && two.times > 1);
  expect(one.times).toBeLessThan(10);
});

test('a relay whose connection broke is woken when it listens again, since it may have missed something', async () => {
  const one = relay();
  await until(() => one.times === 1);
  await database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fettle relay'",
  );
  await until(() => one.times === 2);
  deliverySignal(database, silent).send();
  await until(() => one.times === 3);
});

test('it can be stopped while it is still connecting', async () => {
  relay();
  await Promise.all(stops.splice(0).map(async (stop) => await stop()));
});
