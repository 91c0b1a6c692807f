import { expect, test } from '@jest/globals';
import { mutateLine } from '../../../../src/evals/tasks/validity/mutate-line.ts';

const lines = (line: string) => mutateLine(line).map((mutant) => mutant.line);

test('a comparison, a condition, an operator, a number and a text are changed one at a time', () => {
  expect(lines('  if (a < 10) {')).toEqual(['  if (!(a < 10)) {', '  if (a <= 10) {', '  if (a < 11) {']);
  expect(lines("return a + b === 'sum';")).toEqual([
    "return a + b !== 'sum';",
    "return a - b === 'sum';",
    "return a + b === 'xsum';",
  ]);
  expect(lines('    if x and not y:')).toEqual(['    if not (x and not y):', '    if x or not y:']);
  expect(lines('  [ "$a" -eq 3 ] && exit 1')).toEqual([
    '  [ "$a" -ne 3 ] && exit 1',
    '  [ "$a" -eq 3 ] || exit 1',
    '  [ "$a" -eq 4 ] && exit 1',
  ]);
});

test('a statement that stands alone is left out; declarations and ends of blocks are not', () => {
  expect(lines('  list.push(item);')).toContain('');
  expect(lines('  return null;')).not.toContain('');
  expect(lines('  const a = b;')).not.toContain('');
  expect(lines('});')).toEqual([]);
});

test('what returns something returns nothing, where the language lets it', () => {
  expect(mutateLine('  return sum(a, b);', 'js').map((it) => it.line)).toEqual(['  return undefined;']);
  expect(mutateLine('    return total', 'py').map((it) => it.line)).toEqual(['    return None']);
  expect(mutateLine('  return sum(a,', 'js')).toEqual([]);
  expect(mutateLine('	return sum(a, b)', 'go')).toEqual([]);
});

test('a pattern loses what repeats in it, and its end', () => {
  expect(lines("  const a = b.replace(/[^a-z]+/g, '-');")).toEqual(["  const a = b.replace(/[^a-z]/g, '-');"]);
  expect(lines("  const a = b.replace(/-$/, '');")).toEqual(["  const a = b.replace(/-/, '');"]);
});

test('comments, imports, types, arrows and names with digits are no code to change', () => {
  for (const line of [
    '// a < b',
    '# x and y',
    ' * 5 or 6',
    "import { a } from './b1.js';",
    'const f: Map<string, T> = g;',
    'x => y',
    'utf8',
    '',
  ])
    expect(lines(line)).toEqual([]);
});
