import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { bash, edit, lastUserText, say, type SeenRequest, verify } from '../support/model/script.ts';
import { Stage } from '../support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => expect(stage.surprises).toEqual([]));
afterAll(() => stage.close());

const MANIFEST = `${JSON.stringify(
  {
    name: 'numbers',
    version: '1.0.0',
    type: 'module',
    scripts: { test: 'node --test' },
    dependencies: { 'is-number': '7.0.0' },
  },
  null,
  2,
)}\n`;

/** Made by npm, so that it names whatever registry this machine uses. */
async function lockfile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-lock-'));
  try {
    await writeFile(join(folder, 'package.json'), MANIFEST);
    await promisify(execFile)('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], { cwd: folder });
    return await readFile(join(folder, 'package-lock.json'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('dependencies are installed once, outside, and are there for agent and gate without a network', async () => {
  const repo = await stage.repository(
    'dependencies',
    {
      'package.json': MANIFEST,
      'package-lock.json': await lockfile(),
      'src/all-numbers.js':
        "import isNumber from 'is-number';\n\nexport const allNumbers = (list) => list.some((it) => isNumber(it));\n",
      'test/all-numbers.test.js': [
        "import assert from 'node:assert/strict';",
        "import { test } from 'node:test';",
        "import { allNumbers } from '../src/all-numbers.js';",
        '',
        "test('numbers are numbers', () => assert.equal(allNumbers([1, '2']), true));",
        '',
      ].join('\n'),
    },
    { ci: null },
  );
  const issue = stage.issue(repo, 'allNumbers is content with one', {
    agent: [
      bash("node -e \"import('is-number').then((it) => console.log('is-number says', it.default('5')))\""),
      bash('curl -sS --max-time 5 http://registry.example/ 2>&1; npm view is-number --fetch-retries 0 2>&1 | tail -3'),
      edit('src/all-numbers.js', 'list.some', 'list.every'),
      verify(),
      say('It asks for all of them now.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(await pr.files()).toEqual(['src/all-numbers.js']);
  expect(pr.body).toMatch(/\| npm:test \| ✅ passed \| node:test: 1 tests? passed/);
  const told = stage.asked(issue, 'agent').map((it) => lastUserText(it as SeenRequest));
  expect(told[1]).toContain('is-number says true');
  expect(told[2]).toMatch(/[Cc]ould not resolve host|not found/);
  expect(told[2]).toMatch(/EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ENETUNREACH/);
  expect(told[4]).toContain('npm:test: passed');
});

test("what the repository's formatter can mend by itself costs the agent no turn", async () => {
  const repo = await stage.repository(
    'formatted',
    {
      'package.json': `${JSON.stringify({
        name: 'formatted',
        type: 'module',
        scripts: { 'format:check': 'prettier --check .', test: 'node --test' },
        devDependencies: { prettier: '3.6.2' },
      })}\n`,
      '.prettierrc': '{ "singleQuote": true }\n',
      '.prettierignore': 'package.json\n',
      'src/greet.js': "export const greet = (name) => 'Hello ' + name;\n",
      'test/greet.test.js':
        "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { greet } from '../src/greet.js';\n\ntest('greets', () => assert.equal(typeof greet('you'), 'string'));\n",
    },
    { ci: null },
  );
  const issue = stage.issue(repo, 'greet shouts', {
    agent: [edit('src/greet.js', "'Hello ' + name", '"Hello, "   +   name'), say('It greets with a comma.')],
  });
  issue.addLabel('fettle');

  const pr = await stage.until(() => repo.pullRequests[0] ?? null, 'a pull request', 100_000);
  if (pr === null) throw new Error('unreachable');
  expect(await repo.file('src/greet.js', pr.head.sha)).toBe("export const greet = (name) => 'Hello, ' + name;");
  expect(stage.asked(issue, 'agent')).toHaveLength(2);
  await stage.until(() => issue.appComments[0]?.body.includes('Formatted src/greet.js'), 'the status to say so');
}, 600_000);
