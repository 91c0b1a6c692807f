import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Comment } from '../support/github/state/rows.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import { edit, plan, read, say, type Step } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const GREEN = { jobs: [{ name: 'test', results: ['success' as const] }] };
const BOX = '- [ ] Start with this plan <!-- fettle:go -->';

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_RECONCILE_SECONDS: '2' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

const planOn = (issue: IssueStory): Promise<Comment> =>
  stage.until(() => issue.appComments.find(({ body }) => body.includes(BOX)) as Comment, 'the plan');

test.concurrent('a plan is posted and nothing is changed until somebody who may write says go', async () => {
  const repo = await stage.repository('planned', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, as planned', { agent: [read('src/sum.js'), plan(), ...CHANGE] });
  issue.addLabel('fettle:plan');
  const posted = await planOn(issue);
  expect(posted.body).toContain('- `src/sum.js`: `sum` adds');
  expect(posted.body).toContain('there are no runs to compare with yet');
  expect(posted.body).toContain('`custom:shape`');
  issue.comment('/fettle go', 'otto');
  await stage.quiet();
  expect(await repo.branches()).toEqual(['main']);

  issue.comment('/fettle go');
  const pr = await stage.pullRequest(repo);
  expect(await pr.diff()).toContain('+export const sum = (a, b) => a + b;');
  expect(posted.body).toContain('`maria` started the run with it');
  const opening = JSON.stringify(stage.asked(issue, 'agent')[2]?.body.messages);
  expect(opening).toContain('plan agreed to by maria');
  expect(stage.asked(issue, 'judge')[0]?.text).toContain('Plan that maria agreed to');
});
