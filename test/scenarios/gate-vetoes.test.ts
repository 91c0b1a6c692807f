import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { bash, edit, lastUserText, say, type SeenRequest, type Step, veto, write } from '../support/model/script.ts';
import { endsWithoutAnything } from '../support/endings.ts';
import { Stage } from '../support/stage.ts';
import { MORE_TESTS, SUM } from '../support/sum-project.ts';

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

const times = (n: number, step: Step): Step[] => Array.from({ length: n }, () => step);

test.concurrent('a judge that vetoes for ever', async () => {
  const repo = await stage.repository('vetoed', SUM);
  const more = (n: number) => [write(`src/extra-${n}.js`, 'export const extra = true;\n'), say('It adds now.')];
  const issue = stage.issue(repo, 'sum always takes away', {
    agent: [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.'), ...more(1), ...more(2), ...more(3)],
    judge: times(4, veto('nothing_else', 'src/sum.js', 'Nobody asked @otto for this. Closes #99.')),
  });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{judge_veto}');
  expect(comment).toContain('What the judge said');
  expect(comment).toContain('| nothing else | ❌ |');
  expect(comment).toContain('`src/sum.js` `@@ -1 +1 @@`');
  expect(comment).toContain('Nobody asked');
  expect(comment).not.toContain('@otto');
  expect(comment).not.toMatch(/#99/);
  expect(comment).toContain('`/fettle` followed by what you want');
  expect(stage.asked(issue, 'judge')).toHaveLength(4);
});

test.concurrent('an agent that keeps deleting the test', async () => {
  const repo = await stage.repository('deleted-test', { ...SUM, 'test/more.test.js': MORE_TESTS });
  const again = (n: number) => [write(`src/notes-${n}.js`, '// still thinking\n'), say('It is green now.')];
  const issue = stage.issue(repo, 'the suite fails', {
    agent: [bash('rm test/more.test.js'), say('It is green now.'), ...again(1), ...again(2), ...again(3)],
  });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{guard_veto}');
  expect(comment).toContain('**weakened_test** in `test/more.test.js`');
  expect(comment).toContain('Restore it');
  expect(stage.asked(issue, 'judge')).toEqual([]);
});

test.concurrent('a check that stays red', async () => {
  const repo = await stage.repository('stays-red', SUM);
  const again = (n: number) => [edit('src/sum.js', `a * ${n}`, `a * ${n + 1}`), say('Better now.')];
  const issue = stage.issue(repo, 'sum is not right', {
    agent: [
      edit('src/sum.js', 'a - b', 'a * 5'),
      write('test/more.test.js', MORE_TESTS),
      say('Better now.'),
      ...[5, 6, 7].flatMap(again),
    ],
  });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{verifier_red}');
  expect(comment).toContain('one and two are three');
  expect(comment).toContain('❌ failed');
});

test.concurrent('a change of a workflow, whatever the task says', async () => {
  const workflow = '.github/workflows/ci.yml';
  const repo = await stage.repository('workflow', { ...SUM, [workflow]: 'on: push\n' });
  const issue = stage.issue(repo, `please change ${workflow}`, {
    agent: [write(workflow, 'on: [push, pull_request]\n'), say('The workflow is faster now.')],
  });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{blocked}');
  expect(comment).toContain(`**protected_path** in \`${workflow}\``);
});

test.concurrent('a change that is too large for the limits of the repository', async () => {
  const settings = { '.github/fettle.yml': 'limits:\n  files: 2\n  bytes: 1000\n' };
  const repo = await stage.repository('too-large', { ...SUM, ...settings });
  const issue = stage.issue(repo, 'sum needs a table', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      bash('for i in 1 2 3; do head -c 400 /dev/zero | tr "\\0" a > src/table-$i.txt; done'),
      say('It adds now, from a table.'),
      bash('rm src/table-*.txt'),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/sum.js']);
  const feedback = lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest);
  expect(feedback).toContain('touches 4 files and the limit is 2');
  expect(feedback).toContain('adds 1239 bytes and the limit is 1000');
});

test.concurrent('a secret goes back to the agent and is repeated nowhere', async () => {
  const secret = ['ghp', 'a8Fk2LmQ9rT4vXz7BcD1eGh3JnP5sWy6UoIq'].join('_');
  const repo = await stage.repository('secret', SUM);
  const issue = stage.issue(repo, 'sum needs a token', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      bash(`echo "export const token = '${secret}';" > src/token.js && cat src/token.js`),
      say(`It adds now. The token is ${secret}.`),
      bash('rm src/token.js'),
      say(`It adds now. I took ${secret} out.`),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  expect(await pr.files()).toEqual(['src/sum.js']);
  const feedback = lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest);
  expect(feedback).toContain('secret src/token.js:1');
  const written = [
    ...issue.appComments.flatMap((it) => [it.body, ...it.history]),
    ...pr.appComments.map((it) => it.body),
    pr.title,
    pr.body,
    await repo.git('log', '-p', '--all'),
    stage.log,
  ];
  expect(written.filter((text) => JSON.stringify(text).includes(secret))).toEqual([]);
  expect(pr.body).toContain('It adds now.');
});
