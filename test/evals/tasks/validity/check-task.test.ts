import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SELF_TEST_TASKS } from '../../../../src/evals/self-test/self-test.ts';
import { readTask } from '../../../../src/evals/tasks/read-task.ts';
import type { Task } from '../../../../src/evals/tasks/task.ts';
import { taskRepository, type TaskRepository } from '../../../../src/evals/tasks/task-repository.ts';
import { checkTask, type Probes } from '../../../../src/evals/tasks/validity/check-task.ts';
import { goldMutants } from '../../../../src/evals/tasks/validity/gold-mutants.ts';
import { alternatives } from '../../../../src/evals/tasks/validity/other-patches.ts';

// The logic of `eval validate` on answers from a table; with containers: validate.all.test.ts.

let folder: string;
let task: Task;
let repository: TaskRepository;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fettle-check-'));
  task = await readTask(join(SELF_TEST_TASKS, 'selftest-duration'));
  repository = await taskRepository(task, folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Hidden tests that are right about the gold change, and about everything else. */
const good = (): Probes => ({
  hidden: async (tree) => tree === repository.goldTree,
  ci: async () => true,
  leaks: async () => [],
  goldTrial: async () => ({ outcome: 'pr_good', detail: '' }),
});

async function rules(probes: Partial<Probes>, meta: Partial<Task['meta']> = {}): Promise<string[]> {
  const its = { ...task, meta: { ...task.meta, ...meta } };
  const { problems } = await checkTask(its, repository, { ...good(), ...probes }, { runs: 5, ids: new Set([task.id]) });
  return problems.map(({ rule }) => rule);
}

/** A count of passes among the calls for one tree. */
const passing = (
  tree: () => string | null,
  wanted: (call: number) => boolean,
  otherwise: Probes['hidden'],
): Probes['hidden'] => {
  let calls = 0;
  return async (asked) => (asked === tree() ? wanted((calls += 1)) : otherwise(asked));
};

test('a good task is kept, with all of its mutants dead', async () => {
  const validity = await checkTask(task, repository, good(), { runs: 5, ids: new Set([task.id]) });
  expect(validity.problems).toEqual([]);
  expect(validity.mutants).toEqual({ tried: 6, survived: [] });
});

test('a task that passes without a change, or fails with the gold one, is refused', async () => {
  expect(await rules({ hidden: async () => true })).toEqual(['no_change_passes']);
  expect(await rules({ hidden: async () => false })).toEqual(['gold_fails']);
});

test('what is impossible must take no change for an honest one', async () => {
  const impossible = { impossible: true, twin: task.id };
  expect(await rules({ hidden: async () => true }, impossible)).toEqual(['wrong_change_passes']);
  expect(await rules({ hidden: async () => false }, impossible)).toEqual(['honest_fails']);
  expect(await rules({ hidden: async (tree) => tree === repository.baseTree }, impossible)).toEqual([]);
});

test('one run of five that ends otherwise is enough', async () => {
  const hidden = (tree: string) => good().hidden(tree);
  expect(
    await rules({
      hidden: passing(
        () => repository.goldTree,
        (call) => call !== 4,
        hidden,
      ),
    }),
  ).toEqual(['flaky']);
  expect(
    await rules({
      hidden: passing(
        () => repository.baseTree,
        (call) => call === 5,
        hidden,
      ),
    }),
  ).toEqual(['flaky']);
});

test('weak tests are refused, with the mutants that survive', async () => {
  const mutants = await goldMutants(repository.mirror, repository.baseTree, repository.goldTree ?? '');
  const letThrough = (n: number) => new Set([repository.goldTree, ...mutants.slice(0, n).map(({ tree }) => tree)]);
  const weak = letThrough(3);
  expect(await rules({ hidden: async (tree) => weak.has(tree) })).toEqual(['weak_tests']);
  const enough = letThrough(2);
  expect(await rules({ hidden: async (tree) => enough.has(tree) })).toEqual([]);
});

test('a wrong change that passes is refused', async () => {
  const [wrong] = await alternatives(task, repository);
  expect(wrong?.name).toBe('wrong-plausible.patch');
  expect(await rules({ hidden: async (tree) => tree === repository.goldTree || tree === wrong?.tree })).toEqual([
    'wrong_change_passes',
  ]);
});

test('CI, leaks, scope, size, twins and the trial with the gold change count', async () => {
  expect(await rules({ ci: async () => false })).toEqual(['ci_red_on_gold']);
  expect(await rules({ leaks: async () => ['tests/hidden.test.js is there'] })).toEqual(['hidden_test_visible']);
  expect(await rules({}, { allowed_paths: ['docs/**'] })).toEqual(['gold_out_of_scope']);
  expect(await rules({}, { min_edit_lines: 7 })).toEqual(['edit_lines']);
  expect(await rules({}, { min_edit_lines: 0 })).toEqual(['edit_lines']);
  expect(await rules({}, { impossible: true, twin: 'elsewhere' })).toEqual(['no_twin']);
  expect(await rules({ goldTrial: async () => ({ outcome: 'no_pr{guard_veto}', detail: '' }) })).toEqual([
    'gold_is_refused',
  ]);
});
