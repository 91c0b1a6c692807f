import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GitHubApp } from '../../../src/github/types.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { openPages, type Pages, viewer } from '../../support/dashboard.ts';
import { HOSTILE_TITLES } from '../../support/some-runs.ts';
import { toldRun } from '../../support/told-run.ts';

let database: Database;
let id: string;
let maria: Pages;
let otto: Pages;
let woken = 0;
beforeAll(async () => {
  database = await freshDatabase();
  const permission = async (login: string) => (login === 'maria' ? 'write' : 'read');
  const github = { for: () => ({ permission }) } as unknown as GitHubApp;
  const onStored = () => {
    woken += 1;
  };
  maria = openPages(database, viewer(['acme/shop', 'acme/hostile', 'acme/long'], 'maria'), { github, onStored });
  otto = openPages(database, viewer(['acme/shop'], 'otto'), { github, onStored });
  id = await toldRun(database);
});
afterAll(async () => await database.close());

const read = async (pages: Pages, path: string) => await (await pages.get(path)).text();
const orders = async () =>
  (
    await database.pool.query<{ payload: unknown }>(
      "SELECT payload FROM fettle.delivery WHERE event = 'order' ORDER BY received_at",
    )
  ).rows.map(({ payload }) => payload);

test('the page tells where the run stands, what it cost, and all that happened, attempt by attempt', async () => {
  const page = await read(maria, `/runs/${id}`);
  for (const text of [
    '<h1><bdi>sum must add</bdi></h1>',
    'href="/repositories/acme/shop"',
    'https://github.com/acme/shop/pull/88',
    '$0.31</span> of $10.00',
    '<h3>Attempt 1</h3>',
    '<h3>Attempt 2</h3>',
    'npm:test: failed, 1 of 12 tests failed',
    'not ok 3 - adds',
    'an assertion was taken out',
    'nobody asked for it',
    'error: sum is not exported',
    'telemetry.example:443',
    'The agent asks for the tool <code>ruby</code>',
  ])
    expect(page).toContain(text);
  expect(page.indexOf('Judge: approves')).toBeLessThan(page.indexOf('<h3>Attempt 2</h3>'));
});

test('whoever may not see the repository is told what they are told of a run that is not there', async () => {
  const stranger = openPages(database, viewer(['acme/other'], 'eve'));
  for (const path of ['', '/diff', '/diff/1', '/logs', '/logs/1', '/logs/1/raw', '/events']) {
    const hidden = await stranger.get(`/runs/${id}${path}`);
    expect([path, hidden.status]).toEqual([path, 404]);
    expect(await hidden.text()).toBe(await read(stranger, `/runs/no-such-run${path}`));
  }
  expect((await stranger.post(`/runs/${id}/orders`, { what: 'cancel' })).status).toBe(404);
  expect(await orders()).toEqual([]);
});

test('buttons are for people who may write, and an order is stored as theirs', async () => {
  expect(await read(otto, `/runs/${id}`)).not.toContain('/orders');
  expect((await otto.post(`/runs/${id}/orders`, { what: 'cancel' })).status).toBe(403);
  expect((await maria.post(`/runs/${id}/orders`, { what: 'cancel', csrf: 'guessed' })).status).toBe(403);
  expect((await maria.post(`/runs/${id}/orders`, { what: 'delete' })).status).toBe(400);
  expect(await orders()).toEqual([]);

  expect(await read(maria, `/runs/${id}`)).toContain('>Hold</button>');
  const held = await maria.post(`/runs/${id}/orders`, { what: 'hold' });
  expect([held.status, held.headers.get('location')]).toEqual([303, `/runs/${id}?did=hold`]);
  await maria.post(`/runs/${id}/orders`, { what: 'answer', request: 'k1', verdict: 'deny', words: 'no' });
  const given = { kind: 'ordered', id: expect.any(String), runId: id, by: 'maria' };
  expect(await orders()).toEqual([
    { ...given, order: { what: 'hold' } },
    { ...given, order: { what: 'answer', request: 'k1', verdict: 'deny', words: 'no' } },
  ]);
  expect(woken).toBe(2);
  expect(await read(maria, `/runs/${id}?did=hold`)).toContain('The run is being held.');
});

test('where GitHub does not answer the page is there, without buttons', async () => {
  const silent = { for: () => ({ permission: () => Promise.reject(new Error('502')) }) } as unknown as GitHubApp;
  const page = await read(openPages(database, viewer(null, 'maria'), { github: silent }), `/runs/${id}`);
  expect(page).toContain('GitHub did not say in time');
  expect(page).not.toContain('/orders');
});

test('what somebody wrote is text everywhere, whatever it holds', async () => {
  const [title = ''] = HOSTILE_TITLES;
  const event = { runId: '', at: new Date(), attempt: 1 };
  const hostile = await toldRun(database, { title, by: title, repo: 'acme/hostile' }, [
    { ...event, kind: 'tool', text: title, data: { output: title } },
    { ...event, kind: 'repair', text: title, data: [{ title, body: title }] },
    { ...event, kind: 'verify', text: title, data: { check: title, command: title, result: 'failed', detail: title } },
    { ...event, kind: 'gate_guards', text: title, data: [{ rule: title, file: title, why: title }] },
  ]);
  for (const path of ['', '/diff', '/logs'])
    expect(await read(maria, `/runs/${hostile}${path}`)).not.toMatch(/<script>|<img/);
});

test('a long timeline is shown page by page, the newest first', async () => {
  const long = await toldRun(database, { title: 'long', repo: 'acme/long' });
  await database.pool.query(
    `INSERT INTO fettle.run_event (run_id, at, attempt, kind, text)
     SELECT $1, now(), 2, 'tool', 'step ' || n FROM generate_series(1, 10000) n`,
    [long],
  );
  const newest = await read(maria, `/runs/${long}`);
  expect(newest.match(/<li id="line-/g)).toHaveLength(300);
  expect(newest).toContain('step 10000<');
  expect(newest).toContain('step 9701<');
  expect(newest).not.toContain('step 9700<');
  const [, before = ''] = /\?before=(\d+)/.exec(newest) ?? [];
  const earlier = await read(maria, `/runs/${long}?before=${before}`);
  expect(earlier).toContain('step 9700<');
  expect(earlier).not.toContain('step 9701<');
  expect(earlier).toContain('data-follow="no"');
});

test('the diff shows each file with its lines on both sides', async () => {
  const page = await read(maria, `/runs/${id}/diff`);
  expect(page).toContain('Change of attempt 1');
  expect(page).toContain('<td class="n">2</td><td class="n"></td><td class="mark">-</td>');
  expect(page).toContain('<td class="n"></td><td class="n">3</td><td class="mark">+</td>');
  expect(page).toContain('export const sum = (a, b) =&gt; a + b;');
  expect(await read(maria, `/runs/${id}/diff/2`)).toContain('Nothing was changed yet.');
});

test('a raw log is shown without colour codes, and downloaded as plain text that nobody takes for a page', async () => {
  const [log] = await runStore(database).rawLogs(id);
  const page = await read(maria, `/runs/${id}/logs/${log?.id ?? ''}`);
  expect(page).toContain('&gt; node --test\nnot ok 3 - adds\n&lt;script&gt;');
  const raw = await maria.get(`/runs/${id}/logs/${log?.id ?? ''}/raw`);
  expect(raw.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(raw.headers.get('x-content-type-options')).toBe('nosniff');
  expect(raw.headers.get('content-disposition')).toMatch(/^attachment; filename="npm-test-\d+\.log"$/);
  expect(await raw.text()).toContain('\u001b[31mnot ok 3');
  expect((await maria.get(`/runs/${id}/logs/0`)).status).toBe(404);
});

test('a plan that waits is shown with the way to agree to it, and afterwards who did', async () => {
  const store = runStore(database);
  const planned = await toldRun(database, { title: 'planned', repo: 'acme/long', state: 'working' });
  await database.pool.query('UPDATE fettle.run SET state = $2 WHERE id = $1', [planned, 'working']);
  await store.beginPlan(planned, 'label');
  await store.planPosted(planned, '**What will change**\n<b>src/sum.js</b>', 7);
  const waits = await read(maria, `/runs/${planned}`);
  expect(waits).toContain('Shall the work begin with this plan?');
  expect(waits).toContain('&lt;b&gt;src/sum.js&lt;/b&gt;');
  expect(waits).toContain('name="request" value="plan"');
  const by = { by: 'maria', how: 'go', words: '', commentId: null, at: new Date().toISOString() } as const;
  await store.agree(planned, { text: 'the plan', ...by });
  const agreed = await read(maria, `/runs/${planned}`);
  expect(agreed).not.toContain('Shall the work begin');
  expect(agreed).toContain('Agreed to by maria.');
});

test('pages that are loaded again and again do not ask GitHub each time, an order does', async () => {
  let asked = 0;
  let now = Date.now();
  const permission = async () => {
    asked += 1;
    return 'write';
  };
  const github = { for: () => ({ permission }) } as unknown as GitHubApp;
  const pages = openPages(database, viewer(null, 'maria'), { github, now: () => now });
  for (let n = 0; n < 5; n += 1) await read(pages, `/runs/${id}`);
  expect(asked).toBe(1);
  await pages.post(`/runs/${id}/orders`, { what: 'release' });
  expect(asked).toBe(2);
  now += 31_000;
  await read(pages, `/runs/${id}`);
  expect(asked).toBe(3);
});

test("the agent's own words are shown without credentials", async () => {
  const store = runStore(database);
  const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
  const said = await toldRun(database, { title: 'said', repo: 'acme/said' });
  await store.updateAttempt(said, 1, { summary: `It adds now. I used ${token}.` });
  await store.addRequest(said, 'k2', { kind: 'secret', name: 'token', why: `like ${token}` }, null);
  const page = await read(openPages(database, viewer(null, 'maria'), { github: maria.parts.github }), `/runs/${said}`);
  expect(page).toContain('It adds now.');
  expect(page).not.toContain(token);
});

test('what people have merged is not tried again', async () => {
  const outcome = { kind: 'pr_closed', reason: 'merged', detail: 'by maria' } as const;
  const merged = await toldRun(database, { title: 'merged', repo: 'acme/merged', state: 'ended', outcome });
  const page = await read(
    openPages(database, viewer(null, 'maria'), { github: maria.parts.github }),
    `/runs/${merged}`,
  );
  expect(page).toContain('The pull request was merged.');
  expect(page).not.toContain('/orders');
});
