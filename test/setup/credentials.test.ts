import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { credentialsPath, isSetUpNeeded, loadCredentials, readCredentials } from '../../src/settings/credentials.ts';
import { readSettings } from '../../src/settings.ts';
import { credentialsCheck } from '../../src/setup/checks/credentials.ts';
import { storeCredentials } from '../../src/setup/store-credentials.ts';
import { generateKeyPairSync } from 'node:crypto';

const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey;
const app = { APP_ID: '7', PRIVATE_KEY: pem, WEBHOOK_SECRET: 's #1 $x `', FETTLE_URL: 'https://fettle.test' };
const model = { ANTHROPIC_API_KEY: 'the-key' };

let folder: string;
let dataDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-credentials-'));
  dataDir = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The environment after everything was loaded, as the commands see it. */
function loaded(env: Record<string, string>): Record<string, string | undefined> {
  const whole: Record<string, string | undefined> = { FETTLE_DATA_DIR: 'data', ...env };
  loadCredentials({}, whole, folder);
  return whole;
}

describe('what the set-up stores', () => {
  test("is its owner's alone, comes back as it was, and is added to", async () => {
    await storeCredentials(dataDir, app);
    await storeCredentials(dataDir, model);
    expect((await stat(credentialsPath(dataDir))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    const settings = readSettings(loaded({}), folder);
    expect(settings.app()).toMatchObject({
      github: { appId: 7, privateKey: pem.trim(), webhookSecret: app.WEBHOOK_SECRET },
      model: { apiKey: 'the-key' },
    });
    await storeCredentials(dataDir, { ANTHROPIC_API_KEY: '', ANTHROPIC_BASE_URL: 'https://llm.test' });
    expect(readCredentials(dataDir)).toMatchObject({ APP_ID: '7', ANTHROPIC_BASE_URL: 'https://llm.test' });
    expect(readCredentials(dataDir)).not.toHaveProperty('ANTHROPIC_API_KEY');
  });

  test('can set nothing but what the set-up asks for', async () => {
    await storeCredentials(dataDir, app);
    const text = await readFile(credentialsPath(dataDir), 'utf8');
    await writeFile(credentialsPath(dataDir), `${text}NODE_OPTIONS='--inspect'\n`);
    expect(loaded({})).not.toHaveProperty('NODE_OPTIONS');
    await expect(storeCredentials(dataDir, { WEBHOOK_SECRET: "a'b" })).rejects.toThrow(
      /WEBHOOK_SECRET can't be stored/,
    );
  });

  test('is looked at by the doctor', async () => {
    expect(credentialsCheck(dataDir)).toEqual([]);
    await storeCredentials(dataDir, app);
    expect(credentialsCheck(dataDir)).toMatchObject([{ ok: true }]);
    await writeFile(join(folder, 'credentials.env'), '', { mode: 0o644 });
    expect(credentialsCheck(folder)).toMatchObject([{ ok: false, say: expect.stringContaining('chmod 600') }]);
  });
});

describe('what is set by hand', () => {
  beforeEach(() => storeCredentials(dataDir, { ...app, ...model, GHE_HOST: 'ghe.test' }));

  test('wins, also where the stored has an empty line above it', () => {
    expect(loaded({ WEBHOOK_SECRET: 'another' })).toMatchObject({ APP_ID: '7', WEBHOOK_SECRET: 'another' });
    expect(loaded({ APP_ID: '' })).toMatchObject({ APP_ID: '7' });
  });

  test('takes with it what can not stand beside it', () => {
    const another = loaded({ APP_ID: '8' });
    for (const name of ['PRIVATE_KEY', 'WEBHOOK_SECRET', 'GHE_HOST']) expect(another).not.toHaveProperty(name);
    expect(another).toMatchObject(model);
    expect(loaded({ PRIVATE_KEY_PATH: 'key.pem' })).not.toHaveProperty('PRIVATE_KEY');
    expect(loaded({ ANTHROPIC_BASE_URL: 'https://elsewhere.test' })).not.toHaveProperty('ANTHROPIC_API_KEY');
  });
});

describe('the set-up opens', () => {
  const needed = (env: Record<string, string>) => isSetUpNeeded(loaded(env), folder);

  test('with nothing at all, and goes on where it was left off', async () => {
    expect(needed({ FETTLE_LABEL: 'robot', APP_ID: '' })).toBe(true);
    await storeCredentials(dataDir, app);
    expect(needed({})).toBe(true);
    await storeCredentials(dataDir, model);
    expect(needed({})).toBe(false);
  });

  test.each(['APP_ID', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET', 'ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'])(
    'not for who has begun by hand with %s',
    (name) => expect(needed({ [name]: '1' })).toBe(false),
  );
});
