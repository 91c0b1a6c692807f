import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { GitHubApp } from '../../../src/github/types.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { barriers, type Look, overflows, PHONE, TestBrowser } from '../../support/browser.ts';
import { servePages, viewer } from '../../support/dashboard.ts';
import { HOSTILE_TITLES } from '../../support/some-runs.ts';
import { toldRun } from '../../support/told-run.ts';

let database: Database;
let browser: TestBrowser;
let site: Awaited<ReturnType<typeof servePages>>;
let told: string;
let ended: string;
let hostile: string;

beforeAll(async () => {
  database = await freshDatabase();
  browser = await TestBrowser.start();
  const github = { for: () => ({ permission: async () => 'write' }) } as unknown as GitHubApp;
  site = await servePages(database, viewer(null, 'maria'), { github });
  told = await toldRun(database);
  const outcome = { kind: 'no_pr', reason: 'judge_veto', detail: 'src/zero.js: nobody asked for it' } as const;
  ended = await toldRun(database, { state: 'ended', outcome, repo: 'acme/other' });
  hostile = await toldRun(
    database,
    { title: HOSTILE_TITLES[0] ?? '', repo: 'evil/repo', by: '<b>eve</b>' },
    HOSTILE_TITLES.map((text) => ({
      runId: '',
      at: new Date(),
      attempt: 1,
      kind: 'tool',
      text,
      data: { output: text },
    })),
  );
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await database.close();
});
afterEach(() => {
  expect(browser.takeComplaints()).toEqual([]);
});

async function open(path: string, look: Look = {}): Promise<Page> {
  const page = await browser.page(look);
  await page.goto(site.url + path);
  return page;
}

const LOOKS: readonly [string, Look][] = [
  ['light', {}],
  ['dark', { colours: 'dark' }],
  ['phone', { size: PHONE }],
];

describe.each(LOOKS)('%s', (name, look) => {
  test.each([
    ['run', () => `/runs/${told}`],
    ['run-ended', () => `/runs/${ended}`],
    ['run-hostile', () => `/runs/${hostile}`],
    ['run-diff', () => `/runs/${told}/diff`],
    ['run-logs', () => `/runs/${told}/logs`],
    ['repository', () => '/repositories/acme/shop'],
  ])('%s can be read by everybody', async (what, path) => {
    const page = await open(path(), look);
    await page.evaluate("document.querySelectorAll('.line.bad details').forEach((it) => { it.open = true; })");
    await browser.picture(page, `${what}-${name}`);
    expect(await barriers(page)).toEqual([]);
    expect(await overflows(page)).toBe(false);
    await page.context().close();
  });
});

test('nothing that somebody wrote runs or is taken for markup', async () => {
  const page = await open(`/runs/${hostile}`);
  expect(await page.title()).not.toBe('taken over');
  expect(await page.locator('main :is(script, img, svg[onload], a[href^="javascript"])').count()).toBe(0);
  await page.context().close();
});

test('what happens in a run appears by itself, once, and its end changes what can be done', async () => {
  const id = await toldRun(database, { title: 'watched live', repo: 'acme/live' });
  const store = runStore(database);
  const page = await open(`/runs/${id}`);
  const lines = page.locator('.line');
  const before = await lines.count();
  const say = (attempt: number, kind: 'tool' | 'waiting' | 'attempt_started', text: string) =>
    store.addEvent({ runId: id, at: new Date(), attempt, kind, text });
  await say(2, 'tool', 'edits <b>src/sum.js</b>');
  await page.waitForSelector('text=edits <b>src/sum.js</b>');
  await say(3, 'attempt_started', 'Attempt 3: the agent repairs');
  await page.waitForSelector('h3:text-is("Attempt 3")');
  expect(await lines.count()).toBe(before + 2);
  expect(await page.locator('h3:text-is("Attempt 3") + ol > .line').count()).toBe(1);
  await store.updateAttempt(id, 2, {
    spent: { turns: 9, usage: { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 }, costUsd: 1.845, ms: 1 },
  });
  await say(3, 'tool', 'goes on');
  await page.waitForSelector('[data-live=cost]:text("$2.00")');

  await store.update(id, { state: 'ended', outcome: { kind: 'no_pr', reason: 'gave_up', detail: 'no idea' } });
  await page.waitForSelector('button:text("Try again")');
  expect(await page.locator('button:text("Cancel")').count()).toBe(0);
  expect(await page.textContent('#live')).toBe('The run has ended.');
  expect(await barriers(page)).toEqual([]);
  await page.context().close();
});
