import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pino from 'pino';
import { EVENTS } from '../../src/app.ts';
import { createServer, type Server, type ServerParts, WEBHOOK_PATH } from '../../src/server.ts';
import { SEED } from './budget.ts';
import { json } from './soup.ts';

const BODIES = 100_000;
/** Requests under way at the same time. */
const AT_ONCE = 32;
const SECRET = 'the secret of this test';
const NAMES = [...Object.keys(EVENTS), 'ping', 'nonsense', '__proto__', 'constructor', 'error', ''];
const FIELDS = [
  'action',
  'sender',
  'login',
  'issue',
  'number',
  'id',
  'title',
  'body',
  'labels',
  'label',
  'name',
  'repository',
  'owner',
  'installation',
  'comment',
  'pull_request',
  'check_run',
  'review',
  'after',
  'ref',
  'sha',
];

let server: Server;
let port: number;
let stored = 0;
let logged = 0;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const where = { webUrl: 'http://127.0.0.1:1', apiUrl: 'http://127.0.0.1:1/api/v3', webhookProxyUrl: null };
  server = await createServer({
    settings: { host: '127.0.0.1', port: 0, runs: { label: 'fettle', bots: [] } } as unknown as ServerParts['settings'],
    github: { appId: 42, privateKey, webhookSecret: SECRET, ...where },
    deliveries: () => ({
      add: async () => {
        stored += 1;
        return 'stored' as const;
      },
      relay: async () => 0,
      prune: async () => 0,
    }),
    onStored: () => {},
    health: async () => ({ database: 'ok', queue: 'ok' }),
    log: pino({ level: 'info' }, { write: (line: string) => void (logged += line.length) }),
  });
  ({ port } = await server.listen());
});
afterAll(async () => {
  agent.destroy();
  await server.close();
});

/** One in four is signed rightly, as what GitHub itself would send; the others are forged in some way. */
const deliveries = fc.record({
  event: fc.constantFrom(...NAMES),
  body: fc.oneof(
    { weight: 4, arbitrary: json(FIELDS).map((it) => JSON.stringify({ action: 'labeled', ...(it as object) })) },
    { weight: 1, arbitrary: json(FIELDS).map((it) => JSON.stringify(it)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  ),
  signature: fc.constantFrom('right', 'wrong', 'none', 'nonsense'),
});
type Delivery = typeof deliveries extends fc.Arbitrary<infer T> ? T : never;

function send({ event, body, signature }: Delivery): Promise<number> {
  const right = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const signed = { right, wrong: right.replace(/.$/, 'x'), nonsense: '\u00ff=', none: undefined }[signature];
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-github-event': event,
    'x-github-delivery': randomUUID(),
    ...(signed === undefined ? {} : { 'x-hub-signature-256': signed }),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ port, agent, path: WEBHOOK_PATH, method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.on('error', reject).end(body);
  });
}

test(`the server answers ${BODIES} random webhooks, and goes on, seed ${SEED}`, async () => {
  // A few thousand different ones, each sent many times under new ids: making them is what takes long.
  const bodies = fc.sample(deliveries, { seed: SEED, numRuns: 5000 });
  const answers = new Map<number, number>();
  let at = 0;
  let early = 0;
  const sender = async () => {
    while (at < BODIES) {
      const status = await send(bodies[at++ % bodies.length] as Delivery);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (at === BODIES / 5) early = process.memoryUsage().heapUsed;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));

  expect([...answers.values()].reduce((sum, it) => sum + it)).toBe(BODIES);
  // Nothing forged was stored, and nothing was answered in a way that nobody has thought of.
  expect([...answers.keys()].filter((it) => ![200, 202, 400, 413, 500].includes(it))).toEqual([]);
  expect(answers.get(400)).toBeGreaterThan(BODIES / 2);
  expect(stored).toBe(0);
  // What stays behind after four times as many is garbage at most, not something for each.
  expect(process.memoryUsage().heapUsed - early).toBeLessThan(200 * 1024 * 1024);
  expect(logged / BODIES).toBeLessThan(2000);

  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect(health.status).toBe(200);
  await health.text();
  expect(await send({ event: 'ping', body: '{"zen":"x"}', signature: 'right' })).toBe(200);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
