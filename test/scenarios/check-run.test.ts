import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { edit, say, write } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';
import { MORE_TESTS, SUM } from '../support/sum-project.ts';

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_URL: 'https://fettle.example/', FETTLE_MAX_REPAIRS: '0' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

const FIX = [
  edit('src/sum.js', 'a - b', 'a + b'),
  write('test/more.test.js', MORE_TESTS),
  say('sum adds now. It is tested. I left the rest alone.'),
];
const ours = (repo: Awaited<ReturnType<Stage['repository']>>, sha: string) =>
  repo.checks(sha).filter((it) => it.name === 'fettle');

test.concurrent('the head commit carries what the pull request says, and how CI came out', async () => {
  const repo = await stage.repository('checked', SUM);
  const issue = stage.issue(repo, 'sum of a checked project', { agent: FIX });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  await stage.until(() => ours(repo, pr.head.sha)[0]?.output.title?.includes('CI is green'), 'the end of the check');

  const [check] = ours(repo, pr.head.sha);
  const [run] = await stage.query<{ id: string }>(`SELECT id FROM fettle.run WHERE name = 'checked'`);
  expect(ours(repo, pr.head.sha)).toHaveLength(1);
  expect(check).toMatchObject({ conclusion: 'success', detailsUrl: `https://fettle.example/runs/${run?.id}` });
  expect(check?.output.summary).toMatch(/\*\*1 of 1 check passed · judge approves · \$\d/);
  expect(check?.output.summary).toContain('> sum adds now. It is tested.\n');
  expect(pr.body).toContain(`(https://fettle.example/runs/${run?.id})`);
});

test.concurrent('a red CI that is not repaired leaves it neutral, for CI says red itself', async () => {
  const ci = { jobs: [{ name: 'docs', run: 'test -f docs.md' }] };
  const repo = await stage.repository('checked-red', SUM, { ci });
  const issue = stage.issue(repo, 'sum with a red CI', { agent: FIX });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => ours(repo, pr.head.sha)[0]?.conclusion === 'neutral', 'the end of the check');
  expect(ours(repo, pr.head.sha)[0]?.output.summary).toContain('`pr_ci_red{');
});
