import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { runStore } from '../../src/runs/store.ts';
import { readBackup } from '../../src/store/backup/read-backup.ts';
import { writeBackup } from '../../src/store/backup/write-backup.ts';
import { connect } from '../../src/store/connect.ts';
import { deliveryStore } from '../../src/store/delivery-store.ts';
import { migrate } from '../../src/store/migrate.ts';
import type { Database } from '../../src/store/types.ts';
import { freshDatabase, silent } from './fresh-database.ts';

let database: Database;
let folder: string;
const made: { name: string; open: Database[] }[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'fettle-backup-'));
  await aLife(database);
});
afterEach(async () => {
  for (const { name, open } of made.splice(0)) {
    for (const it of open) await it.close();
    await database.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const file = () => join(folder, `${randomUUID()}.backup`);

/** Another database on the same server, as new as an operator's. */
async function emptyDatabase() {
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await database.pool.query(`CREATE DATABASE ${name}`);
  const url = new URL(database.connectionString);
  url.pathname = `/${name}`;
  const entry = { name, open: [] as Database[] };
  made.push(entry);
  const open = () => {
    const it = connect(url.href, silent);
    entry.open.push(it);
    return it;
  };
  return { url: url.href, open };
}

/** What is hard to carry over: bytes, JSON's null, odd characters, numbers that the database gives out, microseconds. */
async function aLife(on: Database): Promise<void> {
  const store = runStore(on);
  const repo = { owner: 'acme', name: 'shop', installationId: 9_007_199_254_740_991 };
  const task = { title: 'Größe "x"\n\t\\N \u2028 😀', body: '' };
  const trigger = { kind: 'label' as const, key: 'acme/shop#1 label:1' };
  const { run } = await store.create({ repo, issue: 1, trigger, task: task as never, branch: () => 'fettle/1' });
  const spent = { turns: 1 } as never;
  await store.startAttempt({ runId: run.id, number: 1, startSha: 'a'.repeat(40), feedback: [], spent });
  const patch = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
  const turn = { kind: 'user', message: { role: 'user', content: 'null' } } as never;
  await store.recordTurn(run.id, 1, 0, turn, { spent, patch, tree: 'b'.repeat(40) });
  for (let at = 0; at < 120; at += 1) {
    await store.addEvent({ runId: run.id, at: new Date(), attempt: 1, kind: 'turn', text: `turn ${at}`, data: null });
  }
  await store.spend(run.id, 'repair', 'c'.repeat(40), 3, 'first');
  const deliveries = deliveryStore(on, silent);
  await deliveries.add({ id: 'one', event: 'issues', payload: { n: 1 }, concern: null });
}

/** A digest of every table, row by row, but for when the database itself has made a row from others. */
async function content(on: Database | pg.Client): Promise<Record<string, string>> {
  const ask = async (sql: string) => (await ('pool' in on ? on.pool : on).query(sql)).rows as Record<string, string>[];
  const tables = await ask(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = to_regnamespace('fettle') AND relkind = 'r'",
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables.filter((table) => table.name !== 'migration')) {
    const [row] = await ask(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t.row, E'\\n' ORDER BY t.row)), '') AS digest
       FROM (SELECT ${name === 'run_fact' ? "(to_jsonb(t) - '{changed_at,number}'::text[])" : 't'}::text AS row FROM fettle.${name} t) t`,
    );
    digests[name ?? ''] = row?.digest ?? '';
  }
  return digests;
}

test('a backup of a database in use, restored elsewhere, is the same to the last bit, and Fettle goes on there', async () => {
  const path = file();
  const before = await content(database);
  expect(await writeBackup(database.connectionString, path)).toBe(125);
  expect((await stat(path)).mode & 0o777).toBe(0o600);

  const target = await emptyDatabase();
  expect(await readBackup(target.url, path)).toBe(125);
  const restored = target.open();
  await migrate(restored, silent);
  expect(await content(restored)).toEqual(before);
  const store = runStore(restored);
  const [run] = await store.active();
  await store.addEvent({ runId: run?.id ?? '', at: new Date(), attempt: 1, kind: 'turn', text: 'the next' });
  expect((await store.events(run?.id ?? '')).at(-1)?.text).toBe('the next');
  expect((await store.latestAttempt(run?.id ?? ''))?.patch).toHaveLength(256);
});

test('only an empty database that nobody uses is restored into, and a failure leaves nothing behind', async () => {
  const path = file();
  await writeBackup(database.connectionString, path);
  await expect(readBackup(database.connectionString, path)).rejects.toThrow('Fettle runs on this database');

  const target = await emptyDatabase();
  await readBackup(target.url, path);
  await expect(readBackup(target.url, path)).rejects.toThrow('is not empty');

  const lines = gunzipSync(await readFile(path))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const cut = file();
  const other = await emptyDatabase();
  for (const broken of [lines.slice(0, -1), lines.slice(0, 40), [lines[0], '[1, 2]'], ['{}'], ['no JSON'], []]) {
    await writeFile(cut, gzipSync(broken.join('\n')));
    await expect(readBackup(other.url, cut)).rejects.toThrow('no whole backup');
  }
  await writeFile(cut, (await readFile(path)).subarray(0, 500));
  await expect(readBackup(other.url, cut)).rejects.toThrow('no whole backup');
  await writeFile(cut, 'something else');
  await expect(readBackup(other.url, cut)).rejects.toThrow('no whole backup');
  await expect(readBackup(other.url, file())).rejects.toThrow("can't be read");
  expect(await content(other.open())).toEqual({});
});

test('a backup of an older schema is brought up to date, one of a newer is refused', async () => {
  const path = file();
  await writeBackup(database.connectionString, path);
  const [first = '', ...rest] = gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n');
  const header = JSON.parse(first) as { migrations: string[] };
  const write = async (migrations: string[], lines: string[]) =>
    await writeFile(path, gzipSync([JSON.stringify({ ...header, migrations }), ...lines].join('\n')));

  await write([...header.migrations, '9999-later.sql'], rest);
  const target = await emptyDatabase();
  await expect(readBackup(target.url, path)).rejects.toThrow('newer version of Fettle (9999-later.sql)');

  await write(header.migrations.slice(0, 1), ['{"rows": 0}']);
  await readBackup(target.url, path);
  await migrate(target.open(), silent);
  expect(Object.keys(await content(target.open())).toSorted()).toEqual(Object.keys(await content(database)).toSorted());
});

test('no file is overwritten, and a database that Fettle never used has nothing to back up', async () => {
  const path = file();
  await writeFile(path, 'precious');
  await expect(writeBackup(database.connectionString, path)).rejects.toThrow('is there already');
  expect(await readFile(path, 'utf8')).toBe('precious');
  const target = await emptyDatabase();
  const other = file();
  await expect(writeBackup(target.url, other)).rejects.toThrow('nothing to back up');
  expect(await stat(other).catch(() => null)).toBeNull();
});
