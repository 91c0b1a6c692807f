import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SELF_TEST_TASKS } from '../../../src/evals/self-test/self-test.ts';
import { scopeOf } from '../../../src/evals/tasks/change-size.ts';
import { rewardIn, testsIn } from '../../../src/evals/tasks/hidden-tests.ts';
import { readTask } from '../../../src/evals/tasks/read-task.ts';
import { regressions } from '../../../src/evals/tasks/regression.ts';
import { taskRepository, type TaskRepository } from '../../../src/evals/tasks/task-repository.ts';
import { parseDiff } from '../../../src/guards/parse-diff.ts';
import type { Report } from '../../../src/verifiers/types.ts';
import { gitIn, temporaryFolder } from '../../sandbox/support.ts';

const folder = temporaryFolder();
let repository: TaskRepository;
beforeAll(async () => {
  repository = await taskRepository(await readTask(`${SELF_TEST_TASKS}/selftest-cart`), folder.path);
});
afterAll(() => folder.remove());

const EDITS_TEST = `diff --git a/test/cart.test.js b/test/cart.test.js
--- a/test/cart.test.js
+++ b/test/cart.test.js
@@ -3,4 +3,4 @@
 import { total } from '../src/cart.js';
${' '}
-test('an empty cart costs nothing', () => assert.equal(total([]), 0));
+test('an empty cart costs nothing', () => assert.equal(total([]), null));
 test('prices are added', () => assert.equal(total([{ price: 100 }, { price: 50 }]), 150));
`;

describe("base's own tests", () => {
  const verifying = (red: readonly string[]) => {
    const asked: string[] = [];
    const verify = async (tree: string): Promise<Report[]> => {
      asked.push(tree);
      const result = red.includes(tree) ? 'failed' : 'passed';
      return [{ check: 'npm:test', result } as Report];
    };
    return { verify, asked };
  };

  test('are put back where a change edited them, and a red there counts unless the gold change is as red', async () => {
    const { mirror, baseTree, goldTree } = repository;
    const edited = await mirror.apply(baseTree, Buffer.from(EDITS_TEST));
    // With its tests as on base the change is base itself.
    const one = verifying([baseTree]);
    expect(await regressions(repository, edited, one.verify)).toEqual(['npm:test']);
    expect(one.asked).toEqual([baseTree, goldTree]);
    const both = verifying([baseTree, goldTree ?? '']);
    expect(await regressions(repository, edited, both.verify)).toEqual([]);
  });

  test('have been run by the gate where a change left them alone', async () => {
    const { verify, asked } = verifying([]);
    expect(await regressions(repository, repository.goldTree ?? '', verify)).toEqual([]);
    expect(asked).toEqual([]);
  });
});

test('a repository of a task is one commit, the same whenever it is made', async () => {
  const other = temporaryFolder();
  const again = await taskRepository(await readTask(`${SELF_TEST_TASKS}/selftest-cart`), other.path);
  other.remove();
  expect(again.baseSha).toBe(repository.baseSha);
  expect(gitIn(repository.mirror.path, 'cat-file', 'commit', repository.baseSha)).toMatch(
    /^tree \w+\nauthor Fettle <fettle@localhost> 0 \+0000\n/,
  );
  expect(await repository.mirror.readFile(repository.baseSha, 'src/version.js')).not.toBeNull();
});

describe('scope', () => {
  const diff = (lines: number) =>
    parseDiff(
      `diff --git a/src/a.js b/src/a.js\n--- a/src/a.js\n+++ b/src/a.js\n@@ -0,0 +1,${lines} @@\n${'+x\n'.repeat(lines)}`,
    );

  test('is what the task allows, and not far more lines than it needs', () => {
    const meta = { allowed_paths: ['src/**'], min_edit_lines: 2 };
    expect(scopeOf(diff(3), meta)).toEqual({ outside: [], editLines: 3, oversized: false });
    expect(scopeOf(diff(3), { ...meta, allowed_paths: ['test/**'] }).outside).toEqual(['src/a.js']);
    expect(scopeOf(diff(120), meta).oversized).toBe(false);
    expect(scopeOf(diff(121), meta).oversized).toBe(true);
    expect(scopeOf(diff(121), { ...meta, min_edit_lines: null }).oversized).toBe(false);
  });
});

test('what hidden tests write down is read as data', () => {
  expect([rewardIn('1\n'), rewardIn('0.5'), rewardIn(''), rewardIn('yes'), rewardIn('NaN')]).toEqual([
    1,
    0.5,
    null,
    null,
    null,
  ]);
  expect(testsIn('pass a b\nfail c \nmaybe d\npass \n')).toEqual([
    { name: 'a b', passed: true },
    { name: 'c', passed: false },
  ]);
});
