import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/store/types.ts';
import { barriers, PHONE, TestBrowser } from '../support/browser.ts';
import { servePages } from '../support/dashboard.ts';
import { type GitHubDouble, startGitHub } from '../support/github/github.ts';
import { signInAt } from '../support/sign-in.ts';
import { someRuns } from '../support/some-runs.ts';
import { freshDatabase } from '../store/fresh-database.ts';

let database: Database;
let github: GitHubDouble;
let browser: TestBrowser;
let site: Awaited<ReturnType<typeof servePages>>;

beforeAll(async () => {
  [database, github, browser] = await Promise.all([freshDatabase(), startGitHub(), TestBrowser.start()]);
  const shop = await github.repository('acme/shop');
  shop.setRole('otto', 'read');
  await github.repository('acme/api', { private: true });
  await someRuns(database);
  site = await servePages(database, (url) => signInAt(url, github, database));
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await Promise.all([database.close(), github.close()]);
});

test('in a real browser: to GitHub, back to what was asked for, and out again', async () => {
  const page = await browser.page({ size: PHONE });
  await page.goto(`${site.url}/?needs=person`);
  expect(await page.textContent('h1')).toBe('Sign in');
  expect(await barriers(page)).toEqual([]);
  await browser.picture(page, 'sign-in');
  await page.click('text=Sign in with GitHub');
  await page.click('text=otto');
  expect(page.url()).toBe(`${site.url}/?needs=person`);
  expect(await page.textContent('main')).toContain('Allow several currencies');
  await page.goto(site.url);
  expect(await page.textContent('main')).not.toContain('acme/api');
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'fettle');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  await page.click('text=Sign out');
  expect(page.url()).toBe(`${site.url}/sign-in`);
  expect((await page.context().cookies()).filter(({ name }) => name.startsWith('fettle'))).toEqual([]);
  await page.goBack();
  expect(await page.textContent('h1')).toBe('Sign in');
  expect(browser.complaints).toEqual([]);
  expect(github.unexpected).toEqual([]);
});
