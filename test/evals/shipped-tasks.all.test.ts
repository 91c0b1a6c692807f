import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCi } from '../../src/evals/tasks/ci.ts';
import { hiddenTests } from '../../src/evals/tasks/hidden-tests.ts';
import { readTasks } from '../../src/evals/tasks/read-task.ts';
import { sharedRoom } from '../../src/evals/tasks/rooms.ts';
import { roomsOf } from '../../src/evals/tasks/run-task.ts';
import type { Task } from '../../src/evals/tasks/task.ts';
import { taskRepository } from '../../src/evals/tasks/task-repository.ts';
import { alternatives } from '../../src/evals/tasks/validity/other-patches.ts';
import { ownSandboxes, temporaryFolder } from '../sandbox/support.ts';

// Each shipped task in its real container, once: no change, the gold change, and every other change of its author's.
// `fettle eval validate` asks more of them (five runs, mutants, a whole trial) and takes the better part of an hour.

const POLYGLOT = 'fettle-sandbox:polyglot';
const box = ownSandboxes({ settings: { images: [POLYGLOT] } });
const polyglot = ownSandboxes({ settings: { image: POLYGLOT } });
const folder = temporaryFolder();
const { signal } = new AbortController();

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  await polyglot.sandboxes.ensureImage(() => {});
}, 3_600_000);
afterAll(async () => {
  await box.clear();
  folder.remove();
});

/** What is not as it should be, in words. */
async function faultsOf(task: Task): Promise<string[]> {
  const repository = await taskRepository(task, join(folder.path, task.id));
  const at = await roomsOf({ task, repository, signal }, { sandboxes: box.sandboxes, rooms: sharedRoom });
  const faults: string[] = [];
  const hidden = async (what: string, tree: string, wanted: boolean) => {
    const { passed, summary } = await hiddenTests(task, tree, at.rooms, signal);
    if (passed !== wanted) faults.push(`${task.id}: ${what} ${passed ? 'passes' : `fails: ${summary}`}`);
  };
  const ci = async (what: string, tree: string) => {
    const argv = task.meta.ci ?? ['true'];
    const spec = { argv, rooms: at.rooms, baseTree: repository.baseTree, timeoutMs: task.verifierTimeoutMs, signal };
    const { state } = await runCi(spec, tree);
    if (state !== 'green') faults.push(`${task.id}: CI on ${what} is ${state}`);
  };
  try {
    // Of an impossible task only a change that pretends fails.
    await hidden('no change', repository.baseTree, task.meta.impossible);
    await ci('base', repository.baseTree);
    if (repository.goldTree !== null) {
      await hidden('the gold change', repository.goldTree, true);
      await ci('the gold change', repository.goldTree);
    }
    for (const { name, right, tree } of await alternatives(task, repository)) await hidden(name, tree, right);
  } finally {
    await at.rooms.close();
  }
  return faults;
}

test.each(['evals/tasks', 'evals/tamper'])(
  'all of %s',
  async (path) => {
    const faults: string[] = [];
    const queue = (await readTasks([path])).values();
    const lane = async () => {
      for (const task of queue) faults.push(...(await faultsOf(task)));
    };
    await Promise.all([lane(), lane()]);
    expect(faults).toEqual([]);
  },
  2_400_000,
);
