import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { UserError } from '../../src/errors.ts';
import type { Credentials } from '../../src/settings/credentials.ts';
import { readSettings } from '../../src/settings.ts';
import { Arrivals } from '../../src/setup/arrivals.ts';
import { Gate } from '../../src/setup/gate.ts';
import type { SetUpParts } from '../../src/setup/parts.ts';
import { setUpApp } from '../../src/setup/set-up-app.ts';
import { SetUpVisitor } from '../support/set-up-visitor.ts';

const HOME = 'http://127.0.0.1:3000';
const MADE = {
  id: 7,
  slug: 'fettle-of-acme',
  html_url: 'https://ghe.test/apps/fettle-of-acme',
  pem: 'THE-PEM-OF-THE-APP',
  webhook_secret: 'THE-WEBHOOK-SECRET',
  client_id: 'Iv1.x',
  client_secret: 'THE-CLIENT-SECRET',
};
const GHES = { where: 'own', server: 'https://ghe.test', owner: 'organisation', organisation: 'acme' };

let stored: Credentials;
let asked: string[];
let now: number;
let gate: Gate;
let parts: SetUpParts;
let send: (url: string, init: RequestInit) => Promise<Response>;
let maria: SetUpVisitor;

beforeEach(() => {
  [stored, asked, now, gate] = [{}, [], 0, new Gate()];
  const used = new Set<string>();
  parts = {
    preset: { publicUrl: null, channel: null, server: null },
    settings: () => readSettings({ ...stored }, '/x'),
    stored: () => stored,
    store: async (more) => void Object.assign(stored, more),
    unreachable: async () => null,
    convert: async (apiUrl, code) => {
      asked.push(`convert ${code} at ${apiUrl}`);
      if (used.has(code)) throw new UserError('GitHub does not know this code any more');
      used.add(code);
      return MADE;
    },
    newChannel: async () => 'https://smee.io/new-one',
    relayFrom: (channel) => void asked.push(`relay from ${channel}`),
    tryModel: async ({ ANTHROPIC_API_KEY }) => [
      { what: 'Model', ok: ANTHROPIC_API_KEY === 'right', say: 'the model server does not accept the key' },
    ],
    check: async () => [{ what: 'Webhook', ok: false, say: '<b>nothing</b>', link: 'https://ghe.test/x' }],
    pingAgain: async () => void asked.push('ping'),
    arrivals: new Arrivals(),
    start: () => void asked.push('start'),
    redact: (text) => text,
    log: pino({ level: 'silent' }),
    now: () => now,
  };
  const app = setUpApp(parts, gate);
  send = async (url, init) => {
    const headers = new Headers(init.headers);
    if (!headers.has('host')) headers.set('host', new URL(url).host);
    return await app.request(url, { ...init, headers });
  };
  maria = new SetUpVisitor(HOME, send);
});

const enter = () => maria.open(`/set-up?token=${gate.token}`);
const look = (path: string, init: RequestInit = {}) => send(HOME + path, init);

/** The word that GitHub brings back, after the first step. */
async function toGitHub(fields: Record<string, string> = {}): Promise<string> {
  await enter();
  await maria.send('/set-up/place', { ...GHES, reach: 'address', address: 'https://fettle.corp', ...fields });
  return new URL(maria.action('/settings/apps/new')).searchParams.get('state') ?? '';
}

describe('the gate', () => {
  test('lets one browser in, once, and shows nobody else anything', async () => {
    expect((await look('/set-up')).status).toBe(403);
    expect((await look('/set-up?token=wrong')).status).toBe(403);
    expect((await look(`/set-up?token=${gate.token}`, { method: 'HEAD' })).status).toBe(403);
    expect(await enter()).toContain('Which GitHub');
    expect(maria.page?.url).toBe(`${HOME}/set-up`);
    expect((await look(`/set-up?token=${gate.token}`)).status).toBe(403);
    for (const path of ['/set-up/model', '/set-up/created?code=c&state=s']) expect((await look(path)).status).toBe(403);
  });

  test('gives a cookie that no script reads and that comes back from GitHub', async () => {
    const cookie = (await look(`/set-up?token=${gate.token}`)).headers.get('set-cookie');
    expect(cookie).toMatch(/^fettle_set_up=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    gate = new Gate();
    parts.settings = () => readSettings({ FETTLE_URL: 'https://fettle.corp' }, '/x');
    const headers = { host: 'fettle.corp' };
    const behindTls = await setUpApp(parts, gate).request(`/set-up?token=${gate.token}`, { headers });
    expect(behindTls.headers.get('set-cookie')).toContain('; Secure');
  });

  test('does not answer by a name that is not ours', async () => {
    const at = (host: string) => look(`/set-up?token=${gate.token}`, { headers: { host } });
    expect((await at('evil.example')).status).toBe(421);
    expect((await at('evil.example:3000')).status).toBe(421);
    expect((await at('localhost:3000')).status).toBe(303);
  });

  test('takes no form from elsewhere', async () => {
    const entered = await look(`/set-up?token=${gate.token}`);
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    stored = { APP_ID: '7', ANTHROPIC_API_KEY: 'x' };
    const start = async (csrf: string, origin: string) => {
      const body = new URLSearchParams({ csrf });
      return (await look('/set-up/start', { method: 'POST', body, headers: { cookie, origin } })).status;
    };
    expect(await start('guessed', HOME)).toBe(403);
    expect(await start(gate.csrf, 'https://evil.example')).toBe(403);
    expect(asked).toEqual([]);
    expect(await start(gate.csrf, HOME)).toBe(200);
  });

  test('sends the headers that keep a page to itself', async () => {
    await toGitHub();
    expect(maria.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self' https://ghe.test; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(maria.headers.get('cache-control')).toBe('no-store');
    await maria.open('/set-up');
    expect(maria.headers.get('content-security-policy')).toContain("form-action 'self';");
  });
});

describe('the way over GitHub', () => {
  test('stores what GitHub gives for the code, and never shows it', async () => {
    const state = await toGitHub();
    expect(await maria.open(`/set-up/created?code=abc&state=${state}`)).toContain('ANTHROPIC_API_KEY');
    expect(asked).toEqual(['convert abc at https://ghe.test/api/v3']);
    expect(stored).toEqual({
      APP_ID: '7',
      PRIVATE_KEY: MADE.pem,
      WEBHOOK_SECRET: MADE.webhook_secret,
      GITHUB_CLIENT_ID: 'Iv1.x',
      GITHUB_CLIENT_SECRET: MADE.client_secret,
      FETTLE_URL: 'https://fettle.corp',
      GHE_HOST: 'ghe.test',
      GHE_PROTOCOL: 'https',
    });
    expect(maria.page?.text).not.toContain('THE-');
  });

  test('takes no code without the word that was sent, nor twice, nor after an hour', async () => {
    const state = await toGitHub();
    for (const wrong of ['', 'guessed']) {
      expect(await maria.open(`/set-up/created?code=abc&state=${wrong}`)).toContain('no answer to what this page sent');
    }
    const late = await toGitHub2();
    now += 3_600_001;
    expect(await maria.open(`/set-up/created?code=abc&state=${late}`)).toContain('too late');
    expect([asked, stored]).toEqual([[], {}]);
    now = 0;
    await maria.open(`/set-up/created?code=abc&state=${state}`);
    expect(await maria.open(`/set-up/created?code=abc&state=${state}`)).toContain('came twice');
    expect(asked).toHaveLength(1);
  });

  async function toGitHub2(): Promise<string> {
    await maria.open('/set-up');
    await maria.send('/set-up/place', { ...GHES, reach: 'address', address: 'https://fettle.corp' });
    return new URL(maria.action('/settings/apps/new')).searchParams.get('state') ?? '';
  }

  test('makes a channel of smee.io only when asked to, and listens before the App is there', async () => {
    await toGitHub();
    expect(asked).toEqual([]);
    await maria.open('/set-up');
    await maria.send('/set-up/place', { ...GHES, reach: 'relay' });
    expect(asked).toEqual(['relay from https://smee.io/new-one']);
    expect(maria.page?.text).toContain('https://smee.io/new-one');
  });

  test('is not taken where GitHub does not answer this server', async () => {
    parts.unreachable = async (apiUrl) => `nothing at ${apiUrl}`;
    await enter();
    const said = await maria.send('/set-up/place', { where: 'github', reach: 'address', address: 'https://f.example' });
    expect(said).toContain('nothing at https://api.github.com');
  });

  test('is not begun where the key could not be kept', async () => {
    parts.store = () => Promise.reject(new UserError("/x/credentials.env can't be written (EACCES)"));
    await enter();
    const fields = { ...GHES, reach: 'address', address: 'https://fettle.corp' };
    expect(await maria.send('/set-up/place', fields)).toContain("can't be written (EACCES)");
  });
});

describe('then', () => {
  beforeEach(async () => {
    await enter();
    stored = { APP_ID: '7' };
    await maria.open('/set-up');
  });

  test('a key is stored once it was tried, and not shown again', async () => {
    const refused = await maria.send('/set-up/model', { key: 'WRONG-KEY' });
    expect(refused).toContain('Nothing is stored: the model server does not accept the key');
    expect(maria.page?.text).not.toContain('WRONG-KEY');
    expect(await maria.send('/set-up/model', { key: '' })).toContain('Type a key');
    expect(await maria.send('/set-up/model', { key: "a'b" })).toContain('copy it again');
    expect(stored).toEqual({ APP_ID: '7' });
    await maria.send('/set-up/model', { key: 'right' });
    expect(stored).toMatchObject({ ANTHROPIC_API_KEY: 'right' });
  });

  test('checks are shown as text, with the place where things are done; the start needs both', async () => {
    expect(await maria.open('/set-up/model')).toContain('Try and store');
    stored = { APP_ID: '7', ANTHROPIC_API_KEY: 'x' };
    expect(await maria.open('/set-up')).toContain('✗ Webhook (to do) <b>nothing</b> Do it on GitHub');
    await maria.send('/set-up/ping');
    await maria.open('/set-up');
    expect(await maria.send('/set-up/start')).toContain('Fettle starts');
    expect(asked).toEqual(['ping', 'start']);
  });
});

describe('webhooks meanwhile', () => {
  const arrive = (event: string, secret: string, body = '{"zen":""}') => {
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'x-github-event': event, 'x-hub-signature-256': signature, host: 'fettle.corp' };
    return look('/api/github/webhooks', { method: 'POST', body, headers });
  };

  test('show that they arrive, also before the secret is known, and nothing that would be lost is taken', async () => {
    expect(parts.arrivals.state('s')).toBe('none');
    expect((await arrive('ping', 'another')).status).toBe(200);
    expect(parts.arrivals.state('s')).toBe('forged');
    expect((await arrive('issues', 's')).status).toBe(503);
    expect(parts.arrivals.state('s')).toBe('signed');
    expect((await arrive('ping', 's', 'x'.repeat(70_000))).status).toBe(413);
  });
});
