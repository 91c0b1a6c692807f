import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

/** `npm start`, as a supervisor runs it. `closed` comes when the last process that holds its output has ended. */
function npmStart(dataDir: string, env: Record<string, string>) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const settings = {
    APP_ID: '7',
    PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    WEBHOOK_SECRET: 'only for this test',
    ANTHROPIC_API_KEY: 'none',
    GHE_HOST: '127.0.0.1:9',
    PORT: '0',
    FETTLE_DATA_DIR: dataDir,
  };
  const npm = spawn('npm', ['start'], { env: { ...process.env, ...settings, ...env } });
  const said = { text: '' };
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (said.text += String(chunk)));
  const closed = new Promise<number | null>((resolve) => npm.on('close', resolve));
  const ready = new Promise<void>((resolve) => {
    npm.stdout.on('data', () => said.text.includes('ready for work') && resolve());
  });
  return { npm, said, closed, ready };
}

test('SIGTERM to npm alone ends the app, which leaves nothing running', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'fettle-test-'));
  const { npm, said, closed, ready } = npmStart(dataDir, {});
  await ready;
  npm.kill('SIGTERM');
  await closed;
  expect(said.text).toContain('stopping');
  await rm(dataDir, { recursive: true, force: true });
}, 600_000);

test('a wrong engine address ends the start before anything is opened', async () => {
  const { said, closed } = npmStart('/nowhere', { DOCKER_HOST: 'ftp://engine' });
  expect(await closed).not.toBe(0);
  expect(said.text).toContain('DOCKER_HOST is wrong');
  expect(said.text).not.toContain('listening');
}, 600_000);
