import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Comment } from '../support/github/state/rows.ts';
import type { IssueStory } from '../support/github/stories/issue.ts';
import { askQuestion, edit, plan, read, say, type Step } from '../support/model/script.ts';
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

test.concurrent('a no ends it, and so does taking off the label that asked for it', async () => {
  const repo = await stage.repository('unwanted', SUM, { ci: GREEN });
  const denied = stage.issue(repo, 'sum need not add', { agent: [plan()] });
  denied.addLabel('fettle:plan');
  await planOn(denied);
  denied.comment('/fettle deny too much for now');
  expect(await stage.ended(denied, 'no_pr{cancelled}')).toContain('maria does not want this plan: too much for now');

  const dropped = stage.issue(repo, 'sum may stay as it is', { agent: [plan()] });
  dropped.addLabel('fettle:plan');
  await planOn(dropped);
  dropped.removeLabel('fettle:plan');
  expect(await stage.ended(dropped, 'no_pr{cancelled}')).toContain('The label fettle:plan was removed');
  expect(await repo.branches()).toEqual(['main']);
});

test.concurrent('without a word it ends after some days, naming what is missing', async () => {
  const repo = await stage.repository('unanswered', SUM, { ci: GREEN });
  const planned = stage.issue(repo, 'sum must add, if anybody cares', { agent: [plan()] });
  planned.addLabel('fettle:plan');
  await planOn(planned);
  const vague = stage.issue(repo, 'sum is bad', { agent: [askQuestion('In which way?')] });
  vague.addLabel('fettle');
  await stage.until(() => vague.appComments.some(({ body }) => body.includes('> In which way?')), 'the question');
  for (const [table, column] of [
    ['plan', 'posted_at'],
    ['request', 'asked_at'],
  ])
    await stage.query(
      `UPDATE fettle.${table} SET ${column} = ${column} - interval '15 days' WHERE run_id IN (SELECT id FROM fettle.run WHERE name = 'unanswered')`,
    );
  expect(await stage.ended(planned, 'no_pr{blocked}')).toContain('within 14 days (FETTLE_ANSWER_DAYS)');
  expect(await stage.ended(vague, 'no_pr{blocked}')).toContain('In which way?');
});

test('nothing is planned on hold, a plan outlives its worker, and its answer is found without a webhook', async () => {
  const repo = await stage.repository('interrupted', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, in the end', { agent: [read('src/sum.js'), plan(), ...CHANGE] });
  issue.addLabel('fettle:hold');
  issue.addLabel('fettle:plan');
  await stage.quiet();
  expect(stage.asked(issue, 'agent')).toEqual([]);
  issue.removeLabel('fettle:hold');
  await planOn(issue);
  await stage.killApp();
  issue.comment('/fettle go');
  await stage.startApp();
  await stage.pullRequest(repo);
  expect(stage.asked(issue, 'agent')).toHaveLength(4);
});

test('a worker that dies while it plans goes on with the next turn: one model call is lost', async () => {
  const repo = await stage.repository('killed', SUM, { ci: GREEN });
  const dies: Step = async () => {
    await stage.killApp();
    return say('nobody hears this');
  };
  const issue = stage.issue(repo, 'sum must add, with a second worker', {
    agent: [read('src/sum.js'), dies, plan(), ...CHANGE],
  });
  issue.addLabel('fettle:plan');
  await stage.until(() => stage.asked(issue, 'agent').length === 2 && stage.running('start').length === 0, 'the end');
  await stage.startApp();
  await planOn(issue);
  const last = JSON.stringify(stage.asked(issue, 'agent')[2]?.body.messages);
  expect(last).toContain('export const sum');
  issue.comment('/fettle go');
  await stage.pullRequest(repo);
  expect(stage.asked(issue, 'agent')).toHaveLength(5);
});
