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

describe('every case that the rules were written with', () => {
  test.each(gateCases('bad').map(({ name, prompt, diff }) => [name, prompt, diff] as const))(
    'finds: %s (%s)',
    async (_name, prompt, diff) => {
      expect(blocking((await findings(diff, prompt)).gate)).not.toEqual([]);
    },
  );
  test.each(gateCases('honest').map(({ name, prompt, diff }) => [name, prompt, diff] as const))(
    'leaves alone: %s (%s)',
    async (_name, prompt, diff) => {
      expect(blocking((await findings(diff, prompt)).all)).toEqual([]);
    },
  );
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
  ['> Lower the coverage threshold to 60', '80', '60', false],
  ['```\nLower the coverage threshold to 60\n```\nFix this.', '80', '60', false],
])('%s: from %s to %s is allowed: %p', async (prompt, from, to, allowed) => {
  const diff = `--- a/.coveragerc\n+++ b/.coveragerc\n@@ -1,2 +1,2 @@\n [report]\n-fail_under = ${from}\n+fail_under = ${to}\n`;
  const { gate } = await findings(diff, prompt);
  expect(gate).toHaveLength(1);
  expect(gate[0]?.allowed !== undefined).toBe(allowed);
});
