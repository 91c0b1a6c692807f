import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { IssueStory } from '../support/github/stories/issue.ts';
import type { RepositoryStory } from '../support/github/stories/repository.ts';
import { bash, edit, say, type Step } from '../support/model/script.ts';
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
  stage.until(() => issue.appComments.find(({ body }) => body.includes(QUESTION))?.body as string, 'the question');

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

/** So many lines that no comment holds them; the last one tells whether all was shown. */
const lines = (count: number) =>
  `for n in $(seq ${count}); do echo "line $n of a text that goes on and on"; done > long.txt; echo THE-END >> long.txt`;

test.concurrent('a patch too long for a comment is shown whole in several, and only then is it asked', async () => {
  const repo = await stage.repository('long-patch', SUM, { ci: GREEN });
  const agent = [bash(lines(2500)), ...CHANGE];
  const issue = stage.issue(repo, 'sum must add, with long.txt', { agent }, 'Please add long.txt.', [], 'otto');
  issue.addLabel('fettle');
  const asked = await questionOn(issue);
  expect(asked).toContain('stands in the 2 comments before this one');
  const bodies = issue.appComments.map(({ body }) => body);
  const parts = bodies.filter((body) => body.includes('fettle:push-part='));
  expect(parts.map((body) => /part \d of \d/.exec(body)?.[0])).toEqual(['part 1 of 2', 'part 2 of 2']);
  expect(bodies.indexOf(asked)).toBeGreaterThan(bodies.indexOf(parts[1] ?? ''));
  const shown = parts.join('\n');
  expect(shown.match(/^\+line \d+ of a text/gm)).toHaveLength(2500);
  expect(shown).toContain('+THE-END');
  issue.comment('/fettle push');
  await stage.pullRequest(repo);
});

test.concurrent('nobody is asked to agree to a change that can not be shown whole', async () => {
  const repo = await stage.repository('endless-patch', SUM, { ci: GREEN });
  const agent = [bash(lines(5500)), ...CHANGE];
  const issue = stage.issue(repo, 'sum must add, with an endless long.txt', { agent }, 'Add long.txt.', [], 'otto');
  issue.addLabel('fettle');
  const said = await stage.ended(issue, 'no_pr{blocked}');
  expect(said).toContain('too long to be shown whole');
  expect(issue.appComments.some(({ body }) => body.includes(QUESTION))).toBe(false);
  expect(await repo.branches()).toEqual(['main']);
});

test.concurrent('a no ends it, and is heard from people who may write alone', async () => {
  const repo = await stage.repository('unwanted', SUM, { ci: GREEN });
  const issue = labelled(repo, 'sum must not be pushed', 'otto');
  await questionOn(issue);
  issue.comment('/fettle deny it reads too much', 'otto');
  await stage.quiet();
  expect(issue.appComments.some(({ body }) => body.includes('no_pr{cancelled}'))).toBe(false);
  issue.comment('/fettle deny it reads too much');
  expect(await stage.ended(issue, 'no_pr{cancelled}')).toContain('maria does not want it pushed: it reads too much');
  expect(await repo.branches()).toEqual(['main']);
});

test.concurrent('without an answer it is dropped after some days, with its patch', async () => {
  const repo = await stage.repository('unanswered', SUM, { ci: GREEN });
  const issue = labelled(repo, 'sum must add, some day', 'otto');
  await questionOn(issue);
  await stage.query(
    `UPDATE fettle.question SET asked_at = asked_at - interval '15 days' WHERE run_id IN (SELECT id FROM fettle.run WHERE name = 'unanswered') RETURNING 1`,
  );
  issue.comment('/fettle push', 'otto');
  const said = await stage.ended(issue, 'no_pr{blocked}');
  expect(said).toContain('within 14 days (FETTLE_ANSWER_DAYS)');
  expect(said).toContain('+export const sum = (a, b) => a + b;');
});

test.concurrent('who asked and may not write any more by then gets nothing pushed', async () => {
  const strict = { ...SUM, '.github/fettle.yml': `${SUM['.github/fettle.yml']}ci: ask\n` };
  const repo = await stage.repository('left-the-team', strict, { ci: GREEN });
  const issue = labelled(repo, 'sum must add, says who leaves', 'maria');
  await questionOn(issue);
  repo.setRole('nora', 'write');
  repo.setRole('maria', 'read');
  issue.comment('/fettle push', 'nora');
  // The status comment is edited first; the other one says why.
  expect(await stage.ended(issue, 'maria asked for this and may not write')).toContain('no_pr{cancelled}');
  expect(await repo.branches()).toEqual(['main']);
});
