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

test.concurrent("an edited test script does not run: base's does, and the edit has to go", async () => {
  const repo = await stage.repository('cheat', SUM);
  const issue = stage.issue(repo, 'sum is not a sum', {
    agent: [
      write('test/more.test.js', MORE_TESTS),
      edit('package.json', 'node --test', 'exit 0'),
      verify(),
      say('All is green now.'),
      edit('package.json', 'exit 0', 'node --test'),
      edit('src/sum.js', 'a - b', 'a + b'),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/sum.js', 'test/more.test.js']);
  const told = stage.asked(issue, 'agent').map(lastUserText);
  expect(told[3]).toContain('npm:test: FAILED: 1 of 2 tests failed');
  expect(told[4]).toContain('gate_changed package.json');
  expect(told[4]).toContain('`scripts` in package.json was changed');
});

const OTHER = "import { test } from 'node:test';\n\ntest('something else', () => {});\n";
const OTHER_SCRIPT = 'node --test test/sum.test.js';
const ASKED = `Please change the \`test\` script in package.json to \`${OTHER_SCRIPT}\`.`;

test.concurrent('where the task asks for another test script, both run and both are shown', async () => {
  const repo = await stage.repository('asked', { ...SUM, 'test/other.test.js': OTHER });
  const lines = { agent: [edit('package.json', 'node --test', OTHER_SCRIPT), say('The script is shorter now.')] };
  const issue = stage.issue(repo, 'run only the tests of sum', lines, ASKED);
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['package.json']);
  expect(pr.body).toMatch(/\| npm:test \| ✅ passed \| .*2 tests passed \|/);
  expect(pr.body).toMatch(/\| npm:test \(as changed\) \| ✅ passed \| .*1 tests? passed; collects 1 test fewer/);
  expect(pr.body).toContain(
    '**gate_changed** in `package.json`: `scripts` in package.json was changed. It decides what the checks do. Allowed: the task says: Please change the `test` script',
  );
  expect(pr.body).toContain(`| npm:test | \`npm run test: node --test\` | \`npm run test: ${OTHER_SCRIPT}\` |`);
  const judged = stage.asked(issue, 'judge')[0] as SeenRequest;
  expect(judged.text).toContain('guard gate_changed: package.json: allowed');
  expect(judged.text).toContain('fewer than with base');
});

test.concurrent("tests that get lost by other settings that the task asks for are counted against base's", async () => {
  const repo = await stage.repository('settings', {
    ...SUM,
    'package.json': SUM['package.json'].replace('node --test', 'make check'),
    Makefile: 'check:\n\tnode --test\n',
    'test/other.test.js': OTHER,
  });
  const lines = { agent: [edit('Makefile', 'node --test', `@${OTHER_SCRIPT}`), say('It runs less now.')] };
  const issue = stage.issue(
    repo,
    'make is slow',
    lines,
    `Please change the test command in the Makefile to \`@${OTHER_SCRIPT}\`.`,
  );
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['Makefile']);
  expect(pr.body).toMatch(/\| npm:test \(as changed\) \| ✅ passed \| .*1 tests? passed; collects 1 test fewer/);
});

test.concurrent('a script that the task asks for and that is red does not pass', async () => {
  const repo = await stage.repository('asked-and-red', SUM);
  const issue = stage.issue(
    repo,
    'run the tests in a stricter way',
    {
      agent: [
        edit('package.json', 'node --test', 'node --test && node strict.js'),
        say('The script is stricter now.'),
        write('strict.js', "console.log('as strict as it gets');\n"),
        say('It is there now.'),
      ],
    },
    'Please change the `test` script in package.json so that strict.js runs too.',
  );
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['package.json', 'strict.js']);
  expect(lastUserText(stage.asked(issue, 'agent')[2] as SeenRequest)).toContain('npm:test (as changed): FAILED');
});
