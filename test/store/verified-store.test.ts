import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/types.ts';
import { verifiedStore } from '../../src/store/verified-store.ts';
import { freshDatabase } from './fresh-database.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => await database.close());

test('what one repository and image saw never answers for another', async () => {
  const store = verifiedStore(database);
  await store.of('o/a sha256:1').set('k', { result: 'passed', summary: 'with \u0000 in it' });
  expect(await store.of('o/a sha256:1').get('k')).toMatchObject({ result: 'passed' });
  expect(await store.of('o/b sha256:1').get('k')).toBeNull();
  expect(await store.of('o/a sha256:2').get('k')).toBeNull();
});

test('what nobody asks for any more is forgotten, what is asked for stays', async () => {
  const store = verifiedStore(database);
  for (const key of ['old', 'used']) await store.of('s').set(key, 1);
  await database.pool.query("UPDATE fettle.verified SET used_at = now() - interval '40 days' WHERE scope = 's'");
  await store.of('s').get('used');
  expect(await store.prune(30 * 24 * 3_600_000)).toBe(1);
  expect(await store.of('s').get('old')).toBeNull();
  expect(await store.of('s').get('used')).toBe(1);
});
