import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type Credentials, credentialsPath } from '../../src/settings/credentials.ts';
import { readSettings } from '../../src/settings.ts';
import { Arrivals } from '../../src/setup/arrivals.ts';
import { Gate } from '../../src/setup/gate.ts';
import { setUpApp } from '../../src/setup/set-up-app.ts';
import { storeCredentials } from '../../src/setup/store-credentials.ts';

const HOME = 'http://127.0.0.1:3000';

let stored: Credentials;
let asked: string[];
let gate: Gate;
let look: (
  path: string,
  init?: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
) => Promise<Response>;
let cookie: string;

beforeEach(async () => {
  [stored, asked, gate] = [{}, [], new Gate()];
  const note = (what: string) => async (of: unknown) => {
    asked.push(`${what} ${JSON.stringify(of)}`);
    return null as never;
  };
  const app = setUpApp(
    {
      preset: { publicUrl: null, channel: null, server: null },
      settings: () => readSettings({ ...stored }, '/x'),
      stored: () => stored,
      store: async (more) => void Object.assign(stored, more),
      unreachable: note('unreachable'),
      convert: note('convert'),
      newChannel: async () => 'https://smee.io/new',
      relayFrom: () => {},
      tryModel: note('model'),
      check: async () => [],
      pingAgain: async () => {},
      arrivals: new Arrivals(),
      start: () => void asked.push('start'),
      redact: (text) => text,
      log: pino({ level: 'silent' }),
      now: () => 0,
    },
    gate,
  );
  look = async (path, init = {}) =>
    await app.request(HOME + path, { ...init, headers: { host: '127.0.0.1:3000', ...init.headers } });
  cookie = (await look(`/set-up?token=${gate.token}`)).headers.get('set-cookie')?.split(';')[0] ?? '';
});

const send = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  await look(path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie, ...headers } });

describe('somebody on the network', () => {
  test('is let in by no cookie that is nearly right, and no token twice', async () => {
    const nearly = [`${cookie}x`, cookie.slice(0, -1), 'fettle_set_up=', `x=1; ${cookie.toUpperCase()}`];
    for (const it of nearly) expect((await look('/set-up', { headers: { cookie: it } })).status).toBe(403);
    for (const token of [gate.token, '', gate.token.slice(1), `${gate.token}&token=${gate.token}`])
      expect((await look(`/set-up?token=${token}`)).status).toBe(403);
  });

  test('changes nothing by any method, without the cookie or without the word of the forms', async () => {
    stored = { APP_ID: '7', ANTHROPIC_API_KEY: 'k' };
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
      for (const path of ['/set-up/start', '/set-up/model', '/set-up/place', '/set-up/ping', '//set-up/start'])
        for (const headers of [{}, { cookie }])
          expect((await look(path, { method, headers })).status).toBeGreaterThanOrEqual(400);
    expect([asked, stored]).toEqual([[], { APP_ID: '7', ANTHROPIC_API_KEY: 'k' }]);
  });

  test('sends no form without end', async () => {
    expect((await send('/set-up/place', { csrf: gate.csrf, server: 'x'.repeat(20_000) })).status).toBe(413);
  });
});

describe('a form that holds something else', () => {
  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://user:word@ghe.test',
    'https://ghe.test/path',
    'https://ghe.test; script-src *',
    'https://ghe.test\r\nset-cookie: a=b',
    'https://github.com',
    '',
  ])('no server of GitHub is at %j', async (server) => {
    const fields = { csrf: gate.csrf, where: 'own', server, reach: 'address', address: 'https://f.test' };
    const response = await send('/set-up/place', fields);
    expect([response.status, asked]).toEqual([400, []]);
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self';");
  });

  test('leads to the chosen server and to nothing else', async () => {
    const fields = { csrf: gate.csrf, where: 'own', server: 'https://ghe.test', reach: 'address', address: 'f.test' };
    const response = await send('/set-up/place', { ...fields, owner: 'organisation', organisation: 'a/../../b' });
    expect(response.status).toBe(400);
    const policy = (await send('/set-up/place', fields)).headers.get('content-security-policy');
    expect(policy).toContain("form-action 'self' https://ghe.test;");
  });

  test('is not taken as files, nor with the word in a file', async () => {
    stored = { APP_ID: '7' };
    const body = new FormData();
    body.set('csrf', new File([gate.csrf], 'csrf'));
    body.set('key', new File(['k'], 'key'));
    expect((await look('/set-up/model', { method: 'POST', body, headers: { cookie } })).status).toBe(403);
    body.set('csrf', gate.csrf);
    expect((await look('/set-up/model', { method: 'POST', body, headers: { cookie } })).status).toBe(400);
    expect(asked).toEqual([]);
  });
});

test('a link in the place of the credentials is replaced and not followed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-link-'));
  try {
    const elsewhere = join(folder, 'elsewhere');
    await writeFile(elsewhere, 'mine', { mode: 0o644 });
    await symlink(elsewhere, credentialsPath(folder));
    await storeCredentials(folder, { APP_ID: '7' });
    expect(await readFile(elsewhere, 'utf8')).toBe('mine');
    expect((await stat(credentialsPath(folder))).mode & 0o777).toBe(0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
