import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dashboardApp } from '../../src/dashboard/app.ts';
import { UserError } from '../../src/errors.ts';
import type { Database } from '../../src/store/types.ts';
import { DASHBOARD_URL, dashboardParts, doorFor, openPages, viewer } from '../support/dashboard.ts';
import { HOSTILE_TITLES, someRuns } from '../support/some-runs.ts';
import { toldRun } from '../support/told-run.ts';
import { freshDatabase } from '../store/fresh-database.ts';

let database: Database;
let runs: string[];
beforeAll(async () => {
  database = await freshDatabase();
  runs = await someRuns(
    database,
    HOSTILE_TITLES.map((title) => ({ title, body: title, repo: 'Evil/Repo', by: '<b>"eve"</b>' })),
  );
  // One that has been through everything, told by somebody who wants to break the page.
  const kinds = ['tool', 'verify', 'gate_guards', 'gate_verifiers', 'gate_judge', 'ci', 'repair', 'baseline'] as const;
  const events = HOSTILE_TITLES.flatMap((text) =>
    kinds.map((kind) => ({
      runId: '',
      at: new Date(),
      attempt: 1,
      kind,
      text,
      data: { output: text, body: text, why: text },
    })),
  );
  runs.push(await toldRun(database, { title: HOSTILE_TITLES[0] ?? '', repo: 'Evil/Repo' }, events));
});
afterAll(async () => await database.close());

/** Every page and every order there is, with something that exists in the place of each parameter. */
function routes(run = runs[0] ?? ''): { method: string; path: string }[] {
  const app = dashboardApp(dashboardParts(database), doorFor(null), DASHBOARD_URL);
  const known: Record<string, string> = { id: run, owner: 'Evil', name: 'Repo', number: '1' };
  const all = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/assets/'))
    .map(({ method, path }) => ({
      method,
      path: path.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, it: string) => known[it] ?? '1'),
    }));
  return [...new Map(all.map((it) => [`${it.method} ${it.path}`, it])).values()];
}
const pages = (run?: string) => routes(run).filter(({ method }) => method === 'GET');

/** What a page says; of a stream that goes on, what it says at first. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return await response.text();
  const reader = response.body?.getReader();
  const first = await Promise.race([reader?.read(), delay(300)]);
  await reader?.cancel();
  return new TextDecoder().decode(first?.value);
}

describe('nobody', () => {
  test('sees any page, or changes anything, without signing in', async () => {
    const { get, post } = openPages(database, null);
    const answers = await Promise.all(
      routes().map(async ({ method, path }) => {
        const response = method === 'GET' ? await get(path) : await post(path);
        return `${method} ${path} ${response.status} ${response.headers.get('location')?.replace(/\?.*/, '')}`;
      }),
    );
    expect(routes().length).toBeGreaterThan(2);
    expect(answers).toEqual(routes().map(({ method, path }) => `${method} ${path} 302 /sign-in`));
  });

  test('learns what addresses there are', async () => {
    expect((await openPages(database, null).get('/nowhere')).status).toBe(302);
  });
});

describe('somebody', () => {
  test('finds nothing where he may see nothing, as if it were not there', async () => {
    const { get } = openPages(database, viewer(['acme/other']));
    for (const { path } of pages()) {
      const response = await get(path);
      const text = await textOf(response);
      expect([path, response.status]).toEqual([path, /Evil|-/.test(path) ? 404 : 200]);
      expect(text).not.toContain('eve');
    }
  });

  test('can change nothing by a form of another site, or of another session', async () => {
    const { post } = openPages(database, viewer(['evil/repo']));
    for (const { path } of routes().filter(({ method }) => method !== 'GET')) {
      expect((await post(path, {}, { origin: 'https://evil.example' })).status).toBe(403);
      expect((await post(path, { csrf: 'of another' })).status).toBe(403);
    }
  });

  test('is told when GitHub has been silent for too long', async () => {
    const app = dashboardApp(dashboardParts(database), doorFor('silent'), DASHBOARD_URL);
    expect((await app.request('/')).status).toBe(503);
  });
});

test('no text that somebody wrote becomes markup on any page', async () => {
  const { get } = openPages(database, viewer(['evil/repo']));
  let shown = 0;
  for (const run of runs)
    for (const { path } of pages(run)) {
      const response = await get(path);
      const text = await textOf(response);
      expect([path, response.status]).toEqual([path, expect.not.stringMatching(/^5/)]);
      expect(text).not.toMatch(
        /<script>document|<img src=x|<svg onload|<b>"eve"|<a href="javascript:|[\u202a-\u202e\u2066-\u2069\u200b]/,
      );
      if (text.includes('&lt;script&gt;') || text.includes('&lt;b&gt;')) shown += 1;
    }
  expect(shown).toBeGreaterThan(0);
});

test('each page forbids everything from elsewhere, and is kept by nobody', async () => {
  const { get } = openPages(database, viewer([]));
  const { headers } = await get('/');
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  );
  const others = ['x-content-type-options', 'referrer-policy', 'cache-control', 'strict-transport-security'];
  expect(others.map((name) => headers.get(name))).toEqual(['nosniff', 'same-origin', 'no-store', null]);
});

test('with https, browsers are told to stay with it', async () => {
  const app = dashboardApp(dashboardParts(database), doorFor(viewer([])), 'https://fettle.test');
  const { headers } = await app.request('/');
  expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
});

test('assets come with their type, and only once', async () => {
  const { get } = openPages(database, null);
  const first = await get('/assets/style.css');
  expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  const again = await get('/assets/style.css', { 'if-none-match': first.headers.get('etag') ?? '' });
  expect([again.status, await again.text()]).toEqual([304, '']);
  for (const path of ['/assets/none.css', '/assets/..%2fapp.ts', '/assets/%2e%2e/app.ts', '/assets/'])
    expect((await get(path)).status).not.toBe(200);
});

test('what a person can put right is said; what went wrong here is logged and not shown', async () => {
  const failing = (error: Error) =>
    openPages(database, viewer([]), { views: { list: () => Promise.reject(error) } as never }).get('/');
  const told = await failing(new UserError('That cursor is no cursor.'));
  expect([told.status, (await told.text()).includes('That cursor is no cursor.')]).toEqual([400, true]);
  const broken = await failing(new Error('password=hunter2'));
  expect([broken.status, (await broken.text()).includes('hunter2')]).toEqual([500, false]);
});

test('forms hold a few words, not megabytes', async () => {
  const response = await openPages(database, viewer([])).post('/sign-out', { words: 'x'.repeat(100_000) });
  expect(response.status).toBe(413);
});
