import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packFiles } from '../../src/sandbox/pack.ts';
import type { Service } from '../../src/sandbox/types.ts';
import { buildImage } from './test-image.ts';
import { ownSandboxes } from './support.ts';

/** Debian's servers and their clients; see sandbox/packages-services.txt. */
const TOOLS = 'fettle-sandbox:services';
const POSTGRES = `fettle-test-postgres:${process.pid}`;
const REDIS = `fettle-test-redis:${process.pid}`;
const box = ownSandboxes({ settings: { image: TOOLS, serviceImages: [POSTGRES, REDIS] } });
const common = { port: null, writable: [] };
const postgres: Service = {
  ...common,
  name: 'postgres',
  image: POSTGRES,
  env: { POSTGRES_PASSWORD: 'test' },
  ready: 'pg_isready --host 127.0.0.1',
};
const redis: Service = { ...common, name: 'redis', image: REDIS, env: {}, ready: 'redis-cli ping' };

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  const status = await box.sandboxes.check();
  if (status.status !== 'ready') throw new Error(status.status);
  await buildImage(box.docker, 'postgres', status.imageId, POSTGRES);
  await buildImage(box.docker, 'redis', status.imageId, REDIS);
}, 900_000);

afterAll(async () => {
  await box.clear();
  for (const image of [POSTGRES, REDIS]) await box.docker.getImage(image).remove({ force: true });
});

test('PostgreSQL and Redis serve a check, and what a superuser makes the database do stays in its cage', async () => {
  const environment = { repo: 'acme/shop', image: null, services: [postgres, redis] };
  const tree = () => packFiles([['schema.sql', Buffer.from('create table t (n int); insert into t values (41);\n')]]);
  const sandbox = await box.sandboxes.within(environment).open({ runId: 'run-1', purpose: 'gate', tree, layers: [] });
  try {
    const psql = 'psql --host 127.0.0.1 --user postgres --no-align --tuples-only --quiet';
    const run = async (script: string) =>
      (
        await sandbox.run({
          argv: ['bash', '-c', script],
          env: { PGPASSWORD: 'test', PSQL: psql },
          timeoutMs: 60_000,
        })
      ).output;
    expect(await run('$PSQL --file schema.sql; $PSQL --command "select n + 1 from t"')).toBe('42\n');
    expect(await run('redis-cli set a b; redis-cli get a; redis-cli save')).toBe('OK\nb\nOK\n');
    expect(await run('PGPASSWORD=wrong $PSQL --command "select 1"')).toContain('password authentication failed');

    const as = (program: string) => run(`$PSQL --command "copy (select 1) to program '${program}'" 2>&1`);
    expect(await as('touch /etc/x')).toContain('child process exited with exit code 1');
    expect(await as('test -e /workspace/schema.sql')).toContain('child process exited with exit code 1');
    // Of the sandbox's own processes it can end none: the table is still there, and so are we.
    await as('kill -9 -1; true');
    expect((await sandbox.run({ argv: ['true'], timeoutMs: 20_000 })).exitCode).toBe(0);
  } finally {
    await sandbox.close();
  }
}, 300_000);
