import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Comment } from '../support/github/state/rows.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import { askQuestion, cannotDo, edit, plan, read, say, type Step } from '../support/model/script.ts';
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
  // Other stories of this owner may have ended by now.
  expect(posted.body).toMatch(/there are no runs to compare with yet|as the only earlier run|over the last \d+ runs/);
  expect(posted.body).toContain('`custom:shape`');
  const waiting = "SELECT needs_person AS waits FROM fettle.run_fact WHERE repo = 'acme/planned'";
  expect(await stage.query(waiting)).toEqual([{ waits: true }]);
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

test.concurrent('an edit of the plan starts the run with the text that stands there then', async () => {
  const repo = await stage.repository('edited', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, as edited', { agent: [plan(), ...CHANGE] });
  issue.addLabel('fettle:plan');
  const posted = await planOn(issue);
  const theirs = posted.body.replace('`sum` adds', '`sum` adds, and its name stays');
  issue.editComment(posted, theirs, 'otto');
  await stage.until(() => posted.body.includes('What `otto` did here was undone'), 'the edit to be undone');
  expect(posted.body).not.toContain('its name stays');

  issue.editComment(posted, theirs);
  await stage.pullRequest(repo);
  expect(posted.body).toContain('`maria` edited it and so started the run');
  expect(JSON.stringify(stage.asked(issue, 'agent')[1]?.body.messages)).toContain('its name stays');
});

test.concurrent('a tick starts it, and an answer goes in with the plan', async () => {
  const repo = await stage.repository(
    'answered',
    { ...SUM, '.github/fettle.yml': `${SUM['.github/fettle.yml']}plan: always\n` },
    { ci: GREEN },
  );
  const ticked = stage.issue(repo, 'sum must add, once ticked', { agent: [plan(), cannotDo('it adds already')] });
  ticked.addLabel('fettle');
  const box = await planOn(ticked);
  ticked.editComment(box, box.body.replace('[ ] Start', '[x] Start'));
  await stage.ended(ticked, 'no_pr{escalated}');

  const unclear = { unclear: ['Whether strings count. I assume that they do not.'] };
  const issue = stage.issue(repo, 'sum must add, once answered', { agent: [plan(unclear), ...CHANGE] });
  issue.addLabel('fettle');
  expect((await planOn(issue)).body).toContain('- Whether strings count. I assume that they do not.');
  issue.comment('/fettle strings are none of its business');
  await stage.pullRequest(repo);
  expect(JSON.stringify(stage.asked(issue, 'agent')[1]?.body.messages)).toContain('strings are none of its business');
  expect(stage.asked(issue, 'judge')[0]?.text).toContain('What maria said to the plan');
});

test.concurrent('a task that is too vague gets one question, and is done with its answer', async () => {
  const repo = await stage.repository('vague', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum is wrong', {
    agent: [askQuestion('Shall it add or multiply?'), askQuestion('And in which file?'), ...CHANGE],
  });
  issue.addLabel('fettle');
  const asked = await stage.until(
    () => issue.appComments.find(({ body }) => body.includes('One question before Fettle goes on')) as Comment,
    'the question',
  );
  expect(asked.body).toContain('> Shall it add or multiply?');
  issue.comment('/fettle it adds');
  await stage.pullRequest(repo);
  expect(asked.body).toContain('Answered by `maria`');
  const [, told, again] = stage.asked(issue, 'agent').map(({ body }) => JSON.stringify(body.messages.at(-1)));
  expect(told).toContain('it adds');
  expect(again).toContain('there is no second one');
  expect(stage.asked(issue, 'judge')[0]?.text).toContain('Answer by maria');
});
