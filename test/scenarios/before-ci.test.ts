import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { IssueStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import { edit, say, type Step } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const GREEN = { jobs: [{ name: 'test', results: ['success' as const] }] };
const QUESTION = 'Shall it be pushed?';

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

/** An issue that `by` wrote, and a maintainer labelled. */
function labelled(repo: RepositoryStory, title: string, by: string) {
  const issue = stage.issue(repo, title, { agent: CHANGE }, 'Please.', [], by);
  issue.addLabel('fettle');
  return issue;
}
const questionOn = (issue: IssueStory) =>
  stage.until(() => issue.appComments.find(({ body }) => body.includes(QUESTION))?.body, 'the question');

test.concurrent("an outsider's issue: the patch is shown, and pushed when a person who may write says so", async () => {
  const repo = await stage.repository('outsiders-issue', SUM, { ci: GREEN });
  const issue = labelled(repo, 'sum must add, says otto', 'otto');
  const asked = await questionOn(issue);
  expect(asked).toContain('written by otto');
  expect(asked).toContain('+export const sum = (a, b) => a + b;');
  expect(await repo.branches()).toEqual(['main']);

  issue.comment('/fettle push', 'otto');
  await stage.github.settled();
  await new Promise((done) => setTimeout(done, 2_000));
  expect(await repo.branches()).toEqual(['main']);

  issue.comment('/fettle push');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  expect(issue.appComments.filter(({ body }) => body.includes(QUESTION))).toHaveLength(1);
  expect(stage.asked(issue, 'judge')).toHaveLength(1);
});

test.concurrent('a word that was said before the patch was shown does not count', async () => {
  const repo = await stage.repository('too-early', SUM, { ci: GREEN });
  const issue = stage.issue(repo, 'sum must add, early', { agent: CHANGE }, 'Please.', [], 'otto');
  issue.comment('/fettle push');
  issue.addLabel('fettle');
  await questionOn(issue);
  await new Promise((done) => setTimeout(done, 3_000));
  expect(await repo.branches()).toEqual(['main']);
});

test.concurrent("a maintainer's issue is pushed at once, unless the repository wants to be asked", async () => {
  const repo = await stage.repository('insiders-issue', SUM, { ci: GREEN });
  const issue = labelled(repo, 'sum must add, says maria', 'maria');
  await stage.pullRequest(repo);
  expect(issue.appComments.some(({ body }) => body.includes(QUESTION))).toBe(false);

  const strict = { ...SUM, '.github/fettle.yml': `${SUM['.github/fettle.yml']}ci: ask\n` };
  const careful = await stage.repository('careful', strict, { ci: GREEN });
  const other = labelled(careful, 'sum must add, with care', 'maria');
  expect(await questionOn(other)).toContain('settings of this repository');
  other.comment('/fettle push');
  await stage.pullRequest(careful);
});

test.concurrent('an answer whose webhook was lost is found', async () => {
  const repo = await stage.repository('parked', SUM, { ci: GREEN });
  const issue = labelled(repo, 'sum must add, in the end', 'otto');
  await questionOn(issue);
  stage.github.loseWebhooks(
    ({ event, payload }) =>
      event === 'issue_comment' && (payload as { repository: { name: string } }).repository.name === 'parked',
  );
  issue.comment('/fettle push');
  await stage.pullRequest(repo);
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
});

test.concurrent('taking the label off ends a parked run', async () => {
  const repo = await stage.repository('dropped', SUM, { ci: GREEN });
  const issue = labelled(repo, 'sum need not add', 'otto');
  await questionOn(issue);
  issue.removeLabel('fettle');
  await stage.until(() => issue.appComments.some(({ body }) => body.includes('no_pr{cancelled}')), 'the end');
  expect(await repo.branches()).toEqual(['main']);
});

test.concurrent('who asked and may not write any more by then gets nothing pushed', async () => {
  const strict = { ...SUM, '.github/fettle.yml': `${SUM['.github/fettle.yml']}ci: ask\n` };
  const repo = await stage.repository('left-the-team', strict, { ci: GREEN });
  const issue = labelled(repo, 'sum must add, says who leaves', 'maria');
  await questionOn(issue);
  repo.setRole('nora', 'write');
  repo.setRole('maria', 'read');
  issue.comment('/fettle push', 'nora');
  const said = await stage.until(
    () => issue.appComments.find(({ body }) => body.includes('no_pr{cancelled}'))?.body,
    'the end',
  );
  expect(said).toContain('maria asked for this and may not write');
  expect(await repo.branches()).toEqual(['main']);
});
