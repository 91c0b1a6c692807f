import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Database } from '../../src/store/types.ts';
import { barriers, DESK, type Look, overflows, PHONE, TestBrowser } from '../support/browser.ts';
import { servePages, viewer } from '../support/dashboard.ts';
import { HOSTILE_TITLES, someRuns } from '../support/some-runs.ts';
import { freshDatabase } from '../store/fresh-database.ts';

let database: Database;
let browser: TestBrowser;
let site: Awaited<ReturnType<typeof servePages>>;
let hostile: Awaited<ReturnType<typeof servePages>>;
let empty: Awaited<ReturnType<typeof servePages>>;

beforeAll(async () => {
  database = await freshDatabase();
  browser = await TestBrowser.start();
  await someRuns(database);
  await someRuns(
    database,
    HOSTILE_TITLES.map((title) => ({ title, repo: 'evil/repo', by: '<b>eve</b>' })),
  );
  const all = ['acme/shop', 'acme/api', 'acme/reporting', 'acme/platform-infrastructure', 'acme/website'];
  site = await servePages(database, viewer(all));
  hostile = await servePages(database, viewer(['evil/repo']));
  empty = await servePages(database, viewer([]));
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site, hostile, empty].map((it) => it.close()));
  await database.close();
});
afterEach(() => {
  expect(browser.takeComplaints()).toEqual([]);
});

async function open(url: string, look: Look = {}): Promise<Page> {
  const page = await browser.page(look);
  await page.goto(url);
  return page;
}

const DARK: Look = { colours: 'dark' };
const ON_PHONE: Look = { size: PHONE };

test.each<[string, Look, () => string]>([
  ['runs', {}, () => site.url],
  ['runs-dark', DARK, () => site.url],
  ['runs-phone', ON_PHONE, () => site.url],
  ['runs-phone-dark', { ...ON_PHONE, ...DARK }, () => site.url],
  ['filtered', {}, () => `${site.url}/?q=invoice&needs=person&since=7d`],
  ['repositories', {}, () => `${site.url}/repositories`],
  ['repositories-phone-dark', { ...ON_PHONE, ...DARK }, () => `${site.url}/repositories`],
  ['hostile', {}, () => hostile.url],
  ['hostile-phone', ON_PHONE, () => hostile.url],
  ['nothing', DARK, () => empty.url],
  ['nothing-phone', ON_PHONE, () => empty.url],
])('%s can be read by everybody', async (name, look, url) => {
  const page = await open(url(), look);
  await browser.picture(page, name);
  expect(await barriers(page)).toEqual([]);
  expect(await overflows(page)).toBe(false);
  await page.context().close();
});

test('without scripts everything is there and the filters work', async () => {
  const page = await open(site.url, { scripts: false });
  await page.fill('input[name=q]', 'acme/api');
  await page.selectOption('select[name=state]', 'watching');
  await page.click('text=Show');
  expect(await page.locator('.row').count()).toBe(1);
  await page.context().close();
});

test('a page that is not there says so', async () => {
  const page = await open(`${site.url}/nowhere`, DARK);
  expect(browser.takeComplaints()).toEqual([expect.stringContaining('404')]);
  expect(await barriers(page)).toEqual([]);
  await page.context().close();
});

describe('keys', () => {
  test('j and k go from row to row, Enter opens one, / searches, ? tells them all', async () => {
    const page = await open(site.url);
    const focused = async () => await page.evaluate('document.activeElement.textContent.trim().slice(0, 20)');
    await page.keyboard.press('j');
    expect(await focused()).toBe('Totals are wrong whe');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await focused()).toBe('Upgrade zod to versi');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.name')).toBe('q');
    await page.keyboard.type('jk?/');
    expect(await page.inputValue('input[name=q]')).toBe('jk?/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.isVisible('dialog#keys')).toBe(true);
    expect(await barriers(page)).toEqual([]);
    await browser.picture(page, 'keys');
    await page.keyboard.press('Escape');
    expect(await page.isVisible('dialog#keys')).toBe(false);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/*');
    browser.takeComplaints();
    await page.context().close();
  });

  test('a search by keyboard alone finds a run, and Tab reaches everything', async () => {
    const page = await open(site.url, { size: DESK });
    await page.keyboard.press('/');
    await page.keyboard.type('invoice');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?q=invoice**');
    expect(await page.locator('.row').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.context().close();
  });
});

test('the way back from a filter is one click, and links keep what was searched for', async () => {
  const page = await open(`${site.url}/?q=acme%2Fapi`);
  expect(await page.locator('.row').count()).toBe(3);
  await page.click('text=Handed over >> nth=0');
  expect(new URL(page.url()).search).toBe('?q=acme%2Fapi&outcome=pr_handed_over');
  expect(await page.locator('.row').count()).toBe(1);
  await page.click('text=Clear');
  expect(await page.locator('.row').count()).toBe(13);
  await page.context().close();
});

test('nothing that somebody wrote runs, leads away or is taken for markup', async () => {
  const page = await open(hostile.url);
  expect(await page.title()).toBe('Runs · Fettle');
  expect(await page.locator('.row').count()).toBe(HOSTILE_TITLES.length);
  expect(await page.locator('main :is(script, img, b, svg[onload])').count()).toBe(0);
  const links = (await page.evaluate('[...document.links].map((link) => link.href)')) as string[];
  expect(links.filter((link) => !link.startsWith(hostile.url) && !link.startsWith('https://github.com/'))).toEqual([]);
  await page.context().close();
});
