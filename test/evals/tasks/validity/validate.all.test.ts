import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SELF_TEST_TASKS } from '../../../../src/evals/self-test/self-test.ts';
import { readTasks } from '../../../../src/evals/tasks/read-task.ts';
import { sharedRoom } from '../../../../src/evals/tasks/rooms.ts';
import { validateTasks } from '../../../../src/evals/tasks/validity/validate-tasks.ts';
import { ownSandboxes, temporaryFolder } from '../../../sandbox/support.ts';
import { BAD_TASKS, spoilt } from './bad-tasks.ts';

// Tasks that do not measure what they say, made from good ones, and good ones as they are: with real containers.

const box = ownSandboxes();
const folder = temporaryFolder();
beforeAll(() => box.sandboxes.ensureImage(() => {}), 1_800_000);
afterAll(async () => {
  await box.clear();
  folder.remove();
});

const validated = (paths: readonly string[]) =>
  validateTasks(paths, {
    bench: { sandboxes: box.sandboxes, rooms: sharedRoom },
    runs: 5,
    concurrency: 2,
    signal: new AbortController().signal,
    onTask: () => {},
  });

test(`all ${BAD_TASKS.length} planted bad tasks are caught, each for what is wrong with it`, async () => {
  expect(BAD_TASKS.length).toBeGreaterThanOrEqual(20);
  const bad = join(folder.path, 'bad');
  for (const one of BAD_TASKS) spoilt(one, SELF_TEST_TASKS, bad);
  const seen = new Map((await validated([bad])).map(({ task, problems }) => [task, problems.map(({ rule }) => rule)]));
  expect(Object.fromEntries(BAD_TASKS.map(({ name }) => [name, seen.get(name)]))).toEqual(
    Object.fromEntries(BAD_TASKS.map(({ name, rule }) => [name, [rule]])),
  );
}, 1_200_000);

test('20 good ones are kept', async () => {
  const shipped = fileURLToPath(new URL('../../../../evals/tasks', import.meta.url));
  // Those that compile nothing, so that it takes minutes and not a quarter of an hour.
  const twins = fileURLToPath(new URL('../../../../evals/tamper', import.meta.url));
  const quick = (await readTasks([shipped, twins])).filter(
    ({ meta }) => meta.image === 'fettle-sandbox' && !meta.impossible,
  );
  const others = quick.slice(0, 14).map(({ dir }) => dir);
  const validities = await validated([SELF_TEST_TASKS, ...others]);
  expect(validities.filter(({ problems }) => problems.length > 0)).toEqual([]);
  expect(validities).toHaveLength(20);
}, 1_800_000);
