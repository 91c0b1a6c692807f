import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import {
  bash,
  brokenCall,
  cut,
  edit,
  lastUserText,
  nonsense,
  type SeenRequest,
  say,
  status,
  verify,
  veto,
  write,
} from '../support/model/script.ts';
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

const NOISY = `import { test } from 'node:test';

test('talks a lot', () => {
  for (let i = 0; i < 400; i += 1) console.log('request ' + i + ' was served in ' + i + ' ms');
});
`;

test.concurrent('a red check goes back to the agent, distilled, until it is green', async () => {
  const repo = await stage.repository('red-then-green', { ...SUM, 'test/noisy.test.js': NOISY });
  const issue = stage.issue(repo, 'one and two must make three', {
    agent: [
      write('test/more.test.js', MORE_TESTS),
      edit('src/sum.js', 'a - b', 'a * b'),
      verify(),
      say('It multiplies now.'), // although verify was red
      edit('src/sum.js', 'a * b', 'a + b'),
      verify(),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('a + b');
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('1');

  const told = stage.asked(issue, 'agent').map(lastUserText);
  expect(told).toHaveLength(7);
  for (const red of [told[3], told[4]]) {
    expect(red).toContain('npm:test: FAILED: 1 of 3 tests failed');
    expect(red).toContain('one and two are three');
    expect(red).toContain('test/more.test.js:5');
    expect(red).toMatch(/2 !== 3|expected: 3/);
    expect(red).not.toContain('was served in');
    expect(red?.length).toBeLessThan(2_000);
  }
  expect(told[6]).toContain('npm:test: passed');
  // The judge is asked once: only when there is something to judge.
  expect(stage.asked(issue, 'judge')).toHaveLength(1);
});

test.concurrent('a test that is red on base, and is the task, stays open until it is green', async () => {
  const repo = await stage.repository('red-on-base', { ...SUM, 'test/sum.test.js': MORE_TESTS });
  const issue = stage.issue(repo, 'make the suite green', {
    agent: [
      edit('src/sum.js', 'a - b', 'a * b'),
      say('It multiplies now.'),
      edit('src/sum.js', 'a * b', 'a + b'),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('a + b');
  const feedback = lastUserText(stage.asked(issue, 'agent')[2] as SeenRequest);
  expect(feedback).toContain('red before the change too');
  expect(feedback).toContain('one and two are three');
});

test.concurrent('what the judge vetoes is corrected before anybody sees it', async () => {
  const repo = await stage.repository('vetoed-once', SUM);
  const issue = stage.issue(repo, 'sum takes away', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      write('src/extra.js', 'export const extra = true;\n'),
      say('It adds now, and there is something extra.'),
      bash('rm src/extra.js'),
      say('It adds now.'),
    ],
    judge: [veto('nothing_else', 'src/extra.js', 'Nobody asked for a new module.')],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/sum.js']);

  const feedback = lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest);
  expect(feedback).toContain('src/extra.js @@ -0,0 +1 @@');
  expect(feedback).toContain('Nobody asked for a new module.');

  const judged = stage.asked(issue, 'judge');
  expect(judged).toHaveLength(2);
  for (const { body, text } of judged) {
    expect(body.tools ?? []).toEqual([]);
    expect(body.output_config?.format?.schema).toMatchObject({ type: 'object' });
    expect(body.messages).toHaveLength(1); // a fresh context: it does not see its own earlier verdict
    expect(text).toMatch(
      /^diff --git a\/src\/sum\.js b\/src\/sum\.js\n(?:.*\n)*?@@ -1 \+1 @@\n-export const sum = \(a, b\) => a - b;\n\+export const sum = \(a, b\) => a \+ b;$/m,
    );
  }
  expect(judged[0]?.text).toMatch(/^\+export const extra = true;$/m);
  expect(judged[1]?.text).not.toContain('extra.js');
});

test.concurrent('a test that the agent switches off is switched on again', async () => {
  const files = { ...SUM, 'test/sum.test.js': MORE_TESTS };
  const repo = await stage.repository('switched-off', files);
  const skipped = MORE_TESTS.replace("test('one", "test.skip('one");
  const issue = stage.issue(repo, 'the suite is red', {
    agent: [
      write('test/sum.test.js', skipped),
      say('The suite is green now.'),
      bash('rm test/sum.test.js'),
      write('test/other.test.js', "import { test } from 'node:test';\n\ntest('nothing', () => {});\n"),
      say('The suite is green now, really.'),
      write('test/sum.test.js', MORE_TESTS),
      bash('rm test/other.test.js'),
      edit('src/sum.js', 'a - b', 'a + b'),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/sum.js']);
  const told = stage.asked(issue, 'agent').map(lastUserText);
  expect(told[2]).toContain('weakened_test test/sum.test.js');
  expect(told[2]).toContain('switched off');
  expect(told[5]).toContain('weakened_test test/sum.test.js');
  expect(told[5]).toContain('"one and two are three"');
  expect(stage.asked(issue, 'judge')).toHaveLength(1);
});

test.concurrent('a model that stumbles costs time and nothing else', async () => {
  const repo = await stage.repository('stumbling', SUM);
  const issue = stage.issue(repo, 'sum is off by sign', {
    agent: [
      status(529),
      nonsense(),
      status(529, { 'retry-after': '1' }),
      edit('src/sum.js', 'a - b', 'a + b'),
      brokenCall(),
      cut(),
      say('It adds now.'),
    ],
    judge: [status(529), say('I like it.')],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/sum.js']);
  expect(stage.asked(issue, 'agent').map((it) => it.answer)).toEqual([
    'status',
    'nonsense',
    'status',
    'reply',
    'reply',
    'cut',
    'reply',
  ]);
  expect(stage.asked(issue, 'judge')).toHaveLength(3);
});

test('no prompt of ours holds a word of theirs', () => {
  const systems = (role: string) =>
    new Set(stage.model.requests.filter((it) => it.role === role).map((it) => JSON.stringify(it.body.system)));
  // Five stories, five repositories, one prompt each: then nothing of a story is in it.
  expect(systems('agent').size).toBe(1);
  expect(systems('judge').size).toBe(1);
});
