import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Hono } from 'hono';
import { deflateSync } from 'node:zlib';
import type { DashboardEnv } from '../../src/dashboard/parts.ts';
import { eventsPage } from '../../src/dashboard/run/live/events-page.ts';
import type { GitHubApp } from '../../src/github/types.ts';
import { runStore } from '../../src/runs/store.ts';
import { toCursor } from '../../src/runs/views/cursor.ts';
import { searchWords } from '../../src/runs/views/search-words.ts';
import type { Database } from '../../src/store/types.ts';
import { DASHBOARD_URL, dashboardParts, openPages, servePages, viewer } from '../support/dashboard.ts';
import { someRuns } from '../support/some-runs.ts';
import { freshDatabase } from '../store/fresh-database.ts';

const MODELS = {
  agentModel: 'model-of-the-secret-project',
  judgeModel: 'j',
  agentPrompt: 'feed'.repeat(16),
  judgePrompt: 'c',
};

let database: Database;
/** Of `acme/open` and of `acme/secret`. */
let open: string;
let secret: string;
beforeAll(async () => {
  database = await freshDatabase();
  [open = '', secret = ''] = await someRuns(database, [
    { title: 'Open to all', repo: 'acme/open', state: 'working' },
    { title: 'Nobody must know', repo: 'acme/secret', state: 'ended', by: 'mallory-the-owner' },
  ]);
});
afterAll(async () => await database.close());

const reader = () => openPages(database, viewer(['acme/open'], 'rita'));
const KNOWN = /Nobody must know|acme\/secret|mallory-the-owner/;

describe('a reader of one repository', () => {
  test('finds nothing of another by any filter, search, cursor or address', async () => {
    const cursor = toCursor({ at: '2999-01-01 00:00:00+00', id: secret });
    const paths = [
      '/?repo=acme/secret',
      '/?repo=ACME%2FSecret',
      '/?repo=acme/%25',
      '/?q=nobody',
      '/?q=acme/s',
      `/?q=${secret}`,
      `/?q=${secret.slice(0, 8)}`,
      `/?cursor=${cursor}`,
      '/?state=ended',
      '/repositories?q=secret',
      '/repositories/acme/secret',
      '/repositories/acme/open%2f..%2fsecret',
      '/outcomes?repo=acme/secret&period=all',
      `/runs/${secret}`,
      `/runs/${open}%00`,
      `/runs/${secret}/diff/1`,
      `/runs/${secret}/logs/1/raw`,
      `/runs/${secret}/events`,
    ];
    const { get } = reader();
    for (const path of paths) {
      const response = await get(path);
      const asked = decodeURIComponent(path);
      // What was typed is repeated in the field where it was typed.
      const text = (await response.text()).replaceAll(/<input[^>]*>/g, '');
      expect([asked, response.status, KNOWN.exec(text)]).toEqual([asked, expect.not.stringMatching(/5../), null]);
    }
  });

  test('can order nothing there, nor of a run of theirs by the address of another', async () => {
    const { post } = reader();
    for (const path of [`/runs/${secret}/orders`, `/runs/${open}/../${secret}/orders`])
      expect((await post(path, { what: 'cancel' })).status).toBe(404);
    const { rows } = await database.pool.query("SELECT 1 FROM fettle.delivery WHERE event = 'order'");
    expect(rows).toEqual([]);
  });

  test('is not told with what models and prompts others work', async () => {
    await database.pool.query('UPDATE fettle.run SET arm = $2 WHERE id = $1', [secret, JSON.stringify(MODELS)]);
    const { get } = openPages(database, viewer(['acme/open', 'acme/secret']));
    expect(await (await get('/outcomes?period=all')).text()).toContain(MODELS.agentModel);
    const text = await (await reader().get('/outcomes?period=all')).text();
    expect(text).toContain('<h1>Outcomes</h1>');
    expect(text).not.toMatch(/model-of-the-secret-project|feedfeed/);
  });

  test('makes us ask GitHub no more than twice a minute, however often they try what they may not', async () => {
    let asked = 0;
    const github = { for: () => ({ permission: async () => ((asked += 1), 'read') }) } as unknown as GitHubApp;
    let now = Date.now();
    const { post } = openPages(database, viewer(['acme/open'], 'rita'), { github, now: () => now });
    for (let n = 0; n < 20; n += 1) expect((await post(`/runs/${open}/orders`, { what: 'cancel' })).status).toBe(403);
    expect(asked).toBe(1);
    now += 31_000;
    await post(`/runs/${open}/orders`, { what: 'cancel' });
    expect(asked).toBe(2);
  });
});

test('a search looks for eight words at most, however they hang together', () => {
  const parts = searchWords(`${'a-'.repeat(60)} ${'b-'.repeat(60)}`).flatMap((it) =>
    it.kind === 'title' ? it.beginnings : [],
  );
  expect(parts).toHaveLength(8);
});

describe('addresses that were made to break something', () => {
  test('are answered, and are nobody else’s fault', async () => {
    const odd = ['%00', '%ff%fe', '%ed%a0%80', "'%22%3E%3Cscript%3E", '..%2f..%2f', '%25s%25n', '-1', '9'.repeat(400)];
    const queries = ['q', 'repo', 'reason', 'cursor', 'before', 'after', 'did', 'state', 'since', 'model', 'prompt'];
    const { get } = openPages(database, viewer(['acme/open']), {
      github: { for: () => ({ permission: async () => 'read' }) } as unknown as GitHubApp,
    });
    const paths = odd.flatMap((it) => [
      ...['/', '/repositories', '/outcomes', `/runs/${open}`].map(
        (page) => `${page}?${queries.map((name) => `${name}=${it}`).join('&')}&q=${it}&__proto__=${it}`,
      ),
      `/runs/${it}`,
      `/runs/${open}/diff/${it}`,
      `/runs/${open}/logs/${it}`,
      `/repositories/${it}/${it}`,
      `/assets/${it}`,
      `/${it}`,
    ]);
    for (const path of paths) {
      const response = await get(path);
      expect([path, response.status < 500]).toEqual([path, true]);
      expect(await response.text()).not.toContain('<script>');
    }
  });

  test.each(['2026-02-30 00:00:00+00', '2026-13-01 00:00:00+00', '2026-01-01 25:00:00+00', '0000-01-01 00:00:00+00'])(
    'a cursor at %s is none',
    async (at) => {
      const response = await reader().get(`/?cursor=${toCursor({ at, id: open })}`);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('begin at the first')]);
    },
  );

  test('a cursor of today is one', async () => {
    const response = await reader().get(`/?cursor=${toCursor({ at: '2999-02-28 23:59:59.123456+05:30', id: open })}`);
    expect(await response.text()).toContain('Open to all');
  });
});

/** What a server says to these very bytes, its first line. */
async function said(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  try {
    for await (const chunk of socket) return String(chunk).split('\r\n')[0] ?? '';
    return '';
  } finally {
    socket.destroy();
  }
}

test('requests that no browser would send are refused, and the next one is answered', async () => {
  const pages = await servePages(database, viewer(['acme/open']));
  const requests = [
    'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a b/c?<script>\r\n\r\n',
    'GET / HTTP/1.1\r\nHost:\r\n\r\n',
    'GET / HTTP/1.0\r\n\r\n',
    'GET http://evil.example/runs/1 HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET //evil.example HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET /%E0%A4%A HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET /\\evil HTTP/1.1\r\nHost: a\r\n\r\n',
    'PUT /runs/1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc',
    'POST /runs/1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ];
  try {
    for (const request of requests)
      expect([request, await said(pages.url, request)]).toEqual([request, expect.stringMatching(/^HTTP\/1.1 [234]/)]);
    expect(await said(pages.url, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toBe('HTTP/1.1 200 OK');
  } finally {
    await pages.close();
  }
});

describe('an agent that makes much of everything', () => {
  test('prints a log of nothing but returns, and the page is there', async () => {
    const store = runStore(database);
    const text = `${'\r'.repeat(100_000)}read \u202Eti siht\u202C\u0000\u0008\n<script>alert(1)</script>`;
    await store.addRawLog(open, 1, {
      check: '<b>npm</b>',
      onBase: false,
      status: 'exited',
      exitCode: 1,
      durationMs: 1,
      text,
      bytes: text.length,
      cut: 0,
    });
    const [log] = await store.rawLogs(open);
    const page = await (await reader().get(`/runs/${open}/logs/${log?.id}`)).text();
    expect(page).toContain('read ti siht\n&lt;script&gt;');
    expect(page).not.toContain('<b>npm');
  });

  const changed = async (patch: string) => {
    await database.pool.query('UPDATE fettle.attempt SET patch = $2 WHERE run_id = $1', [open, deflateSync(patch)]);
    return await (await reader().get(`/runs/${open}/diff`)).text();
  };

  test('adds thousands of files, and a page shows hundreds of them', async () => {
    const page = await changed(
      Array.from({ length: 3_000 }, (_, n) => `diff --git a/${n} b/${n}\nold mode 100644\nnew mode 100755\n`).join(''),
    );
    expect(page.match(/<details class="file"/g)).toHaveLength(500);
    expect(page).toContain('And 2,500 more files');
  });

  test('writes a line without end, and is not read to its end', async () => {
    const page = await changed(
      `diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -0,0 +1,1 @@\n+${'password="'.repeat(100_000)}\n`,
    );
    expect(page).toContain('too large for one page');
    expect(page.length).toBeLessThan(20_000);
  });
});

describe('watching', () => {
  const answers: Response[] = [];
  afterEach(async () => {
    for (const { body } of answers.splice(0)) await body?.cancel();
  });
  const watched = (limits: NonNullable<Parameters<typeof eventsPage>[1]>) => {
    const app = new Hono<DashboardEnv>();
    app.use(async (context, next) => {
      context.set('viewer', viewer(null, context.req.header('who') ?? 'rita'));
      await next();
    });
    app.route('/', eventsPage(dashboardParts(database), limits));
    return async (who: string, method = 'GET') => {
      const answer = await app.request(`${DASHBOARD_URL}/runs/${open}/events`, { method, headers: { who } });
      answers.push(answer);
      return answer;
    };
  };

  test('leaves places to others, however many one person takes', async () => {
    const watch = watched({ all: 4, ofOne: 1, lifeMs: 60_000 });
    const streams = [await watch('rita'), await watch('rita')];
    expect((await watch('rita')).status).toBe(503);
    streams.push(await watch('otto'));
    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await watch('otto')).status).toBe(503);
    await streams[0]?.body?.cancel();
    await streams[1]?.body?.cancel();
    expect((await watch('rita')).status).toBe(200);
  });

  test('ends in time for somebody who never reads, who would otherwise keep a place for ever', async () => {
    const watch = watched({ all: 1, ofOne: 1, lifeMs: 100 });
    expect((await watch('rita')).status).toBe(200);
    expect((await watch('otto')).status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await watch('otto')).status).toBe(200);
  });

  test('tells nobody thousands of lines, which the page itself has', async () => {
    const [id] = await someRuns(database, [{ title: 'Long', repo: 'acme/long', state: 'working' }]);
    await database.pool.query(
      `INSERT INTO fettle.run_event (run_id, at, attempt, kind, text) SELECT $1, now(), 1, 'tool', n::text FROM generate_series(1, 600) n`,
      [id],
    );
    const { get } = openPages(database, viewer(['acme/long']), {
      github: { for: () => ({ permission: async () => 'read' }) } as unknown as GitHubApp,
    });
    expect((await get(`/runs/${id}/events?after=0`)).status).toBe(204);
    const last = /data-last="(\d+)"/.exec(await (await get(`/runs/${id}`)).text())?.[1] ?? '0';
    const stream = await get(`/runs/${id}/events?after=${last}`);
    answers.push(stream);
    expect(stream.status).toBe(200);
  });

  test('begins with no request that only looks, and is kept by no browser', async () => {
    const watch = watched({ all: 1, ofOne: 1, lifeMs: 60_000 });
    for (let n = 0; n < 3; n += 1) expect((await watch('rita', 'HEAD')).status).toBe(200);
    const stream = await watch('rita');
    expect([stream.status, stream.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });
});
