import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { approve, edit, say, type Step, veto, write } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

const SUM = {
  '.github/fettle.yml': 'verifiers: [{ name: shape, run: "grep -q \'export const sum\' src/sum.js" }]\n',
  'src/sum.js': 'export const sum = (a, b) => a - b;\n',
};
const CHANGE: Step[] = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];
const VETO = veto('nothing_else', 'src/extra-1.js', 'Nobody asked for it.');
const more = (n: number): Step[] => [write(`src/extra-${n}.js`, 'export const extra = 1;\n'), say('Repaired.')];

jest.setTimeout(600_000);
let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(async () => {
  const { surprises } = stage;
  await stage.close();
  expect(surprises).toEqual([]);
});

test.concurrent('a repair that the judge vetoed is pushed when a maintainer overrules it on the pull request', async () => {
  const repo = await stage.repository('repair-vetoed', SUM, {
    ci: { jobs: [{ name: 'test', results: ['failure', 'success'] }] },
  });
  const issue = stage.issue(repo, 'sum must add, and its repair is vetoed', {
    agent: [...CHANGE, ...more(1), ...more(2), ...more(3), ...more(4)],
    judge: [approve(), VETO, VETO, VETO, VETO],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  const ended = await stage.until(
    () => pr.appComments.findLast(({ body }) => body.includes('pr_ci_red{gate}'))?.body,
    'the end',
  );
  expect(ended).toContain('`/fettle overrule` followed by why');
  const first = pr.head.sha;

  pr.comment('/fettle overrule Those files are the repair.', 'maria');
  await stage.until(() => pr.head.sha !== first, 'the repair to be pushed');
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  expect(await pr.files()).toEqual([1, 2, 3, 4].map((n) => `src/extra-${n}.js`).concat('src/sum.js'));
  expect(pr.body).toContain('`maria` **overruled the judge**');
});

test.concurrent("a person's commit is never pushed over by what they overrule", async () => {
  const repo = await stage.repository('theirs-now', SUM, { ci: { jobs: [{ name: 'test', results: ['failure'] }] } });
  const issue = stage.issue(repo, 'sum must add, and somebody goes on', {
    agent: [...CHANGE, ...more(1), ...more(2), ...more(3), ...more(4)],
    judge: [approve(), VETO, VETO, VETO, VETO],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => pr.appComments.some(({ body }) => body.includes('pr_ci_red{gate}')), 'the end');
  const theirs = await repo.pushAs('maria', pr.head.ref, { 'notes.txt': 'mine\n' });
  pr.comment('/fettle overrule Those files are the repair.', 'maria');
  await stage.until(() => pr.appComments.some(({ body }) => body.includes('person_pushed')), 'the branch to be theirs');
  expect(await repo.branches()).toContain(pr.head.ref);
  expect(pr.head.sha).toBe(theirs);
});

test.concurrent('to overrule an approval says that the change is bad, and changes nothing else', async () => {
  const repo = await stage.repository('approved-wrongly', SUM, {
    ci: { jobs: [{ name: 'test', results: ['success'] }] },
  });
  const issue = stage.issue(repo, 'sum must add, and was approved', { agent: CHANGE, judge: [approve()] });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready');
  pr.comment('/fettle overrule It overflows.', 'maria');
  const labels = () =>
    stage.query<{ label: string }>(
      `SELECT l.label FROM fettle.label l JOIN fettle.run r ON r.id = l.run_id WHERE r.name = 'approved-wrongly'`,
    );
  await stage.until(async () => (await labels()).length > 0, 'the label');
  expect(await labels()).toEqual([{ label: 'bad' }]);
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
});
