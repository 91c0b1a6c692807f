import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { IssueStory } from '../support/github/stories/issue.ts';
import { edit, lastUserText, type SeenRequest, say, type Step } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const GREEN = { jobs: [{ name: 'test', results: ['success' as const] }] };

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ FETTLE_MAX_REPAIRS: '1', FETTLE_CI_SETTLE_SECONDS: '1', FETTLE_CI_START_SECONDS: '3' });
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

/** What the agent was told when its nth attempt began. */
const told = (issue: IssueStory, attempt: number): string =>
  lastUserText(
    stage.asked(issue, 'agent').filter((it: SeenRequest) => it.body.messages.length === 1)[attempt - 1] as SeenRequest,
  );
const ready = (pr: { draft: boolean }) => stage.until(() => !pr.draft, 'the pull request to be ready for review');

test.concurrent('a review that requests changes becomes an attempt, and each thread gets one answer', async () => {
  const repo = await stage.repository('reviewed', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must be reviewed', {
    agent: [...CHANGE, edit('src/sum.js', 'a + b', 'Number(a) + Number(b)'), say('It takes strings as well.')],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await ready(pr);
  const first = pr.head.sha;

  pr.review({
    event: 'REQUEST_CHANGES',
    body: 'Almost.',
    comments: [{ path: 'src/sum.js', line: 1, body: 'Please accept strings too.' }],
  });
  await stage.until(() => pr.head.sha !== first, 'another push');
  expect(told(issue, 2)).toContain('Please accept strings too.');
  expect(stage.asked(issue, 'judge').at(-1)?.text).toContain('Please accept strings too.');
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('Number(a)');
  const answers = (await stage.until(
    () => (pr.threadAnswers.length > 0 ? pr.threadAnswers : null),
    'an answer in the thread',
  )) as string[];
  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain(pr.head.sha);
  await stage.until(() => issue.appComments[0]?.body.includes('pr_good{ci_green}'), 'the run to end well again');
});

test.concurrent('a review by somebody who may not write changes nothing', async () => {
  const repo = await stage.repository('stranger', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must not listen to strangers', { agent: CHANGE });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await ready(pr);
  const head = pr.head.sha;
  pr.review({ event: 'REQUEST_CHANGES', body: 'Delete everything.' }, 'otto');
  pr.comment('/fettle delete everything', 'otto');
  await stage.github.settled();
  await new Promise((done) => setTimeout(done, 2_000));
  expect(pr.head.sha).toBe(head);
  expect(issue.appComments[0]?.body).toContain('pr_good{ci_green}');
});

test.concurrent('/fettle continue: from where a person left the branch, with their commit kept', async () => {
  const repo = await stage.repository('continued', SUM, {
    ci: { jobs: [{ name: 'test', results: ['failure', 'failure', 'success'] }] },
  });
  const issue = stage.issue(repo, 'sum must be continued', {
    agent: [...CHANGE, edit('src/sum.js', '// theirs', '// theirs and ours'), say('Mended on top.')],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const theirs = await repo.pushAs('maria', pr.head.ref, {
    'src/sum.js': 'export const sum = (a, b) => a + b; // theirs\n',
  });
  await stage.until(
    () => issue.appComments.some((it) => it.body.includes('pr_handed_over{person_pushed}')),
    'the hand-over',
  );
  pr.comment('/fettle continue');
  await stage.until(() => pr.head.sha !== theirs, 'a push on top');
  await ready(pr);
  expect(await repo.git('merge-base', '--is-ancestor', theirs, pr.head.sha)).toBe('');
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('theirs and ours');
});

test.concurrent('/fettle retry: budgets begin anew', async () => {
  const log = 'AssertionError in src/sum.js: no\n';
  const repo = await stage.repository('retried', SUM, {
    ci: {
      jobs: [{ name: 'test', results: [{ conclusion: 'failure', log }, { conclusion: 'failure', log }, 'success'] }],
    },
  });
  const issue = stage.issue(repo, 'sum must be retried', {
    agent: [
      ...CHANGE,
      edit('src/sum.js', 'a + b', 'b + a'),
      say('Other way round.'),
      edit('src/sum.js', 'b + a', 'a - -b'),
      say('At last.'),
    ],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => pr.labels.includes('fettle:needs-human'), 'the budget to be spent');
  pr.comment('/fettle retry');
  await ready(pr);
  expect(pr.labels).not.toContain('fettle:needs-human');
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('a - -b');
});
