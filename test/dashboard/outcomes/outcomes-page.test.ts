import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { failureModes } from '../../../src/evals/online/after-merge.ts';
import { endedGroups } from '../../../src/evals/online/ended-runs.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { openPages, viewer } from '../../support/dashboard.ts';
import { tableRow, textOf } from './page-text.ts';
import { NOW, ran as ranIn, type Ran } from './ran.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await database.pool.query('DELETE FROM fettle.run');
});
afterAll(async () => await database.close());

const ran = async (of?: Ran): Promise<string> => await ranIn(database, of);

async function outcomes(path = '/outcomes', repos: string[] | null = ['acme/shop']): Promise<string> {
  const answer = await openPages(database, viewer(repos), { now: () => NOW }).get(path);
  expect(answer.status).toBe(200);
  return await answer.text();
}

test('before anything has run, the page says what will be there', async () => {
  await ran({ repo: 'other/hidden' });
  expect(textOf(await outcomes())).toContain('No run that you may see has begun yet.');
});

test('the funnel counts each stage, over what is in sight alone', async () => {
  await ran({ mergedAfter: 2, after: 'standing' });
  await ran({ mergedAfter: 2, after: 'reverted' });
  await ran({ mergedAfter: 6, daysAgo: 3 });
  await ran();
  await ran({ outcome: ['pr_ci_red', 'repairs_spent'] });
  await ran({ outcome: ['no_pr', 'judge_veto'] });
  await ran({ outcome: ['no_pr', 'infra'] });
  await ran({ outcome: ['pr_ci_red', 'infra'] });
  await ran({ outcome: null });
  await ran({ repo: 'other/hidden', mergedAfter: 1 });
  const page = await outcomes();
  expect(tableRow(page, 'Asked')).toEqual(['6', '']);
  expect(tableRow(page, 'Pull request')).toEqual(['5', '83 % (44 to 97)']);
  expect(tableRow(page, 'CI green')).toEqual(['4', '67 % (30 to 90)']);
  expect(tableRow(page, 'Merged')).toEqual(['3', '50 % (19 to 81)']);
  expect(tableRow(page, 'Still standing')).toEqual(['1', '17 % (3 to 56)']);
  expect(tableRow(page, 'FM1')).toEqual(['1 of 6', '17 % (3 to 56)']);
  expect(tableRow(page, 'FM2')).toEqual(['1 of 6', '17 % (3 to 56)']);
  expect(tableRow(page, 'FM3')).toEqual(['1 of 6', '17 % (3 to 56)']);
  expect(textOf(page)).toContain('50 % (9 to 91) still stand: 1 of 2. 1 merged more recently');
  expect(textOf(page)).toContain('Not counted: 1 under way, 2 cancelled, or stopped by infrastructure.');
  expect(page).not.toContain('other/hidden');
  const everything = await outcomes('/outcomes', null);
  expect(tableRow(everything, 'Asked')).toEqual(['7', '']);
  // The command for terminals counts by itself, in the database.
  const { n, fm1, fm2, fm3 } = failureModes(await endedGroups(database.pool, { since: null, experiment: null }));
  const shown = ['FM1', 'FM2', 'FM3'].map((mode) => tableRow(everything, mode)?.[0]);
  expect(shown).toEqual([fm1, fm2, fm3].map(({ count }) => `${count} of ${n}`));
});

test('vetoes, corrections, overrules and audits say how often the judge is wrong', async () => {
  const id = await ran({ verdicts: ['veto', 'approve'] });
  await ran({ verdicts: ['veto'], outcome: ['no_pr', 'judge_veto'] });
  await ran({ verdicts: ['approve'] });
  const say = async (kind: string, label: string, round: number | null) =>
    await database.pool.query(
      `INSERT INTO fettle.label (run_id, attempt, kind, label, by, why, round) VALUES ($1, 1, $2, $3, 'a', '', $4)`,
      [id, kind, label, round],
    );
  await say('overrule', 'good', null);
  for (const [round, verdict] of ['veto', 'approve'].entries())
    await database.pool.query(
      `INSERT INTO fettle.audit (run_id, attempt, round, drawn_at, covers_from, covers_until, seed, verdict, weight, place)
       VALUES ($1, 1, $2, now(), now(), now(), 1, $3, 1, 1)`,
      [id, round, verdict],
    );
  await say('audit', 'good', 0);
  await say('audit', 'bad', 1);
  const page = await outcomes();
  expect(tableRow(page, 'Vetoes')?.[0]).toBe('2 of 4');
  expect(tableRow(page, 'Vetoes corrected')?.[0]).toBe('1 of 2');
  expect(tableRow(page, 'Vetoes overruled')?.[0]).toBe('1 of 2');
  expect(tableRow(page, 'False vetoes, by audits')?.[1]).toMatch(/^100 % \(/);
  expect(tableRow(page, 'Misses, by audits')?.[1]).toMatch(/^100 % \(/);
});

test('what CI found after a check had passed here counts for that check', async () => {
  const id = await ran({ attempts: 2 });
  await ran();
  await database.pool.query(
    `INSERT INTO fettle.run_event (run_id, at, attempt, kind, text, data) VALUES ($1, now(), 1, 'escape', '', '{"passed": ["npm:<test>"]}')`,
    [id],
  );
  const page = await outcomes();
  expect(tableRow(page, 'npm:&lt;test&gt;')?.slice(0, 2)).toEqual(['1', '50 % (9 to 91)']);
});

test('attempts, time and money', async () => {
  await ran({ attempts: 1, mergedAfter: 2, after: 'standing' });
  await ran({ attempts: 3, mergedAfter: 6 });
  await ran({ attempts: 4, outcome: ['no_pr', 'budget'] });
  const page = await outcomes();
  expect(textOf(page)).toContain('Cost for each merged change $4.00');
  expect(textOf(page)).toContain('Cost for each change still standing $8.00');
  expect(textOf(page)).toContain('Time to merge, median 2.0 h (2 merged)');
  expect(textOf(page)).toContain('not before 10 are merged');
  expect(tableRow(page, '3')?.slice(0, 2)).toEqual(['1', '50 %']);
});

test('filters narrow everything, and what was changed since is seen', async () => {
  let clock = NOW;
  await ran({ repo: 'acme/shop', model: 'one', daysAgo: 100 });
  await ran({ repo: 'acme/till', model: 'two' });
  const pages = openPages(database, viewer(['acme/shop', 'acme/till']), { now: () => clock });
  const asked = async (search: string) => tableRow(await (await pages.get(`/outcomes${search}`)).text(), 'Asked')?.[0];
  expect(await asked('?period=all')).toBe('2');
  expect(await asked('?period=nonsense')).toBe('1');
  expect(await asked('?period=1y&repo=Acme/Shop')).toBe('1');
  expect(await asked('?period=all&model=two')).toBe('1');
  expect(await asked('?period=all&prompt=aaaaaaaaaaaa')).toBe('2');
  expect(await asked('?period=all&repo=other/hidden')).toBeUndefined();
  const id = await ran({ repo: 'acme/till' });
  await database.pool.query(`UPDATE fettle.run SET owner = 'gone' WHERE id = 'run-x'`);
  clock += 16_000;
  expect(await asked('?period=all')).toBe('3');
  await database.pool.query(`UPDATE fettle.run SET state = 'watching', outcome = NULL WHERE id = $1`, [id]);
  clock += 16_000;
  expect(await asked('?period=all')).toBe('2');
});
