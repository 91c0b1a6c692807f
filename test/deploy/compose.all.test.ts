import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import Docker from 'dockerode';
import { buildImage } from '../sandbox/test-image.ts';
import { freePort } from '../support/free-port.ts';

jest.setTimeout(900_000);
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'fettle-compose-'));
const project = `fettle-test-${process.pid}`;
const BASE = `${project}-base`;
const DATABASE = `${project}-postgres`;
const DATABASE_INSIDE = `${project}-postgres-inside`;
let port = 0;

const run = async (file: string, args: readonly string[], env: Record<string, string> = {}) =>
  (await promisify(execFile)(file, args, { cwd: root, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 })).stdout;

/** As a person calls it, with another project's name and settings than theirs. */
const compose = (...args: string[]) =>
  run('docker-compose', ['--project-name', project, '--env-file', join(folder, '.env'), ...args]);

/**
 * Images can't be pulled everywhere: the base is our sandbox's, which has Node, git and tini, and the database Debian's.
 * What this machine needs to reach its package registry is put into the base alone.
 */
async function makeImages(): Promise<void> {
  const authority = process.env.NODE_EXTRA_CA_CERTS;
  if (authority !== undefined) copyFileSync(authority, join(folder, 'authority.pem'));
  const registry = (await run('npm', ['config', 'get', 'registry'])).trim();
  const trust =
    authority === undefined ? '' : 'COPY authority.pem /authority.pem\nENV NODE_EXTRA_CA_CERTS=/authority.pem\n';
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM fettle-sandbox\nUSER root\n${trust}ENV NPM_CONFIG_REGISTRY=${registry}\nENTRYPOINT []\n`,
  );
  await run('docker', ['build', '--tag', BASE, folder]);
  await run('docker', ['build', '--network', 'host', '--build-arg', `BASE_IMAGE=${BASE}`, '--tag', project, '.']);
  await buildImage(new Docker(), 'postgres', 'fettle-sandbox:services', DATABASE_INSIDE);
  const listens = mkdtempSync(join(folder, 'database-'));
  writeFileSync(join(listens, 'Dockerfile'), `FROM ${DATABASE_INSIDE}\nENV POSTGRES_LISTEN=*\n`);
  await run('docker', ['build', '--tag', DATABASE, listens]);
}

beforeAll(async () => {
  await makeImages();
  port = await freePort();
  const key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).privateKey;
  const settings = {
    APP_ID: '1',
    PRIVATE_KEY: Buffer.from(key).toString('base64'),
    WEBHOOK_SECRET: 'a secret of the test',
    ANTHROPIC_API_KEY: 'none',
    GHE_HOST: '127.0.0.1:9',
    GHE_PROTOCOL: 'http',
    POSTGRES_PASSWORD: 'only-for-this-test',
    POSTGRES_IMAGE: DATABASE,
    FETTLE_IMAGE: project,
    FETTLE_PORT: String(port),
    DOCKER_GID: String(statSync('/var/run/docker.sock').gid),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(folder, '.env'), lines.join(''), { mode: 0o600 });
  // The file names `.env` beside it for the app; here it is another one.
  const file = (await run('cat', ['compose.yaml'])).replace('env_file: .env', `env_file: ${join(folder, '.env')}`);
  writeFileSync(join(folder, 'compose.yaml'), file.replace('build: .', `build: ${root}`));
});

afterAll(async () => {
  await composed('--profile', 'workers', 'down', '--volumes', '--timeout', '30').catch(() => undefined);
  for (const image of [project, DATABASE, DATABASE_INSIDE, BASE])
    await run('docker', ['image', 'rm', '--force', image]).catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

const composed = (...args: string[]) => compose('--file', join(folder, 'compose.yaml'), ...args);

/** How the containers of one service are: `healthy`, `starting` ... */
async function health(service: string): Promise<string[]> {
  const ids = (await composed('--profile', 'workers', 'ps', '--quiet', service)).trim().split('\n').filter(Boolean);
  const format = '{{.State.Health.Status}}';
  return Promise.all(ids.map(async (id) => (await run('docker', ['inspect', '--format', format, id])).trim()));
}

async function until(probe: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    if (await probe()) return;
    await new Promise((done) => setTimeout(done, 1_000));
  }
  throw new Error(`waited for ${what}\n${await composed('--profile', 'workers', 'logs', '--tail', '40')}`);
}

test('app, database and more workers come up on one machine, without root and with a read-only disk, and stop', async () => {
  await composed('--profile', 'workers', 'up', '--detach', '--no-build', '--scale', 'worker=2');
  await until(async () => (await health('fettle'))[0] === 'healthy', 'the app to be healthy');
  await until(async () => (await health('worker')).every((it) => it === 'healthy'), 'the workers to be healthy');
  expect(await health('worker')).toHaveLength(2);
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect(await answer.json()).toMatchObject({ status: 'ok', database: 'ok', queue: 'ok' });

  const inside = (script: string) => composed('exec', '-T', 'fettle', 'bash', '-c', script);
  expect(await inside('id -u; touch /opt/fettle/x 2>&1 | cut -d: -f3')).toMatch(/^10010\n Read-only file system/);
  // It reaches the engine through the socket, and what it has is not in the image.
  expect(await inside('node bin/fettle.mjs doctor || true')).toMatch(/✓ Sandbox engine +answers/);
  expect(await inside('ls -A /opt/fettle')).not.toMatch(/\.env|\.git|test/);
  expect(await inside('node bin/fettle.mjs runs')).toBe('No run is like that.\n');

  await composed('--profile', 'workers', 'stop');
  const ids = (await composed('--profile', 'workers', 'ps', '--quiet', 'fettle', 'worker')).trim().split('\n');
  const ends = await run('docker', ['inspect', '--format', '{{.State.ExitCode}}', ...ids]);
  expect(ends.trim().split('\n')).toEqual(['0', '0', '0']);
});
