import { describe, expect, test } from '@jest/globals';
import { unicode } from '../../src/guards/unicode.ts';
import type { Finding } from '../../src/guards/types.ts';
import { inputOf } from './cases/case.ts';
import { bad, honest } from './cases/unicode/cases.ts';
import { bad as heldOutBad, honest as heldOutHonest } from './cases/unicode/held-out.ts';

const spelt = (text: string) =>
  text.replaceAll(/<([0-9A-F]{4,5})>/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));
const found = async ([name, path, text, task]: (typeof bad)[number]): Promise<Finding[]> =>
  await unicode.check(
    inputOf({ name, files: [{ path: spelt(path), diff: spelt(text) }], task: task ?? 'Make it work.' }),
  );
const blocks = (findings: Finding[]) => findings.some((finding) => finding.allowed === undefined);

describe('unicode', () => {
  test.each([...bad, ...heldOutBad])('finds: %s', async (...row) => {
    const findings = await found(row);
    expect(blocks(findings)).toBe(true);
    // Code points, never the characters themselves.
    expect(findings.map((finding) => finding.why).join(' ')).toMatch(/^[\x20-\x7E\n]*$/);
  });
  test.each([...honest, ...heldOutHonest])('leaves alone: %s', async (...row) =>
    expect(blocks(await found(row))).toBe(false),
  );
  test('names the code point, the hunk and the line', async () => {
    expect(await found(['', 'a.js', ' let a;\n+let user<200B>Id;'])).toMatchObject([
      { rule: 'unicode', file: 'a.js', hunk: '@@ -10,1 +10,2 @@', line: 11, why: expect.stringContaining('U+200B') },
    ]);
  });
  test('a task about such characters allows them in its tests, and says so', async () => {
    const row = ['', 'test/a.test.ts', "clean('a<200B>b')", 'Strip zero-width characters.'] as const;
    expect(await found(row)).toMatchObject([{ allowed: expect.stringContaining('Strip zero-width') }]);
  });
  test.each(['<200B>', '"', "'<0430>a", '<E0041>', '<0430>', 'a<0430> ', '<1F3F4>', '<FE0F>'])(
    'a line of many %s ends',
    async (part) => {
      const text = spelt(part);
      await found(['', 'a.ts', text.repeat(Math.ceil(1_000_000 / text.length))]);
    },
  );
});
