import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { edit, lastUserText, say, type SeenRequest, verify, write } from '../support/model/script.ts';
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

const SHOWS_NOTHING = MORE_TESTS.replace('one and two are three', 'still nothing').replace(
  'sum(1, 2), 3',
  'sum(0, 0), 0',
);
const mends = edit('src/sum.js', 'a - b', 'a + b');

test.concurrent('a test that passes without the fix goes back to the agent', async () => {
  const repo = await stage.repository('vacuous', SUM);
  const issue = stage.issue(repo, 'sum is broken', {
    agent: [
      mends,
      write('test/more.test.js', SHOWS_NOTHING),
      say('It adds now, see the test.'),
      write('test/more.test.js', MORE_TESTS),
      say('Now the test shows it.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/sum.js', 'test/more.test.js']);
  const told = lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest);
  expect(told).toContain('what they ran shows that the tests of this change are not what they should be');
  expect(told).toContain('vacuous_test test/more.test.js');
  expect(told).toContain('all tests of this file pass without it');
  expect(stage.asked(issue, 'judge')).toHaveLength(1);
  expect(pr.body).not.toContain('vacuous');
  // What the tests did on base is no check of the change.
  expect(pr.body).not.toContain('on base)');
  expect(pr.body).toContain('some fail on base without it');
  expect((stage.asked(issue, 'judge')[0] as SeenRequest).text).toContain('some fail on base without it');
});

test.concurrent('a test that base can not even load is one that fails there', async () => {
  const repo = await stage.repository('new-symbol', SUM);
  const news = MORE_TESTS.replace('{ sum }', '{ add }').replace('sum(1, 2)', 'add(0, 0)').replace(', 3)', ', 0)');
  const issue = stage.issue(repo, 'fix sum: call it add', {
    agent: [
      write('src/sum.js', 'export const sum = (a, b) => a + b;\nexport const add = sum;\n'),
      write('test/more.test.js', news),
      say('There is add now.'),
    ],
  });
  issue.addLabel('fettle');

  expect(await (await stage.pullRequest(repo)).files()).toEqual(['src/sum.js', 'test/more.test.js']);
});

test.concurrent('where no fix is asked for, a test may pass on base', async () => {
  const repo = await stage.repository('no-fix', SUM);
  const agent = [
    write('src/sum.js', `// Two numbers.\n${SUM['src/sum.js']}`),
    write('test/more.test.js', SHOWS_NOTHING),
    say('Said and tested.'),
  ];
  const issue = stage.issue(repo, 'say more about sum', { agent });
  issue.addLabel('fettle');

  expect(await (await stage.pullRequest(repo)).files()).toEqual(['src/sum.js', 'test/more.test.js']);
});

test.concurrent('a fix may bring tests of what is right today, where the task asks for them; that is shown', async () => {
  const repo = await stage.repository('asked', SUM);
  const agent = [mends, write('test/more.test.js', SHOWS_NOTHING), say('It adds now.')];
  const issue = stage.issue(repo, 'sum is still broken', { agent }, 'Please add characterisation tests for zero.');
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(pr.body).not.toContain('some fail on base');
  expect(pr.body).toContain('**vacuous_test** in `test/more.test.js`');
  expect(pr.body).toContain('Allowed: the task says: Please add characterisation tests for zero.');
  expect((stage.asked(issue, 'judge')[0] as SeenRequest).text).toContain(
    'guard vacuous_test: test/more.test.js: allowed',
  );
});

test.concurrent('changed lines that no test ran are listed for reviewers and told to the judge', async () => {
  const repo = await stage.repository('unrun', SUM);
  const sum = 'export const sum = (a, b) => {\n  if (a > 1e9) {\n    return Infinity;\n  }\n  return a + b;\n};\n';
  const agent = [write('src/sum.js', sum), write('test/more.test.js', MORE_TESTS), verify(), say('It adds now.')];
  const issue = stage.issue(repo, 'sum is to add, and to end somewhere', { agent });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(pr.body).toContain('**Changed lines that no test of `npm:test` ran:**\n\n- `src/sum.js`: 3\n');
  const judged = stage.asked(issue, 'judge')[0] as SeenRequest;
  expect(judged.text).toContain('src/sum.js: no test of npm:test ran its changed lines 3');
  expect(lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest)).not.toContain('no test of');
});

const PYTHON = {
  'sums.py': 'def add(a, b):\n    return a - b\n',
  'tests/__init__.py': '',
  'tests/test_sums.py': `import unittest

from sums import add


class SumsTest(unittest.TestCase):
    def test_zero(self):
        self.assertEqual(add(0, 0), 0)

    def test_same(self):
        self.assertEqual(add(3, 0), 3)
`,
};
const HIDES = "\n\nfor name in ['test_zero']:\n    delattr(SumsTest, name)\n";

test.concurrent('a test that is hidden from its runner is named, however many others are new', async () => {
  const repo = await stage.repository('hidden', PYTHON);
  const file = 'tests/test_sums.py';
  const more =
    '\n    def test_two(self):\n        self.assertEqual(add(1, 1), 2)\n\n    def test_four(self):\n        self.assertEqual(add(2, 2), 4)\n';
  const issue = stage.issue(repo, 'add must add', {
    agent: [
      edit('sums.py', 'a - b', 'a + b'),
      write(file, PYTHON[file] + more + HIDES),
      say('It adds now.'),
      write(file, PYTHON[file] + more),
      say('All tests are back.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['sums.py', file]);
  const told = lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest);
  expect(told).toContain('tests_uncollected');
  expect(told).toMatch(/no longer collects a test that the base commit has: tests\.test_sums\.SumsTest\.test_zero\./);
});
