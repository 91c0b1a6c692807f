import { describe, expect, test } from '@jest/globals';
import { Octokit } from '@octokit/core';
import { createLog } from '../../src/telemetry/log.ts';
import { within } from '../../src/telemetry/scope.ts';

const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEow'.repeat(20)}\n-----END RSA PRIVATE KEY-----`;
const SECRETS = ['the-webhook-secret', 'https://hooks.example.org/T0/B0/the-hook', 'a "quoted" secret\\', KEY, null];

/** What was logged, as one text and as lines. */
function logged(level: string, say: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  const levels: string[] = [];
  say(createLog({ level, secrets: SECRETS, write: (line) => lines.push(line), onLine: (at) => levels.push(at) }));
  return { text: lines.join(''), lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), levels };
}

describe('a line of the log', () => {
  test('carries the ids of what it was said for, and its own words win', () => {
    const span = { traceId: 't'.repeat(32), spanId: 's'.repeat(16) } as never;
    const { lines } = logged('info', (log) => {
      within({ run: 'r-1', delivery: 'd-1', span }, () => {
        log.info('inside');
        log.child({ part: 'x' }).info({ run: 'r-2' }, 'about another');
      });
      log.info('outside');
    });
    expect(lines[0]).toMatchObject({ run: 'r-1', delivery: 'd-1', trace_id: 't'.repeat(32), span_id: 's'.repeat(16) });
    expect(lines[1]).toMatchObject({ run: 'r-2', delivery: 'd-1', part: 'x' });
    expect(lines[2]).not.toHaveProperty('run');
  });

  test.each(SECRETS.filter((secret) => secret !== null))('does not hold %j, and stays JSON', (secret) => {
    const { text, lines } = logged('info', (log) => {
      log.info({ deep: { list: [secret] } }, `before ${secret} after`);
      log.error({ err: new Error(`failed with ${secret}`, { cause: new Error(secret) }) }, 'oops');
      log.info({ url: `https://user:${encodeURIComponent(secret)}@example.org/x?key=${secret}` }, 'went there');
    });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({ msg: 'before [redacted] after', deep: { list: ['[redacted]'] } });
    const bare = JSON.stringify(secret).slice(1, -1);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(bare);
  });

  test('does not hold the authorization of a request that failed', async () => {
    const headers = { 'set-cookie': 'session=of-some-server', 'content-type': 'application/json' };
    const fetch = async () => Response.json({ message: 'Bad credentials' }, { status: 401, headers });
    const error: unknown = await new Octokit({ auth: 'of-some-server', request: { fetch } })
      .request('GET /user')
      .catch((it: unknown) => it);
    // Octokit takes it out of its own copy; a plain object of the same shape has it still.
    const plain = { request: { headers: { Authorization: 'Bearer of-some-server', 'x-api-key': 'of-some-server' } } };
    const { text } = logged('info', (log) => {
      log.error({ err: error }, 'refused');
      log.error({ error: Object.assign(new Error('x'), plain) }, 'refused');
      log.error({ headers: { cookie: ['of-some-server'] } }, 'refused');
    });
    expect(text).not.toContain('of-some-server');
    expect(text).toContain('Bad credentials');
  });

  test('does not hold what looks like a token, also where it is cut off', () => {
    const { text, lines } = logged('info', (log) => {
      log.info({ url: 'https://x-access-token:ghs_0123456789abcdefghijABCDEFGHIJ@github.com/a/b' }, 'cloned');
      log.info({ after: 'stays' }, '-----BEGIN RSA PRIVATE KEY-----\nMIIEow');
    });
    expect(text).not.toMatch(/ghs_|MIIEow/);
    expect(lines[1]).toMatchObject({ after: 'stays' });
  });

  test('is counted by its level, where it is said at all', () => {
    expect(logged('warn', (log) => (log.info('a'), log.warn('b'), log.error('c'))).levels).toEqual(['warn', 'error']);
  });
});
