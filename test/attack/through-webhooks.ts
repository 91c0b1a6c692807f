import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { say } from '../support/model/script.ts';
import type { Stage } from '../support/stage.ts';
import type { Attack } from './attack.ts';

/** An attack on the app as a whole, by whoever can reach it or write on GitHub. */
export interface AppAttack extends Attack {
  carryOut(stage: Stage): Promise<void>;
}

const FORGED = 'A run, in the name of GitHub.';
const SIGNATURE = 'The HMAC of the body is checked before anything is read.';
const hmac = (body: string, secret: string, kind = 'sha256') =>
  `${kind}=${createHmac(kind, secret).update(body).digest('hex')}`;

interface Sent {
  body: string;
  event?: string;
  guid?: string;
  signature?: string | null;
  more?: Record<string, string>;
}

/** Straight to the webhook address, with any headers at all. */
async function send(stage: Stage, { body, event = 'issues', guid = randomUUID(), signature, more = {} }: Sent) {
  const given = signature === undefined ? hmac(body, stage.github.webhookSecret) : signature;
  const response = await fetch(`http://127.0.0.1:${stage.port}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': guid,
      ...(given === null ? {} : { 'x-hub-signature-256': given }),
      ...more,
    },
  });
  await response.text();
  return response.status;
}

/** A real payload that asks for a run, as it would be stolen or made up: GitHub itself has lost it. */
async function asking(stage: Stage, name: string) {
  const repo = await stage.repository(`hook-${name}`, {}, { ci: null });
  const issue = stage.issue(repo, `hook ${name}`, { agent: [say('Nothing to do.')] });
  stage.github.loseWebhooks((it) => it.action === 'labeled');
  issue.addLabel('fettle');
  stage.github.loseWebhooks();
  const lost = stage.github.deliveries.findLast((it) => it.action === 'labeled');
  return { repo, issue, body: JSON.stringify(lost?.payload) };
}

async function stored(stage: Stage, guid: string): Promise<number> {
  const rows = await stage.query<{ n: string }>(`SELECT count(*) AS n FROM fettle.delivery WHERE id = '${guid}'`);
  return Number(rows[0]?.n);
}

async function answers(stage: Stage): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${stage.port}/healthz`);
  assert.equal(response.status, 200);
  await response.text();
}

/** Refused with 4xx, nothing kept, still alive. */
async function refused(stage: Stage, sent: Sent): Promise<void> {
  const guid = randomUUID();
  const status = await send(stage, { ...sent, guid });
  assert.ok(status >= 400 && status < 500, `it was answered with ${status}`);
  assert.equal(await stored(stage, guid), 0);
  await answers(stage);
}

/** Answered somehow, and the server goes on as before. Octokit answers 500 to what it cannot dispatch. */
async function borne(stage: Stage, sent: Sent): Promise<void> {
  await send(stage, sent);
  await answers(stage);
}

export const WEBHOOK_ATTACKS: readonly AppAttack[] = [
  {
    name: 'a webhook signed with a guessed secret',
    tried: FORGED,
    stoppedBy: SIGNATURE,
    carryOut: async (stage) => {
      const { body } = await asking(stage, 'guessed');
      await refused(stage, { body, signature: hmac(body, 'development') });
    },
  },
  {
    name: 'a webhook without a signature',
    tried: FORGED,
    stoppedBy: SIGNATURE,
    carryOut: async (stage) => {
      const { body } = await asking(stage, 'unsigned');
      await refused(stage, { body, signature: null });
    },
  },
  {
    name: 'a webhook with the old kind of signature',
    tried: `${FORGED} SHA-1 was once enough.`,
    stoppedBy: 'Only SHA-256 is taken.',
    carryOut: async (stage) => {
      const { body } = await asking(stage, 'sha1');
      const more = { 'x-hub-signature': hmac(body, stage.github.webhookSecret, 'sha1') };
      await refused(stage, { body, signature: null, more });
    },
  },
  {
    name: "another body under a real webhook's signature",
    tried: FORGED,
    stoppedBy: SIGNATURE,
    carryOut: async (stage) => {
      const { body } = await asking(stage, 'swapped');
      const signature = hmac(body, stage.github.webhookSecret);
      await refused(stage, { body: body.replace('hook swapped', 'hook SWAPPED'), signature });
    },
  },
  {
    name: 'a webhook that is played again',
    tried: 'Twenty runs, by twenty copies of one delivery, some under a new id.',
    stoppedBy: 'A delivery is stored once by its id, and one labelling starts one run whatever its id.',
    carryOut: async (stage) => {
      const { issue, body } = await asking(stage, 'replayed');
      const guid = randomUUID();
      for (let n = 0; n < 20; n += 1) assert.equal(await send(stage, { body, ...(n % 2 === 0 ? { guid } : {}) }), 200);
      await stage.quiet();
      assert.equal(await stored(stage, guid), 1);
      const runs = await stage.query<{ n: string }>(
        `SELECT count(*) AS n FROM fettle.run WHERE name = 'hook-replayed' AND issue = ${issue.number}`,
      );
      assert.equal(Number(runs[0]?.n), 1);
    },
  },
  {
    name: 'a body beyond all size',
    tried: 'The memory of the server.',
    stoppedBy: 'Bodies above 25 MB are dropped while they come.',
    carryOut: (stage) => refused(stage, { body: `{"padding":"${'x'.repeat(26 * 1024 * 1024)}"}` }),
  },
  {
    name: 'a body that is no object',
    tried: 'An exception in the handler that ends the process.',
    stoppedBy: 'Only objects are read on.',
    carryOut: async (stage) => {
      for (const body of ['null', '[]', '"x"', '1e999', '{"action":', ' ', '{}}', '\u0000'])
        await refused(stage, { body });
    },
  },
  {
    name: 'a body of a hundred thousand levels',
    tried: 'The stack of the server.',
    stoppedBy: 'What the parser or the schema refuses is answered and forgotten.',
    carryOut: async (stage) => {
      const depth = 100_000;
      await borne(stage, { body: `{"action":${'['.repeat(depth)}${']'.repeat(depth)}}` });
      await borne(stage, { body: `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}` });
    },
  },
  {
    name: 'prototype pollution by a webhook',
    tried: 'A property on every object of the server.',
    stoppedBy: 'Payloads are parsed by a schema into objects of our own.',
    carryOut: async (stage) => {
      const { body } = await asking(stage, 'polluted');
      const evil = '"__proto__":{"action":"labeled","admin":true},"constructor":{"prototype":{"admin":true}},';
      await borne(stage, { body: body.replace('{', `{${evil}`) });
      await borne(stage, { body: `{${evil}"action":"labeled"}` });
    },
  },
  {
    name: 'the name of an event as a path or a property',
    tried: 'A handler, or a file, of the name that the header gives.',
    stoppedBy: 'Events are looked up in a fixed table.',
    carryOut: async (stage) => {
      for (const event of ['../../etc/passwd', '__proto__', 'constructor', 'toString', 'issues.labeled', '*', 'error'])
        await borne(stage, { body: '{"action":"labeled"}', event });
    },
  },
  {
    name: 'a repository with a path for a name',
    tried: 'A clone outside of the data folder.',
    stoppedBy: 'Names are checked where payloads are parsed, and again where clones are kept.',
    carryOut: async (stage) => {
      const { body } = await asking(stage, 'traversal');
      for (const [owner, name] of [
        ['..', '..'],
        ['acme', '../../../etc'],
        ['acme', '.git'],
        ['-oProxyCommand=x', 'y'],
      ] as const) {
        const payload = JSON.parse(body) as { repository: Record<string, unknown> };
        Object.assign(payload.repository, { name, full_name: `${owner}/${name}`, owner: { login: owner, id: 1 } });
        await borne(stage, { body: JSON.stringify(payload) });
      }
      const runs = await stage.query<{ name: string }>(`SELECT name FROM fettle.run WHERE name ~ '\\.\\.|^\\.git|^y$'`);
      assert.equal(runs.length, 0);
      const kept = await readdir(stage.dataDir, { recursive: true });
      assert.equal(kept.filter((it) => /(^|\/)(etc|y)\.git/.test(it)).length, 0);
    },
  },
  {
    name: 'addresses beside the webhook',
    tried: 'Files of the server, or an entry that checks no signature.',
    stoppedBy: 'There are five fixed addresses. None of them serves files.',
    carryOut: async (stage) => {
      const paths = [
        '/../../etc/passwd',
        '/%2e%2e/%2e%2e/etc/passwd',
        '/.env',
        '/api/github/webhooks/../../../.env',
        '//etc/passwd',
        '/api/github/webhooks/',
        '/probot',
        '/api/github/webhooks?x=1',
      ];
      for (const path of paths) {
        for (const method of ['GET', 'POST', 'PUT', 'TRACE']) {
          const said = await raw(
            stage.port,
            `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
          );
          assert.match(said, /^HTTP\/1\.1 4\d\d/, `${method} ${path}`);
          assert.doesNotMatch(said, /root:|APP_ID|PRIVATE/);
        }
      }
    },
  },
  {
    name: 'headers without end',
    tried: 'The memory of the server, before any signature.',
    stoppedBy: "Node's limit on headers.",
    carryOut: async (stage) => {
      const said = await raw(
        stage.port,
        `POST /api/github/webhooks HTTP/1.1\r\n${`x-a: ${'a'.repeat(1000)}\r\n`.repeat(100)}\r\n`,
      );
      assert.match(said, /^HTTP\/1\.1 431/);
      await answers(stage);
    },
  },
  {
    name: 'two lengths in one request',
    tried: 'A second request hidden in the body of a first.',
    stoppedBy: "Node's parser refuses it.",
    carryOut: async (stage) => {
      const said = await raw(
        stage.port,
        'POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n',
      );
      assert.match(said, /^HTTP\/1\.1 400/);
      assert.doesNotMatch(said, /"status"/);
    },
  },
  {
    name: 'two hundred bodies that never come',
    tried: 'All connections of the server.',
    stoppedBy: 'Requests have a minute, and waiting ones hold up nobody.',
    carryOut: async (stage) => {
      const head = 'POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{';
      const waiting = Array.from({ length: 200 }, () => connect(stage.port, '127.0.0.1'));
      await Promise.all(waiting.map((it) => new Promise((done) => it.once('connect', done))));
      for (const it of waiting) it.on('error', () => {}).write(head);
      try {
        await answers(stage);
      } finally {
        for (const it of waiting) it.destroy();
      }
      await answers(stage);
    },
  },
];

/** Bytes as they are, and all that comes back until the other side closes or half a second of silence. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.setTimeout(500, () => socket.destroy());
    socket.on('data', (chunk) => (said += String(chunk))).on('close', () => resolve(said));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(said) : reject(error),
    );
    socket.write(text);
  });
}
