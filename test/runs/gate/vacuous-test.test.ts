import { expect, test } from '@jest/globals';
import { parseDiff } from '../../../src/guards/parse-diff.ts';
import { readRepoConfig } from '../../../src/repo-config.ts';
import { failOnBase, vacuousTests } from '../../../src/runs/gate/vacuous-test.ts';
import type { Mirror, TreeChange } from '../../../src/sandbox/types.ts';
import { planFrom } from '../../../src/verifiers/list.ts';
import { filesOf } from '../../verifiers/trees.ts';
import type { Failure, Plan, Report } from '../../../src/verifiers/types.ts';
import { couldNotRun, report } from '../gate-reports.ts';

const here = { check: 'npm:test (changed tests on base)' };
const tests = { passed: 2, failed: 0, skipped: 0 };
const red: Failure = { key: 'a', text: 'a' };
const passed = report('passed', { ...here, tests });

test('all passed: nothing was shown', () => {
  expect(failOnBase([passed], [])).toBe('pass');
  expect(failOnBase([report('passed', here)], [])).toBe('pass');
});

test('a red test, or a build that the tests break, is a test that fails on base', () => {
  expect(failOnBase([passed, report('failed', here)], [])).toBe('fail');
  const build = report('failed', { check: 'npm:build (changed tests on base)', phase: 'build' });
  expect(failOnBase([build, couldNotRun('not_reached', here)], [])).toBe('fail');
});

test('as red as base, and green with the fix: the fix mends what was red', () => {
  const asRed = report('pre_existing', { ...here, tests, failures: [red] });
  expect(failOnBase([asRed], [report('passed')])).toBe('fail');
  // What stays red is not the fix's doing.
  expect(failOnBase([asRed], [report('pre_existing', { failures: [red] })])).toBe('pass');
});

test('what did not run shows nothing either way', () => {
  expect(failOnBase([passed, couldNotRun('timed_out', here)], [])).toBe('unknown');
  expect(failOnBase([report('passed', { check: 'npm:build', phase: 'build' })], [])).toBe('unknown');
  expect(failOnBase([report('passed', { ...here, tests: { passed: 0, failed: 0, skipped: 2 } })], [])).toBe('unknown');
});

const NEW_TEST = "import { test } from 'node:test';\ntest('new', () => {});\n";
const added = (path: string, text: string) =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${text.split('\n').length - 1} @@\n${text.replaceAll(/^(?=.)/gm, '+')}`;

/** What is asked of the verifiers for a change of these files, whose tests do on base what `answer` says. */
async function looked(change: Record<string, string>, answer: (plan: Plan) => Report, task = '# Fix the sum') {
  const asked: Plan[] = [];
  const grafted: string[] = [];
  const changes = Object.keys(change).map((path) => ({ path, status: 'added' }) as TreeChange);
  const mirror = {
    changes: async () => changes,
    readFile: async (_tree: string, path: string) => Buffer.from(change[path] ?? ''),
    graft: async (_onto: string, some: readonly TreeChange[]) => {
      grafted.push(...some.map(({ path }) => path));
      return 'base with tests';
    },
  } as unknown as Mirror;
  const base = { 'package.json': '{ "scripts": { "test": "node --test", "build": "true", "lint": "true" } }' };
  const { findings, testsFailOnBase } = await vacuousTests({
    mirror,
    baseSha: 'base',
    tree: 'tree',
    plan: await planFrom(filesOf(base), readRepoConfig(null)),
    task,
    diff: parseDiff(
      Object.entries(change)
        .map(([path, text]) => added(path, text))
        .join(''),
    ),
    reports: [],
    verify: async (tree, plan) => {
      expect(tree).toBe('base with tests');
      asked.push(plan);
      return [answer(plan)];
    },
  });
  const commands = asked.map((plan) => plan.checks.map(({ command }) => command).join('; '));
  return { findings, testsFailOnBase, commands, grafted };
}

const FIX = { 'src/sum.js': 'export const sum = 1;\n' };
const WITH_TEST = { ...FIX, 'test/sum.test.js': NEW_TEST, 'test/fixtures/a.json': '{}\n' };

test("the change's test files go to base, with what they need; builds are made and the new tests run", async () => {
  const { findings, commands, grafted } = await looked(WITH_TEST, () => passed);
  expect(grafted).toEqual(['test/sum.test.js', 'test/fixtures/a.json']);
  expect(commands).toEqual(['npm run build; npm run test -- test/sum.test.js']);
  expect(findings).toMatchObject([{ rule: 'vacuous_test', file: 'test/sum.test.js', hunk: null }]);
});

test('a test that fails on base is what a fix should bring', async () => {
  const { findings, testsFailOnBase } = await looked(WITH_TEST, () => report('failed', here));
  expect([findings, testsFailOnBase]).toEqual([[], true]);
});

test('where a narrowed run shows nothing, all tests run; where that shows nothing either, nothing is said', async () => {
  const { findings, commands } = await looked(WITH_TEST, () => couldNotRun('no_tests', here));
  expect(commands).toEqual(['npm run build; npm run test -- test/sum.test.js', 'npm run build; npm run test']);
  expect(findings).toEqual([]);
});

test('nothing is run for what is no fix, brings no test, or is nothing but tests', async () => {
  const never = () => {
    throw new Error('it was run');
  };
  const none = { findings: [], testsFailOnBase: false, commands: [], grafted: [] };
  expect(await looked(WITH_TEST, never, '# Add a sum')).toEqual(none);
  expect(await looked(FIX, never)).toEqual(none);
  expect(await looked({ ...FIX, 'test/helper.js': 'export const one = 1;\n' }, never)).toEqual(none);
  expect(await looked({ 'test/sum.test.js': NEW_TEST, 'CHANGELOG.md': 'Fixed.\n' }, never)).toEqual(none);
});

test('a name that begins like an option is given to no tool', async () => {
  const { commands } = await looked({ ...FIX, '--import=x/sum.test.js': NEW_TEST }, () => passed);
  expect(commands).toEqual(['npm run build; npm run test']);
});
