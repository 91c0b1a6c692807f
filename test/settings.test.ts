import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSettings, SETTING_NAMES } from '../src/settings.ts';

const pem = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey;
const github = { APP_ID: '12', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'a secret' };

describe('settings', () => {
  test('.env.example names every setting and no other, with the real defaults', () => {
    const lines = readFileSync(resolve(import.meta.dirname, '../.env.example'), 'utf8').split('\n');
    const entries = lines.flatMap((line) =>
      [...line.matchAll(/^(?:# )?([A-Z][A-Z_]+)=(.*)$/g)].map((match) => [match[1], match[2]] as const),
    );
    expect(new Set(entries.map(([name]) => name))).toEqual(new Set(SETTING_NAMES));
    expect(readSettings(Object.fromEntries(entries), '/x')).toMatchObject(pick(readSettings({}, '/x')));
  });

  test('a value that is wrong is named, with what is wrong', () => {
    expect(() => readSettings({ PORT: 'eighty' })).toThrow(/PORT is wrong/);
    expect(() => readSettings({ GHE_HOST: 'http://ghe.test' })).toThrow(/GHE_HOST is wrong: must be a host/);
    expect(() => readSettings({ GHE_HOST: 'ghe.test:4000' })).not.toThrow();
    expect(() => readSettings({ FETTLE_MAX_TURNS: '0', DATABASE_URL: 'mysql://x' })).toThrow(
      /DATABASE_URL is wrong[\s\S]*FETTLE_MAX_TURNS is wrong/,
    );
  });

  test('a workspace that leaves a build no memory is an error', () => {
    expect(() => readSettings({ FETTLE_SANDBOX_MEMORY_MB: '2048' })).toThrow(/FETTLE_SANDBOX_MEMORY_MB is wrong.*2560/);
    const { sandbox } = readSettings({ FETTLE_SANDBOX_MEMORY_MB: '2048', FETTLE_SANDBOX_DISK_MB: '512' });
    expect(sandbox.limits).toEqual({ memoryBytes: 2 ** 31, cpus: 2, workspaceBytes: 2 ** 29 });
    expect(readSettings({ FETTLE_SANDBOX_IMAGES: ' a:1 ,b=c:2,' }).sandbox.images).toEqual(['a:1', 'b=c:2']);
  });

  test('each missing credential of the App is named, and there is no default webhook secret', () => {
    expect(() => readSettings({}).github()).toThrow(
      /APP_ID is not set[\s\S]*PRIVATE_KEY or PRIVATE_KEY_PATH is not set[\s\S]*WEBHOOK_SECRET is not set/,
    );
    expect(() => readSettings({ ...github, WEBHOOK_SECRET: '  ' }).github()).toThrow(/WEBHOOK_SECRET is not set/);
  });

  test('a private key is taken as PEM, with written-out line breaks, or in base64', () => {
    for (const text of [pem, pem.replaceAll('\n', '\\n'), Buffer.from(pem).toString('base64')]) {
      expect(readSettings({ ...github, PRIVATE_KEY: text }).github().privateKey).toBe(pem.trim());
    }
    expect(() => readSettings({ ...github, PRIVATE_KEY: 'nonsense' }).github()).toThrow(/PRIVATE_KEY is wrong/);
    expect(() =>
      readSettings({ ...github, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'nowhere.pem' }, '/x').github(),
    ).toThrow(/PRIVATE_KEY_PATH is wrong: \/x\/nowhere.pem/);
  });

  test("a server of one's own is reached at its /api/v3", () => {
    const own = readSettings({ ...github, GHE_HOST: '127.0.0.1:4000', GHE_PROTOCOL: 'http' }).github();
    expect([own.webUrl, own.apiUrl]).toEqual(['http://127.0.0.1:4000', 'http://127.0.0.1:4000/api/v3']);
  });

  test("a model needs a key, or a gateway of one's own", () => {
    expect(() => readSettings({}).model()).toThrow(/ANTHROPIC_API_KEY is not set/);
    expect(readSettings({ ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' }).model().apiKey).toBeNull();
  });

  test("the judge's way to its model is the agent's, unless set apart; the agent's key goes to no other address", () => {
    const judge = (env: Record<string, string>) => readSettings({ ANTHROPIC_API_KEY: 'agent', ...env }).model().judge;
    expect(judge({})).toMatchObject({ apiKey: 'agent', baseUrl: null, temperature: null });
    expect(judge({ FETTLE_JUDGE_API_KEY: 'own', FETTLE_JUDGE_TEMPERATURE: '0' })).toMatchObject({
      apiKey: 'own',
      baseUrl: null,
      temperature: 0,
    });
    const elsewhere = { FETTLE_JUDGE_BASE_URL: 'http://127.0.0.1:2' };
    expect(judge(elsewhere)).toMatchObject({ apiKey: null, baseUrl: 'http://127.0.0.1:2' });
    expect(judge({ ...elsewhere, FETTLE_JUDGE_API_KEY: 'own' }).apiKey).toBe('own');
    expect(() => judge({ FETTLE_JUDGE_TEMPERATURE: '1.5' })).toThrow('FETTLE_JUDGE_TEMPERATURE is wrong');
    expect(() => readSettings({ FETTLE_JUDGE: 'maybe' })).toThrow(
      'FETTLE_JUDGE is wrong: must be off, shadow, advise or block',
    );
  });

  test('signing in needs all of its three settings, and kinds of notices are known ones', () => {
    const oauth = { GITHUB_CLIENT_ID: 'Iv1.x', GITHUB_CLIENT_SECRET: 's', FETTLE_URL: 'https://fettle.test/' };
    const settings = readSettings(oauth);
    expect([settings.oauth?.clientId, settings.runs.url]).toEqual(['Iv1.x', 'https://fettle.test']);
    expect(() => readSettings({ ...oauth, FETTLE_URL: '' })).toThrow(/FETTLE_URL is not set/);
    expect(() => readSettings({ ...oauth, FETTLE_URL: 'ftp://x' })).toThrow(/FETTLE_URL is wrong: must begin/);
    expect(() => readSettings({ ...oauth, FETTLE_URL: 'https://x.test/fettle' })).toThrow(
      /FETTLE_URL is wrong.*no path/,
    );
    expect(() => readSettings({ FETTLE_NOTIFY: 'ready,done' })).toThrow(/FETTLE_NOTIFY is wrong: there is no "done"/);
    expect(readSettings({ FETTLE_NOTIFY_URL: 'https://hooks.test/x', FETTLE_NOTIFY: 'ready' }).notify).toEqual({
      url: 'https://hooks.test/x',
      kinds: ['ready'],
    });
  });
});

function pick(settings: ReturnType<typeof readSettings>) {
  const { github: _github, model: _model, app: _app, ...plain } = settings;
  return plain;
}
