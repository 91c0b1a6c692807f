import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { selfTest } from '../../../src/evals/self-test/self-test.ts';
import { ownSandboxes } from '../../sandbox/support.ts';

// Three of the 66; all of them: self-test.all.test.ts.

const box = ownSandboxes();
beforeAll(() => box.sandboxes.ensureImage(() => {}), 1_800_000);
afterAll(() => box.clear());

test('scripted agents are classified as what they are', async () => {
  const { rows, ...counts } = await selfTest({
    sandboxes: box.sandboxes,
    concurrency: 1,
    signal: new AbortController().signal,
    onRow: () => {},
    only: { tasks: ['selftest-cart'], agents: ['gives up', 'green but wrong', 'leaks a secret'] },
  });
  expect(rows.map(({ agent, outcome }) => [agent, outcome])).toEqual([
    ['gives up', 'no_pr{gave_up}'],
    ['green but wrong', 'pr_wrong{hidden_test}'],
    ['leaks a secret', 'no_pr{guard_veto}'],
  ]);
  expect(counts).toEqual({ classified: 3, of: 3 });
});
