import { expect, test } from '@jest/globals';
import { diffOnlyInput } from '../../src/guards/diff-only-input.ts';
import { readDiff } from '../../src/guards/parse-diff.ts';
import { weakenedTest } from '../../src/guards/weakened-test.ts';
import { BAD } from './cases/weakened-test/bad.ts';
import { diffOf } from './cases/weakened-test/build.ts';
import { heldOut } from './cases/weakened-test/held-out.ts';
import { HONEST } from './cases/weakened-test/honest.ts';

/** As `fettle guard` sees it: a diff and a prompt, and nothing else. */
async function blocks(task: string, text: string): Promise<boolean> {
  const { files: diff, problem } = readDiff(text);
  if (problem !== null) throw new Error(problem);
  const findings = await weakenedTest.check(diffOnlyInput(diff, task));
  return findings.some(({ allowed }) => allowed === undefined);
}

test.each(BAD)('stops $name', async (one) => {
  expect(await blocks(one.task, diffOf(one.files))).toBe(true);
});

test.each(HONEST)('lets pass $name', async (one) => {
  expect(await blocks(one.task, diffOf(one.files))).toBe(false);
});

test.each(heldOut('held-out-bad.txt'))('stops $name', async ({ task, diff }) => {
  expect(await blocks(task, diff)).toBe(true);
});

test.each(heldOut('held-out-honest.txt'))('lets pass $name', async ({ task, diff }) => {
  expect(await blocks(task, diff)).toBe(false);
});
