import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pino from 'pino';
import { parse } from 'yaml';
import { EVENTS } from '../../src/app.ts';
import { UserError } from '../../src/errors.ts';
import { createServer, type Health, type Server, type ServerParts, WEBHOOK_PATH } from '../../src/server.ts';
import { deliveryStore } from '../../src/store/delivery-store.ts';
import { runStore } from '../../src/runs/store.ts';
import type { Database, DeliveryStore } from '../../src/store/types.ts';
import { freshDatabase, silent } from '../store/fresh-database.ts';
import { event, issues, repo, SHA } from '../webhooks/payloads.ts';

const SECRET = 'the webhook secret';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

let database: Database;
let log = '';
const servers: Server[] = [];
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(() => {
  log = '';
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await database.pool.query('DELETE FROM fettle.delivery');
});
afterAll(async () => await database.close());

async function serve(change: Partial<ServerParts> = {}) {
  let stored = 0;
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      log += String(chunk);
      done();
    },
  });
  const real = deliveryStore(database, silent);
  const server = await createServer({
    settings: { host: '127.0.0.1', port: 0, runs: { label: 'fettle', bots: [] } } as unknown as ServerParts['settings'],
    github: {
      appId: 42,
      privateKey,
      webhookSecret: SECRET,
      webhookProxyUrl: null,
      webUrl: 'http://127.0.0.1:1',
      apiUrl: 'http://127.0.0.1:1/api/v3',
    },
    deliveries: () => real,
    onStored: () => (stored += 1),
    health: async () => ({ database: 'ok', queue: 'ok' }),
    log: pino({ level: 'debug' }, sink),
    ...change,
  });
  servers.push(server);
  const { port } = await server.listen();
  return { port, url: `http://127.0.0.1:${port}`, stored: () => stored };
}

const sign = (body: string, secret = SECRET) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** A delivery as GitHub makes it. */
async function deliver(url: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + WEBHOOK_PATH, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': sign(body),
      ...headers,
    },
  });
  return { status: response.status, text: await response.text() };
}

const rows = async () => (await database.pool.query('SELECT id, event, payload FROM fettle.delivery')).rows;
const labelled = JSON.stringify(issues('labeled', {}, { label: { name: 'fettle' } }));

test('a signed webhook is stored before it is answered, once however often it comes, and wakes the relay', async () => {
  const { url, stored } = await serve();
  const id = randomUUID();
  const answers = await Promise.all(
    [1, 2, 3].map(async () => await deliver(url, labelled, { 'x-github-delivery': id })),
  );
  expect(answers.map((it) => it.status)).toEqual([200, 200, 200]);
  expect(await rows()).toEqual([
    { id, event: 'issues', payload: expect.objectContaining({ kind: 'asked', issue: 7 }) },
  ]);
  expect(stored()).toBe(1);
});

/** A run that watches a pull request of this head. */
async function watching(headSha: string): Promise<void> {
  const store = runStore(database);
  const trigger = { kind: 'label' as const, key: randomUUID() };
  const { run } = await store.create({ repo, issue: 7, trigger, task: {} as never, branch: () => 'fettle/7' });
  await store.update(run.id, { state: 'watching', headSha, prNumber: 8 });
}

test('what means nothing to us, or concerns no run of ours, is answered, counted and not stored', async () => {
  const { url } = await serve();
  await watching(SHA);
  const statuses = [SHA, SHA.replaceAll('a', 'b')].map((sha) => JSON.stringify(event({ sha })));
  for (const status of statuses) expect((await deliver(url, status, { 'x-github-event': 'status' })).status).toBe(200);
  expect((await deliver(url, JSON.stringify(issues('edited')))).status).toBe(200);
  expect((await deliver(url, JSON.stringify({ zen: 'x' }), { 'x-github-event': 'ping' })).status).toBe(200);
  expect(await rows()).toEqual([
    expect.objectContaining({ event: 'status', payload: expect.objectContaining({ sha: SHA }) }),
  ]);
  expect((await deliver(url, labelled, { 'x-hub-signature-256': 'sha256=0' })).status).toBe(400);
  expect(await (await fetch(`${url}/healthz`)).json()).toMatchObject({
    webhooks: { stored: 1, repeated: 0, unconcerned: 1, ignored: 1, refused: 1 },
  });
});

test('a wrong signature, a body that is no JSON object, and a form are refused, unstored, and hardly logged', async () => {
  const { url } = await serve();
  const secretText = 'x'.repeat(5000);
  const forged = JSON.stringify(issues('labeled', { title: secretText }, { label: { name: 'fettle' } }));
  const refused = [
    await deliver(url, forged, { 'x-hub-signature-256': sign(forged, 'guessed') }),
    await deliver(url, labelled, { 'x-hub-signature-256': '' }),
    await deliver(url, '{"action": "labeled", '),
    await deliver(url, 'null'),
    await deliver(url, '[1]'),
    await deliver(url, `payload=${encodeURIComponent(labelled)}`, {
      'content-type': 'application/x-www-form-urlencoded',
    }),
  ];
  expect(refused.map((it) => Math.floor(it.status / 100))).toEqual(refused.map(() => 4));
  expect(await rows()).toEqual([]);
  expect(log).not.toContain('x'.repeat(100));
  expect(log.length).toBeLessThan(10_000);
});

test('a body over 25 MB is refused with 413, announced or not', async () => {
  const { url } = await serve();
  const huge = `{"x":"${'y'.repeat(26 * 1024 * 1024)}"}`;
  expect((await deliver(url, huge)).status).toBe(413);
  const chunks = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let n = 0; n < 26; n += 1) controller.enqueue(new Uint8Array(1024 * 1024).fill(123));
      controller.close();
    },
  });
  const streamed = await fetch(url + WEBHOOK_PATH, { method: 'POST', body: chunks, duplex: 'half' } as RequestInit);
  expect(streamed.status).toBe(413);
});

test('when the database is away or silent GitHub is told so, without a word about our insides', async () => {
  const refusing = { add: async () => await Promise.reject(new Error('password 12345 for 10.0.0.9')) };
  const away = await serve({ deliveries: () => refusing as unknown as DeliveryStore });
  const silentStore = { add: async () => await new Promise<never>(() => {}) } as unknown as DeliveryStore;
  const hanging = await serve({ deliveries: () => silentStore });
  const answers = await Promise.all([deliver(away.url, labelled), deliver(hanging.url, labelled)]);
  for (const answer of answers) {
    expect(answer.status).toBe(503);
    expect(answer.text).not.toMatch(/12345|10\.0\.0\.9|stack|node_modules/);
  }
});

test('before the database is open, ping and webhooks say 503; afterwards both work', async () => {
  let deliveries: DeliveryStore | null = null;
  const { url } = await serve({ deliveries: () => deliveries });
  expect((await fetch(`${url}/ping`)).status).toBe(503);
  expect((await deliver(url, labelled)).status).toBe(503);
  deliveries = deliveryStore(database, silent);
  expect((await fetch(`${url}/ping`)).status).toBe(200);
  expect((await deliver(url, labelled)).status).toBe(200);
});

test('the health page tells what is not well', async () => {
  let health: Health = { database: 'ok', queue: 'ok', sandbox: 'building' };
  const { url } = await serve({ health: async () => health });
  const ask = async () => {
    const response = await fetch(`${url}/healthz`);
    return [response.status, await response.json()];
  };
  expect(await ask()).toMatchObject([200, { status: 'ok', ...health }]);
  health = { database: 'ok', queue: 'down' };
  expect(await ask()).toMatchObject([503, { status: 'unavailable', ...health }]);
  const broken = await serve({ health: async () => await Promise.reject(new Error('boom')) });
  expect((await fetch(`${broken.url}/healthz`)).status).toBe(503);
});

test('other routes can be added, and everything else is not found', async () => {
  const { url } = await serve({
    routes: [
      (request, response) => {
        if (request.url !== '/runs') return false;
        response.end('a page');
        return true;
      },
      (request) => {
        if (request.url === '/broken') throw new Error('a secret');
        return false;
      },
    ],
  });
  expect(await (await fetch(`${url}/runs`)).text()).toBe('a page');
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  expect((await fetch(url + WEBHOOK_PATH)).status).toBe(404);
  const broken = await fetch(`${url}/broken`);
  expect([broken.status, await broken.text()]).toEqual([500, 'something went wrong\n']);
});

test('a port that is taken is a mistake a person can put right', async () => {
  const { port } = await serve();
  const settings = {
    host: '127.0.0.1',
    port,
    runs: { label: 'fettle', bots: [] },
  } as unknown as ServerParts['settings'];
  await expect(serve({ settings })).rejects.toThrow(UserError);
});

test('the manifest asks for the events of the table and for no more than we need', () => {
  const manifest = parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')) as {
    default_events: string[];
    default_permissions: Record<string, string>;
    hook_attributes: { url: string };
  };
  // GitHub sends the events of installations to every app, and has no such subscription.
  const subscribed = Object.keys(EVENTS).filter((name) => !name.startsWith('installation'));
  expect(manifest.default_events.toSorted()).toEqual(subscribed.toSorted());
  expect(manifest.default_permissions).toEqual({
    metadata: 'read',
    contents: 'write',
    issues: 'write',
    pull_requests: 'write',
    checks: 'write',
    statuses: 'read',
    actions: 'write',
  });
  expect(manifest.hook_attributes.url).toMatch(new RegExp(`${WEBHOOK_PATH}$`));
});

test('an answer that nobody reads is not kept for ever', async () => {
  const closed = Promise.withResolvers<void>();
  const large = (_: unknown, response: ServerResponse) => {
    response.once('close', closed.resolve);
    response.end(Buffer.alloc(50_000_000));
    return true;
  };
  const { port } = await serve({ silenceMs: 200, routes: [large] });
  const socket = connect(port, '127.0.0.1').pause();
  socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
  await closed.promise;
  socket.destroy();
});
