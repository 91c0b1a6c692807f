import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/evals/statistics/random.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { barriers, type Look, overflows, PHONE, TestBrowser } from '../../support/browser.ts';
import { servePages, viewer } from '../../support/dashboard.ts';
import { NOW, ran } from './ran.ts';

let database: Database;
let browser: TestBrowser;
let site: Awaited<ReturnType<typeof servePages>>;
let empty: Awaited<ReturnType<typeof servePages>>;
const REPOS = ['acme/shop', 'acme/a-repository-with-a-rather-long-name', 'acme/till'];

beforeAll(async () => {
  database = await freshDatabase();
  browser = await TestBrowser.start();
  await aQuarter();
  site = await servePages(database, viewer(REPOS), { now: () => NOW });
  empty = await servePages(database, viewer([]), { now: () => NOW });
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site, empty].map((it) => it.close()));
  await database.close();
});
afterEach(() => expect(browser.takeComplaints()).toEqual([]));

/** Runs as a busy quarter has them. */
async function aQuarter(): Promise<void> {
  const random = seededRandom(5);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (let at = 0; at < 240; at += 1) {
    const lot = random();
    const merged = random() < 0.6;
    const attempts = pick([1, 1, 1, 2, 3]);
    await ran(database, {
      repo: pick([...REPOS, 'acme/shop']),
      daysAgo: random() * 88,
      model: pick(['model-large', 'model-small<b>']),
      prompt: pick(['a', 'c']),
      attempts,
      verdicts: pick([['approve'], ['approve'], ['veto', 'approve'], ['veto']]),
      outcome:
        lot < 0.2
          ? ['no_pr', pick(['judge_veto', 'gave_up', 'infra'])]
          : lot < 0.3
            ? ['pr_ci_red', 'repairs_spent']
            : lot < 0.38
              ? ['pr_handed_over', 'person_pushed']
              : ['pr_good', 'ci_green'],
      ...(attempts > 1 ? { escaped: pick([['npm:test'], ['npm:lint', 'npm:test'], ['go:vet']]) } : {}),
      ...(lot >= 0.38 && merged
        ? {
            mergedAfter: 1 + random() * 90,
            ...pick([{}, { after: 'standing' }, { after: 'standing' }, { after: 'reverted' }] as const),
          }
        : {}),
    });
  }
}

const DARK: Look = { colours: 'dark' };
const ON_PHONE: Look = { size: PHONE };

test.each<[string, Look, () => string]>([
  ['outcomes', {}, () => `${site.url}/outcomes`],
  ['outcomes-dark', DARK, () => `${site.url}/outcomes`],
  ['outcomes-phone', ON_PHONE, () => `${site.url}/outcomes`],
  ['outcomes-filtered', {}, () => `${site.url}/outcomes?period=1y&repo=acme/till&model=model-large`],
  ['outcomes-no-match', {}, () => `${site.url}/outcomes?repo=acme/none`],
  ['outcomes-nothing', DARK, () => `${empty.url}/outcomes`],
])('%s can be read by everybody', async (name, look, url) => {
  const page = await browser.page(look);
  await page.goto(url());
  for (const details of await page.locator('summary').all()) await details.click();
  await browser.picture(page, name);
  expect(await barriers(page)).toEqual([]);
  expect(await overflows(page)).toBe(false);
  await page.context().close();
});

test('a filter is chosen and sent without a script, and a name in a table leads to its figures', async () => {
  const page = await browser.page({ scripts: false });
  await page.goto(`${site.url}/outcomes`);
  await page.selectOption('select[name=period]', 'all');
  await page.selectOption('select[name=model]', 'model-small<b>');
  await page.click('text=Show');
  expect(new URL(page.url()).search).toBe('?period=all&repo=&model=model-small%3Cb%3E&prompt=');
  await page.click('section:has(#by-repository) a:has-text("acme/till")');
  expect(await page.inputValue('input[name=repo]')).toBe('acme/till');
  expect(await page.inputValue('select[name=model]')).toBe('model-small<b>');
  await page.context().close();
});
