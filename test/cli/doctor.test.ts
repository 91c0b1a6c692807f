import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { say } from '../support/model/script.ts';
import { startModelServer } from '../support/model/server.ts';

const NO_ENGINE = { DOCKER_HOST: 'tcp://127.0.0.1:9' };

/** What `fettle doctor` prints with these settings and no others. */
function doctor(settings: Record<string, string>): Promise<string> {
  const program = join(import.meta.dirname, '../../bin/fettle.mjs');
  const { PATH, DOCKER_HOST } = process.env;
  const env = { PATH, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }), ...settings };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'doctor'], { env, cwd: import.meta.dirname }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}

test('doctor tells of every image that a repository may ask for', async () => {
  const said = await doctor({ FETTLE_SANDBOX_IMAGES: 'acme/no-such-image, devcontainers/x=fettle-sandbox' });
  expect(said).toMatch(/^✓ Sandbox image +fettle-sandbox \(sha256:/m);
  expect(said).toMatch(/^✗ Allowed image +acme\/no-such-image is not there/m);
  expect(said).toMatch(/^✓ Allowed image +devcontainers\/x=fettle-sandbox \(sha256:/m);
});

test('doctor says in one sentence that the engine does not know the runtime that is set', async () => {
  const said = await doctor({ FETTLE_SANDBOX_RUNTIME: 'no-such-runtime' });
  expect(said).toMatch(
    /^✗ Sandbox engine +FETTLE_SANDBOX_RUNTIME is wrong: the engine knows no runtime no-such-runtime\. It knows .*\brunc\b.*correct the setting\.$/m,
  );
  expect(await doctor({ FETTLE_SANDBOX_RUNTIME: 'runc' })).toMatch(
    /^✓ Sandbox engine +answers, with the runtime runc$/m,
  );
});

test('doctor warns where agent and judge are one model, and that is no failure of its own', async () => {
  const same = { FETTLE_AGENT_MODEL: 'claude-opus-5-5', ANTHROPIC_BASE_URL: 'http://127.0.0.1:9', ...NO_ENGINE };
  expect(await doctor(same)).toMatch(/^! Judge +Agent and judge are the same model \(claude-opus-5-5\)/m);
  expect(await doctor({ ...same, FETTLE_JUDGE: 'off' })).not.toContain('! Judge');
  expect(await doctor({ ...same, FETTLE_AGENT_MODEL: 'another' })).not.toContain('! Judge');
});

test('doctor says what is wrong when no engine answers, and asks no further', async () => {
  const said = await doctor(NO_ENGINE);
  expect(said).toMatch(
    /^✗ Sandbox engine +No Docker engine answers at DOCKER_HOST=tcp:\/\/127\.0\.0\.1:9 \(connect ECONNREFUSED/m,
  );
  expect(said).not.toContain('Sandbox image');
});

test('doctor asks the model for a word, and says what its server says', async () => {
  const model = await startModelServer({
    script: { agent: () => say('ready'), judge: () => say('ready') },
    apiKey: 'k',
  });
  try {
    const at = { ...NO_ENGINE, ANTHROPIC_BASE_URL: model.url };
    expect(await doctor({ ...at, ANTHROPIC_API_KEY: 'k' })).toMatch(
      /^✓ Model +claude-sonnet-5-5 answers\n✓ Judge's model +claude-opus-5-5 answers$/m,
    );
    expect(await doctor({ ...at, ANTHROPIC_API_KEY: 'another' })).toMatch(
      /^✗ Model +the model server does not accept the key \(401.*check ANTHROPIC_API_KEY$/m,
    );
  } finally {
    await model.close();
  }
});

test('doctor says where to begin when nothing is configured, and makes no database by looking', async () => {
  const said = await doctor(NO_ENGINE);
  expect(said).toMatch(/^✗ Settings +nothing is configured yet: run "npm start"/m);
  expect(said).toMatch(/^✓ Database +the embedded PostgreSQL, made in .*\.fettle at the first start$/m);
  expect(existsSync(join(import.meta.dirname, '.fettle'))).toBe(false);
});
