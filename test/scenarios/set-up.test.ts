import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AppProcess } from '../support/app-process.ts';
import { freePort } from '../support/free-port.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import { say } from '../support/model/script.ts';
import { type ModelServer, startModelServer } from '../support/model/server.ts';
import { SetUpVisitor } from '../support/set-up-visitor.ts';

const KEY = 'sk-ant-api03-typed-into-the-page-of-the-set-up';

let github: GitHubDouble;
let model: ModelServer;
let folder: string;
let env: Record<string, string>;
let home: string;
const apps: AppProcess[] = [];

function start(): AppProcess {
  const app = new AppProcess('start', folder, env);
  apps.push(app);
  return app;
}

function doctorSays(): Promise<string> {
  const program = resolve(import.meta.dirname, '../../bin/fettle.mjs');
  return new Promise((done) => {
    execFile(process.execPath, [program, 'doctor'], { env, cwd: folder }, (_error, stdout) => done(stdout));
  });
}

beforeAll(async () => {
  github = await startGitHub();
  model = await startModelServer({
    apiKey: KEY,
    script: { agent: () => say('ready'), judge: () => say('ready') },
  });
  folder = await mkdtemp(join(tmpdir(), 'fettle-set-up-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  home = `http://127.0.0.1:${port}`;
  env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: String(port) };
});

afterAll(async () => {
  for (const app of apps) await app.end('SIGTERM');
  await model.close();
  await github.close();
  await rm(folder, { recursive: true, force: true });
});

test('from nothing to an App that answers a label with a typed outcome, without a file edited by hand', async () => {
  const app = start();
  const printed = await github.waitFor(() => /http:\S+\/set-up\?token=\S+/.exec(app.log)?.[0], 30_000, 'the address');
  const maria = new SetUpVisitor(home);
  expect(await maria.open('/set-up')).toContain('Open the address that was printed');
  expect(await maria.open(printed)).toContain('Which GitHub');

  const place = { where: 'own', server: github.url, owner: 'organisation', organisation: 'acme' };
  await maria.send('/set-up/place', { ...place, reach: 'address', address: home });
  await maria.send(maria.action('/organizations/acme/settings/apps/new'));
  expect(maria.text).toContain('Create GitHub App for acme');
  expect(await maria.send('/settings/apps/made', { name: 'Fettle of acme' })).toContain('ANTHROPIC_API_KEY');
  const stored = join(folder, '.fettle/credentials.env');
  expect((await stat(stored)).mode & 0o777).toBe(0o600);

  expect(await maria.send('/set-up/model', { key: 'another', base_url: model.url })).toContain(
    'does not accept the key',
  );
  const checks = await maria.send('/set-up/model', { key: KEY, base_url: model.url });
  expect(checks).toContain('One thing is left to do.');
  expect(checks).toContain('✓ GitHub App (done) fettle of acme');
  expect(checks).toContain('✓ Permissions (done) as app.yml asks');
  expect(checks).toContain('✗ Installed (to do) nowhere yet');
  expect(checks).toContain("✓ Webhook (done) arrives here, signed with the App's secret");
  expect(checks).toMatch(/✓ Model \(done\).*✓ Sandbox engine \(done\).*✓ Sandbox image \(done\).*✓ Database \(done\)/);
  const repo = await github.repository('acme/widget', { files: { 'README.md': '# Widget\n' }, labels: ['fettle'] });
  expect(await maria.open('/set-up')).toContain('Everything is in place.');

  expect(await maria.send('/set-up/start')).toContain('Fettle starts');
  await app.ready();
  expect(await maria.open('/set-up')).not.toContain('Set up Fettle');
  github.user('maria', { permission: 'write' });
  github.browserOf('maria');
  expect(await maria.open('/sign-in/github')).toContain('Runs');
  expect(maria.page?.url).toBe(`${home}/`);
  const issue = repo.openIssue({ title: 'Paint it blue', body: 'All of it.', labels: ['fettle'] });
  await github.waitFor(
    () => issue.appComments.find((it) => it.body.includes('Fettle ended without')),
    60_000,
    `the end of the run\n${app.log}`,
  );
  await app.end('SIGTERM');
  for (const secret of [KEY, github.webhookSecret, github.signInEnv.GITHUB_CLIENT_SECRET]) {
    expect(app.log).not.toContain(secret);
  }
  expect(github.unexpected).toEqual([]);
}, 120_000);

test('what was stored is enough for the next start and for the doctor, and the environment wins over it', async () => {
  const app = start();
  await app.ready();
  expect(app.log).not.toContain('/set-up?token=');
  github.repo('acme/widget').issue(1).comment('Thanks.');
  await github.settled();
  const doctor = await doctorSays();
  expect(doctor).toMatch(/^✓ GitHub App +fettle of acme\n✓ Permissions +as app.yml asks\n✓ Installed +for acme$/m);
  expect(doctor).toMatch(/^✓ Webhook +http:.*\/api\/github\/webhooks; the last delivery arrived/m);
  expect(doctor).toMatch(
    /^✓ Database +the embedded PostgreSQL starts\n✓ Credentials +.*credentials.env, for its owner alone$/m,
  );
  expect(doctor).not.toContain('✗');
  await app.end('SIGTERM');
  env = { ...env, APP_ID: '1' };
  const other = start();
  await github.waitFor(() => !other.isAlive, 30_000, 'the end');
  expect(other.log).toMatch(/PRIVATE_KEY or PRIVATE_KEY_PATH is not set[\s\S]*WEBHOOK_SECRET is not set/);
}, 60_000);

test('a setting that is wrong stops the set-up with a sentence', async () => {
  env = { ...env, PORT: 'eighty', FETTLE_DATA_DIR: 'elsewhere', APP_ID: '' };
  const app = start();
  await github.waitFor(() => !app.isAlive, 30_000, 'the end');
  expect(app.log).toBe('fettle: PORT is wrong: must be a whole number.\n');
}, 60_000);
