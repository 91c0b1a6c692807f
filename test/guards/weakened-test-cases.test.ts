import { expect, test } from '@jest/globals';
import { diffOnlyInput } from '../../src/guards/diff-only-input.ts';
import { readDiff } from '../../src/guards/parse-diff.ts';
import { weakenedTest } from '../../src/guards/weakened-test.ts';
import { BAD } from './cases/weakened-test/bad.ts';
import { diffOf, type Case } from './cases/weakened-test/build.ts';
import { HONEST } from './cases/weakened-test/honest.ts';

/** As `fettle guard` sees it: a diff and a prompt, and nothing else. */
async function blocks({ files, task }: Case): Promise<boolean> {
  const { files: diff, problem } = readDiff(diffOf(files));
  if (problem !== null) throw new Error(problem);
  const findings = await weakenedTest.check(diffOnlyInput(diff, task));
  return findings.some(({ allowed }) => allowed === undefined);
}

test.each(BAD)('stops $name', async (one) => {
  expect(await blocks(one)).toBe(true);
});

test.each(HONEST)('lets pass $name', async (one) => {
  expect(await blocks(one)).toBe(false);
});
