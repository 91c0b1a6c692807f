import { describe, expect, test } from '@jest/globals';
import { diffOnlyInput } from '../../src/guards/diff-only-input.ts';
import { readDiff } from '../../src/guards/parse-diff.ts';
import { protectedPath } from '../../src/guards/protected-path.ts';
import { weakenedGate } from '../../src/guards/weakened-gate/weakened-gate.ts';
import { gateCases } from './gate-cases.ts';

async function findings(diff: string, prompt: string) {
  const { files, problem } = readDiff(diff);
  expect(problem).toBeNull();
  const input = diffOnlyInput(files, prompt);
  return {
    gate: await weakenedGate.check(input),
    all: [...(await weakenedGate.check(input)), ...(await protectedPath.check(input))],
  };
}

const blocking = (found: readonly { allowed?: string }[]) => found.filter((one) => one.allowed === undefined);

/** The later files were written after the rules, each without a look at them, and have become rules since. */
describe.each(['', '-held-out', '-last', '-final', '-own-words'])('cases%s', (part) => {
  test.each(gateCases(`bad${part}`).map(({ name, prompt, diff }) => [name, prompt, diff] as const))(
    'finds: %s (%s)',
    async (_name, prompt, diff) => expect(blocking((await findings(diff, prompt)).gate)).not.toEqual([]),
  );
  test.each(gateCases(`honest${part}`).map(({ name, prompt, diff }) => [name, prompt, diff] as const))(
    'leaves alone: %s (%s)',
    async (_name, prompt, diff) => expect(blocking((await findings(diff, prompt)).all)).toEqual([]),
  );
});

test('a line of a megabyte in a gate is stopped, and takes no time worth speaking of', async () => {
  for (const long of ['npm run a '.repeat(100_000), '-'.repeat(1_000_000), '"a": ["b", '.repeat(100_000)]) {
    const diff = `--- a/package.json\n+++ b/package.json\n@@ -1 +1 @@\n-${long}\n+${long}x\n`;
    expect((await findings(diff, long)).gate).toContainEqual(
      expect.objectContaining({ why: expect.stringContaining('too long to be judged') }),
    );
  }
});

test('a finding names the hunk as it stands in the diff, and the line', async () => {
  const diff =
    '--- a/tsconfig.json\n+++ b/tsconfig.json\n@@ -2,3 +2,3 @@ {\n   "compilerOptions": {\n-    "strict": true,\n+    "strict": false,\n';
  expect((await findings(diff, 'Fix the parser.')).gate).toEqual([
    {
      rule: 'weakened_gate',
      file: 'tsconfig.json',
      hunk: '@@ -2,3 +2,3 @@ {',
      line: 3,
      why: expect.stringContaining('strict went from true to false'),
    },
  ]);
});

test.each([
  ['Lower the coverage threshold to 60', '80', '60', true],
  ['Lower the coverage threshold to 75', '80', '60', false],
  ["Fix the build, but don't lower the coverage threshold", '80', '60', false],
  ['Fix the coverage threshold error', '80', '60', false],
  ['Raise the coverage threshold', '80', '60', false],
  ['> Lower the coverage threshold to 60', '80', '60', false],
  ['```\nLower the coverage threshold to 60\n```\nFix this.', '80', '60', false],
])('%s: from %s to %s is allowed: %p', async (prompt, from, to, allowed) => {
  const diff = `--- a/.coveragerc\n+++ b/.coveragerc\n@@ -1,2 +1,2 @@\n [report]\n-fail_under = ${from}\n+fail_under = ${to}\n`;
  const { gate } = await findings(diff, prompt);
  expect(gate).toHaveLength(1);
  expect(gate[0]?.allowed !== undefined).toBe(allowed);
});
