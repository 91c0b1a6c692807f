import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../../src/store/types.ts';
import { verifiedStore } from '../../../src/store/verified-store.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { openPages, viewer } from '../../support/dashboard.ts';
import { someRuns } from '../../support/some-runs.ts';
import { toldRun } from '../../support/told-run.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => await database.close());

test('a repository is shown with its runs, how they end, what they cost, its checks and what is flaky', async () => {
  const merged = { state: 'ended', outcome: { kind: 'pr_closed', reason: 'merged', detail: '' } } as const;
  await someRuns(database, [
    { title: 'merged one', repo: 'Acme/Shop', costUsd: 3, ...merged },
    { title: '<b>merged two</b>', repo: 'Acme/Shop', costUsd: 1, ...merged },
  ]);
  await toldRun(database, { title: 'at work', repo: 'Acme/Shop', costUsd: 0.5 });
  await toldRun(database, { title: 'elsewhere', repo: 'acme/other' });
  await verifiedStore(database)
    .of('Acme/Shop flaky checks')
    .set('github-actions/e2e', { sha: 'f'.repeat(40) });

  const pages = openPages(database, viewer(['acme/shop']));
  const page = await (await pages.get('/repositories/acme/SHOP')).text();
  expect(page).toContain('<h1>Acme/Shop</h1>');
  expect(page).toMatch(/3 runs, 1 open/);
  expect(page).toContain('$4.50, $2.25 a merged change');
  expect(page).toContain('merged one');
  expect(page).toContain('&lt;b&gt;merged two');
  expect(page).not.toContain('elsewhere');
  expect(page).toMatch(/Merged<\/span>.*?<td class="number">2<\/td>.*?66\.7 %.*?\$2\.00/s);
  expect(page).toMatch(/npm:test<\/th><td class="number">1<\/td>.*?4 s/s);
  expect(page).toContain('<code>npm test</code>');
  expect(page).toContain('github-actions/e2e');
});

test('one that may not be seen looks like one that is not there', async () => {
  await toldRun(database, { title: 'secret', repo: 'acme/secret' });
  const pages = openPages(database, viewer(['acme/shop']));
  const hidden = await pages.get('/repositories/acme/secret');
  expect(hidden.status).toBe(404);
  expect(await hidden.text()).toBe(await (await pages.get('/repositories/acme/none')).text());
});
