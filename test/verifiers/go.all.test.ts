import { expect, jest, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** Debian's Go in real containers. */
const inContainers = realVerification(POLYGLOT);
jest.setTimeout(900_000);

/** Fails when a check left anything behind. */
const CLEAN = 'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n';
const base: Tree = {
  '.github/fettle.yml': CLEAN,
  'go.mod': 'module example.com/demo\n\ngo 1.19\n',
  'calc/calc.go': 'package calc\n\nfunc Sum(a, b int) int { return a + b }\n',
  'calc/calc_test.go': [
    'package calc\n',
    'import "testing"\n',
    'func TestSum(t *testing.T) {',
    '\tif got := Sum(1, 2); got != 3 {',
    '\t\tt.Errorf("Sum(1, 2) = %d, want 3", got)',
    '\t}',
    '}\n',
    'func TestFine(t *testing.T) {}\n',
  ].join('\n'),
  'main.go': 'package main\n\nimport "example.com/demo/calc"\n\nfunc main() { println(calc.Sum(1, 2)) }\n',
};
const checks = ['go:fmt', 'go:vet', 'go:build', 'go:test', 'custom:clean'];
const results = (reports: { check: string; result: string }[]) => reports.map(({ check, result }) => [check, result]);

test('a good change passes, and says how many tests there were', async () => {
  const { reports } = await inContainers(base, { ...base, 'README.md': 'x' });
  expect(results(reports)).toEqual(checks.map((check) => [check, 'passed']));
  expect(reports[3]?.tests).toEqual({ passed: 2, failed: 0, skipped: 0 });
});

test('format, vet and tests each find theirs, and are green on base', async () => {
  const { reports } = await inContainers(
    base,
    {
      ...base,
      'calc/calc.go': 'package calc\n\nfunc  Sum(a, b int) int { return a - b }\n',
      'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Printf("%d\\n", "x") }\n',
    },
    { keepGoing: true },
  );
  expect(reports).toMatchObject([
    { check: 'go:fmt', result: 'failed', failures: [{ file: 'calc/calc.go' }] },
    { check: 'go:vet', result: 'failed', failures: [{ file: 'main.go', line: 5 }] },
    { check: 'go:build', result: 'passed' },
    {
      check: 'go:test',
      result: 'failed',
      baseline: 'green',
      tests: { passed: 1, failed: 1 },
      failures: [{ test: 'TestSum', line: 7, text: expect.stringContaining('Sum(1, 2) = -1, want 3') }],
    },
    { check: 'custom:clean', result: 'passed' },
  ]);
});

test('what was red before is said to have been; a linter that is not there is missing', async () => {
  const red = { ...base, '.golangci.yml': '', 'calc/calc.go': (base['calc/calc.go'] ?? '').replace('a + b', 'a - b') };
  const { reports } = await inContainers(red, { ...red, 'README.md': 'x' }, { keepGoing: true });
  expect(reports.find((report) => report.check === 'go:test')).toMatchObject({
    result: 'pre_existing',
    baseline: 'red',
  });
  expect(reports.find((report) => report.check === 'go:lint')).toMatchObject({
    result: 'could_not_run',
    reason: 'tool_missing',
  });
});

test('what does not compile, no tests, and a Go that is too old', async () => {
  const { 'calc/calc_test.go': _, ...bare } = base;
  const { reports } = await inContainers(bare, { ...bare, 'main.go': 'package main\n\nfunc main() { nobody() }\n' });
  expect(reports[1]).toMatchObject({ check: 'go:vet', result: 'failed', failures: [{ file: 'main.go', line: 3 }] });
  expect(reports[2]).toMatchObject({ check: 'go:build', result: 'failed', failures: [{ file: 'main.go', line: 3 }] });
  const none = await inContainers(bare, { ...bare, 'README.md': 'x' });
  expect(none.reports[3]).toMatchObject({ check: 'go:test', result: 'could_not_run', reason: 'no_tests' });
  const newer = { ...base, 'go.mod': 'module example.com/demo\n\ngo 1.99\n' };
  const old = await inContainers(newer, { ...newer, 'README.md': 'x' });
  expect(old.reports[0]).toMatchObject({
    result: 'could_not_run',
    reason: 'toolchain',
    summary: expect.stringContaining('Go 1.99'),
  });
});
