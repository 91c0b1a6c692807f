import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { type Child, child } from './child.ts';
import { dataFolder, silent } from './fresh-database.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function folder(mode?: number): Promise<string> {
  const made = await dataFolder(mode);
  cleanUps.push(async () => await made.remove());
  return made.path;
}

async function open(dataDir: string) {
  const database = await openDatabase({ databaseUrl: null, dataDir, log: silent });
  cleanUps.push(async () => await database.close());
  return database;
}

async function holder(dataDir: string): Promise<Child> {
  const it = child('holder.ts', dataDir);
  cleanUps.push(async () => await it.kill9());
  expect(await it.line()).toBe('open');
  return it;
}

async function pidFile(dataDir: string): Promise<string> {
  const where = JSON.parse(await readFile(join(dataDir, 'database/where.json'), 'utf8')) as { root: string };
  return join(where.root, 'cluster/postmaster.pid');
}

const serverPid = async (dataDir: string) => Number((await readFile(await pidFile(dataDir), 'utf8')).split('\n')[0]);

test('a fresh data folder that only its owner can enter gets a database, which ends with its owner', async () => {
  const dataDir = await folder(0o700);
  const database = await open(dataDir);
  expect((await database.pool.query('SELECT count(*)::int AS n FROM fettle.run')).rows).toEqual([{ n: 0 }]);
  await database.close();
  expect(existsSync(await pidFile(dataDir))).toBe(false);
});

test('a server whose owner was killed with -9 goes on and is adopted, with what was stored', async () => {
  const dataDir = await folder();
  const owner = await holder(dataDir);
  const pid = await serverPid(dataDir);
  await owner.kill9();
  const database = await open(dataDir);
  expect(await serverPid(dataDir)).toBe(pid);
  await database.close();
  expect(existsSync(await pidFile(dataDir))).toBe(false);
});

test('two processes that open a fresh folder at once share one server, and the last to close stops it', async () => {
  const dataDir = await folder();
  const [first, second] = [child('holder.ts', dataDir), child('holder.ts', dataDir)];
  cleanUps.push(
    async () => await first.kill9(),
    async () => await second.kill9(),
  );
  expect(await Promise.all([first.line(), second.line()])).toEqual(['open', 'open']);
  const database = await open(dataDir);
  for (const it of [first, second]) {
    it.process.stdin?.write('close\n');
    await new Promise((resolve) => it.process.once('exit', resolve));
  }
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  await database.close();
  expect(existsSync(await pidFile(dataDir))).toBe(false);
});

test('a server that is killed comes back, and the process that uses it lives on', async () => {
  const dataDir = await folder();
  const database = await open(dataDir);
  await database.pool.query('SELECT 1');
  process.kill(await serverPid(dataDir), 'SIGKILL');
  let answer: unknown[] = [];
  for (let tries = 0; answer.length === 0 && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = (await database.pool.query('SELECT 1 AS one').catch(() => ({ rows: [] }))).rows;
  }
  expect(answer).toEqual([{ one: 1 }]);
});

test('a lock file left by a power cut whose number now belongs to another program does not keep it shut', async () => {
  const dataDir = await folder();
  await (await open(dataDir)).close();
  // The same user, since PostgreSQL takes another user's process for no server of its own.
  const asServer = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const other = spawn('sleep', ['60'], asServer);
  cleanUps.push(async () => other.kill('SIGKILL'));
  const root = join(await pidFile(dataDir), '..');
  await writeFile(await pidFile(dataDir), `${other.pid}\n${root}\n1700000000\n5432\n/nowhere\n\n\nready\n`);
  const database = await open(dataDir);
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('a database that a newer version has changed is left alone', async () => {
  const dataDir = await folder();
  const database = await open(dataDir);
  await database.pool.query("INSERT INTO fettle.migration (name) VALUES ('9999-later.sql')");
  const again = openDatabase({ databaseUrl: null, dataDir, log: silent });
  await expect(again).rejects.toThrow(UserError);
  await expect(again).rejects.toThrow('9999-later.sql');
});

test('a DATABASE_URL that refuses us is named without its password', async () => {
  const dataDir = await folder();
  const { connectionString } = await open(dataDir);
  const wrong = connectionString.replace(/:[^:@/]+@/, ':not-the-password@');
  const error: unknown = await openDatabase({ databaseUrl: wrong, dataDir, log: silent }).catch((it: unknown) => it);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain('DATABASE_URL');
  expect(String(error)).not.toContain('not-the-password');
});
