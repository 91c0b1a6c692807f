import { expect, test } from '@jest/globals';
import { parseDiff } from '../../../src/guards/parse-diff.ts';
import { changedLines } from '../../../src/runs/gate/changed-lines.ts';
import { lineRanges } from '../../../src/text/line-ranges.ts';
import { report } from '../gate-reports.ts';

const diff = parseDiff(`diff --git a/a.js b/a.js
--- a/a.js
+++ b/a.js
@@ -1,2 +1,4 @@
 one
+two
+three
 four
diff --git a/constructor b/constructor
new file mode 100644
--- /dev/null
+++ b/constructor
@@ -0,0 +1 @@
+x
`);

test('only changed lines count, and only where a tool could tell', () => {
  expect(changedLines([report('passed')], diff)).toBeNull();
  expect(changedLines([report('passed', { unrun: { 'a.js': [1, 3, 4], 'b.js': [1] } })], diff)).toEqual({
    checks: ['npm:test'],
    unrun: [{ file: 'a.js', lines: [3] }],
  });
});

test('what one of several checks ran was run; a check that does not know a file says nothing of it', () => {
  const unit = report('passed', { check: 'unit', unrun: { 'a.js': [2, 3] } });
  const all = report('passed', { check: 'all', unrun: { 'a.js': [3] } });
  const other = report('passed', { check: 'other', unrun: {} });
  expect(changedLines([unit, all, other], diff)).toEqual({
    checks: ['unit', 'all', 'other'],
    unrun: [{ file: 'a.js', lines: [3] }],
  });
});

test('lines that follow each other are one range', () => {
  expect(lineRanges([])).toBe('');
  expect(lineRanges([3])).toBe('3');
  expect(lineRanges([1, 2, 3, 7, 9, 10])).toBe('1-3, 7, 9-10');
});
