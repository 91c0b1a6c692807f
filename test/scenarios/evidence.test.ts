import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { edit, lastUserText, say, type SeenRequest, verify, write } from '../support/model/script.ts';
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

const BARE = { 'src/sum.js': SUM['src/sum.js'], 'README.md': '# sum\n' };
const FIX = [edit('src/sum.js', 'a - b', 'a + b'), say('It adds now.')];

test.concurrent('a repository that nothing can verify costs no model call', async () => {
  const repo = await stage.repository('bare', BARE, { ci: null });
  const issue = stage.issue(repo, 'sum of a bare repository', { agent: FIX });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{could_not_verify}');
  expect(comment).toContain('no_verifier: nothing in this repository tells how to build or test it');
  expect(comment).toContain('`unverified: draft`');
  expect(stage.asked(issue, 'agent')).toEqual([]);
});

test.concurrent('`unverified: draft` allows a draft that says so, and green CI does not make it more', async () => {
  const settings = { '.github/fettle.yml': 'unverified: draft\n' };
  const ci = { jobs: [{ name: 'docs', run: 'test -f README.md' }] };
  const repo = await stage.repository('bare-draft', { ...BARE, ...settings }, { ci });
  const issue = stage.issue(repo, 'sum of a repository with leave', { agent: FIX });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  await stage.until(() => pr.appComments.at(-1)?.body.includes('pr_handed_over{unverified}'), 'the hand-over');
  expect(repo.checks(pr.head.sha).map((it) => it.conclusion)).toContain('success');
  const ours = () => repo.checks(pr.head.sha).filter((it) => it.name === 'fettle');
  await stage.until(() => ours()[0]?.output.summary?.includes('pr_handed_over{unverified}'), 'the end of our check');
  expect(ours().map((it) => it.conclusion)).toEqual(['neutral']);
  expect(pr.draft).toBe(true);
  expect(pr.labels).toContain('fettle:unverified');
  expect(pr.body).toContain('**Not verified.**');
  expect(pr.body).toContain('no_verifier');
});

test.concurrent('an unknown key in the settings is named, and nothing is started', async () => {
  const settings = { '.github/fettle.yml': 'verifers:\n  - name: docs\n    run: "true"\n' };
  const repo = await stage.repository('unknown-key', { ...SUM, ...settings });
  const issue = stage.issue(repo, 'sum with a typo beside it', { agent: FIX });
  issue.addLabel('fettle');

  const comment = await endsWithoutAnything(stage, repo, issue, 'no_pr{bad_config}');
  expect(comment).toContain('verifers');
  expect(comment).toContain('Known are: verifiers');
  expect(stage.asked(issue, 'agent')).toEqual([]);
});

test.concurrent('commands from the settings are run, and a red one goes back to the agent', async () => {
  const settings = { '.github/fettle.yml': 'verifiers:\n  - name: changelog\n    run: grep -q sum CHANGES.md\n' };
  const repo = await stage.repository('custom', { ...BARE, 'CHANGES.md': '# Changes, sum\n', ...settings });
  const issue = stage.issue(repo, 'sum with a changelog', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      write('CHANGES.md', '# Changes\n'),
      verify(),
      write('CHANGES.md', '# Changes\n\n- sum adds\n'),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest)).toContain('custom:changelog: FAILED');
  expect(pr.body).toMatch(/\| custom:changelog \| ✅ passed \|/);
});

test.concurrent('what is red on base does not block, and is shown as that', async () => {
  const repo = await stage.repository('pre-existing', {
    ...SUM,
    'package.json':
      '{ "name": "sum", "type": "module", "scripts": { "lint": "node lint.js", "test": "node --test" } }\n',
    'lint.js': "console.log('all is tidy');\n",
    'test/old.test.js':
      "import { test } from 'node:test';\n\ntest('an old wound', () => {\n  throw new Error('ouch');\n});\n",
  });
  const issue = stage.issue(repo, 'sum beside an old wound', {
    agent: [
      edit('src/sum.js', 'a - b', 'a + b'),
      write('test/more.test.js', MORE_TESTS),
      verify(),
      say('It adds now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(pr.body).toMatch(/\| npm:test \| ➖ red, as on base \|.*\| red \|/);
  expect(pr.body).toMatch(/\| npm:lint \| ✅ passed \|/);
  expect(pr.body).toContain('an old wound');
  expect(pr.body.indexOf('| does what was asked')).toBeLessThan(pr.body.indexOf('| nothing else'));
  expect(pr.labels).not.toContain('fettle:unverified');
  const told = lastUserText(stage.asked(issue, 'agent')[3] as SeenRequest);
  expect(told).toContain('PASSED');
  expect(told).toContain('npm:test: red before the change too');
});
