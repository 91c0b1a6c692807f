import { describe, expect, test } from '@jest/globals';
import { parseDiff } from '../../../src/guards/parse-diff.ts';
import { uncollectedTests } from '../../../src/runs/gate/uncollected.ts';
import { report } from '../gate-reports.ts';

/** A diff of one file: lines with their marks. */
function diffOf(path: string, ...lines: string[]) {
  const side = (mark: string) => lines.filter((line) => !line.startsWith(mark)).length;
  return parseDiff(
    `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1,${side('+')} +1,${side('-')} @@\n${lines.join('\n')}\n`,
  );
}
const hidden = (gone: string[], come: string[], diff = diffOf('a', ' x'), allowed?: string) =>
  uncollectedTests([report('passed', { names: { gone, come } })], diff, allowed);

describe('hidden from the runner', () => {
  const other = ['suite: brand new', 'tests/test_new.py::test_new', 'shop.TestNew'];
  test.each([
    [
      'a case put into a function that nobody calls',
      'cart adds',
      ["-test('adds', () => {", "+const later = () => test('adds', () => {"],
    ],
    ['a case that was commented out', 'cart adds', ["-test('adds', () => {", "+// test('adds', () => {"]],
    ['a file that the runner no longer looks for', 'tests/test_cart.py::test_adds', [' testpaths = other']],
    ['a class that is no test any more', 'tests/test_cart.py::TestCart::test_adds', ['+    __test__ = False']],
    ['a build tag', 'example.com/shop.TestAdds', ['+//go:build never']],
    ['a word that stands at the end of a title', 'cart adds totals', ['-import totals']],
    ['a title of which only a part was taken', 'cart adds', ["-x('dds')"]],
    ['a title of placeholders alone', 'cart adds', ["-test('%s', () => {"]],
  ])('%s', (_what, gone, lines) => {
    expect(hidden([gone], other, diffOf('test/a', ...lines))).toEqual([
      {
        rule: 'tests_uncollected',
        file: '',
        hunk: null,
        why: `npm:test no longer collects a test that the base commit has: ${gone}. Let the runner find them again.`,
      },
    ]);
  });
});

describe('explained by the diff', () => {
  test.each([
    ['a case taken away', 'cart adds', [], ["-test('adds', () => {"]],
    ['a case with another title', 'cart adds', ['cart adds up'], ["-test('adds', () => {", "+test('adds up', () => {"]],
    ['a function taken away', 'tests/a.py::test_adds', [], ['-def test_adds():']],
    ['a file that moved', 'tests/a.py::test_adds', ['tests/b.py::test_adds'], []],
    ['a class with another name', 'tests/a.py::TestA::test_adds', ['tests/a.py::TestB::test_adds'], []],
    ['a package that moved', 'example.com/a.TestAdds', ['example.com/b.TestAdds'], []],
    ['a suite with another name', 'old cart adds', ['new cart adds'], ["-describe('old cart'", "+describe('new cart'"]],
    ['other values of one test', 'tests/a.py::test_adds[1-2]', ['tests/a.py::test_adds[1-3]'], []],
    ['a row taken away', 'tests/a.py::test_adds[7-8]', [], [' @parametrize("a", [', '-    (7, 8),']],
    ['a row of a table', 'cart adds 7 to 8', [], ['-  [7, 8],', " ])('adds %i to %i', (a, b) => {"]],
    ['a title with values taken away', 'cart adds 7 to 8', [], ["-test.each(ROWS)('adds %i to %i', (a, b) => {"]],
  ])('%s', (_what, gone, come, lines) => expect(hidden([gone], come, diffOf('test/a', ...lines))).toEqual([]));

  test('one twin explains one', () => {
    const gone = ['a.py::test_x', 'b.py::test_x'];
    expect(hidden(gone, ['c.py::test_x'])[0]?.why).toContain('a test that the base commit has: b.py::test_x.');
  });
});

test('where the settings of the checks may be others, it is shown and does not block', () => {
  expect(hidden(['cart adds'], [], undefined, 'the task says: exclude it')).toMatchObject([
    { why: expect.not.stringContaining('Let the runner'), allowed: 'the task says: exclude it' },
  ]);
});

test('hostile names and titles cost no more than their length', () => {
  const line = `-test('${'%s'.repeat(100)}x', ${'"a'.repeat(100_000)}`;
  expect(hidden([`${'a '.repeat(50_000)}b`], [], diffOf('test/a', line))).toHaveLength(1);
});
