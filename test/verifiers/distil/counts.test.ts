import { expect, test } from '@jest/globals';
import { distil } from '../../../src/verifiers/distil/distil.ts';
import type { TestCounts } from '../../../src/verifiers/types.ts';

const counts = (passed: number, failed: number, skipped = 0): TestCounts => ({ passed, failed, skipped });

/** The lines in which each runner says how many tests ran, and what they come to. */
const SUMS: readonly [string, string, TestCounts][] = [
  ['jest', 'Tests:       1 failed, 2 skipped, 118 passed, 121 total', counts(118, 1, 2)],
  ['vitest', '      Tests  1 failed | 4 passed | 1 skipped (6)', counts(4, 1, 1)],
  ['mocha', '  3 passing (12ms)\n  1 pending\n  2 failing\n', counts(3, 2, 1)],
  ['ava', '  2 tests passed\n  1 test failed', counts(2, 1)],
  ['node:test', 'ℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ skipped 1', counts(2, 1, 1)],
  ['jasmine', '3 specs, 1 failure, 1 pending spec', counts(1, 1, 1)],
  ['tap, no sum', '1..3\nok 1 adds\nnot ok 2 prints\nok 3 later # skip why', counts(1, 1, 1)],
  ['tap 18', '# { total: 4, pass: 2, fail: 1, skip: 1 }', counts(2, 1, 1)],
  ['bun', ' 1 pass\n 2 skip\n 3 fail\nRan 6 tests across 1 files. [11.00ms]', counts(1, 3, 2)],
  ['deno', 'FAILED | 1 passed | 2 failed | 1 ignored (23ms)', counts(1, 2, 1)],
  ['playwright', '  1 failed\n    [chromium] › a.spec.ts:1:1 › x\n  2 skipped\n  13 passed (22.3s)', counts(13, 1, 2)],
  ['pytest', '=== 2 failed, 1 passed, 1 xfailed, 1 xpassed, 1 error in 0.05s ===', counts(2, 3, 1)],
  ['unittest', 'Ran 5 tests in 0.001s\n\nFAILED (failures=1, errors=1, skipped=1)', counts(2, 2, 1)],
  ['go test -v', '--- PASS: TestA (0.00s)\n--- SKIP: TestC (0.00s)\n--- FAIL: TestB (0.00s)', counts(1, 1, 1)],
  ['gotestsum', '--- FAIL: TestB (0.00s)\nDONE 41 tests, 1 skipped, 2 failures in 1.234s', counts(38, 2, 1)],
  [
    'cargo test',
    'test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured\ntest result: ok. 4 passed; 0 failed; 0 ignored;',
    counts(7, 1, 2),
  ],
  ['nextest', '     Summary [   0.010s] 4 tests run: 3 passed, 1 failed, 2 skipped', counts(3, 1, 2)],
  ['maven', '[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 1', counts(0, 2, 1)],
  ['gradle', '42 tests completed, 2 failed, 1 skipped', counts(39, 2, 1)],
  [
    'dotnet test',
    'Failed!  - Failed:     1, Passed:    17, Skipped:     2, Total:    20, Duration: 41 ms',
    counts(17, 1, 2),
  ],
  ['rspec', '3 examples, 1 failure, 1 pending', counts(1, 1, 1)],
  ['minitest', '14 runs, 14 assertions, 1 failures, 1 errors, 1 skips', counts(11, 2, 1)],
  ['phpunit', 'Tests: 5, Assertions: 4, Failures: 1, Skipped: 1.', counts(3, 1, 1)],
  ['gtest', '[  PASSED  ] 2 tests.\n[  FAILED  ] 1 test, listed below:', counts(2, 1)],
  ['ctest, with gtest inside', '[  PASSED  ] 0 tests.\n67% tests passed, 1 tests failed out of 3', counts(2, 1)],
  [
    'meson',
    'Ok:                 1   \nExpected Fail:      1   \nFail:               1   \nTimeout:            1   ',
    counts(2, 2),
  ],
  ['catch2', 'test cases:  4 |  3 passed | 1 failed', counts(3, 1)],
  [
    'xctest: suites inside suites',
    "Test Suite 'ATests' failed at 1\n\t Executed 2 tests, with 1 failure (0 unexpected) in 0.1 (0.1) seconds\n" +
      "Test Suite 'All tests' failed at 1\n\t Executed 2 tests, with 1 failure (0 unexpected) in 0.1 (0.1) seconds",
    counts(1, 1),
  ],
  [
    'swift testing',
    '✘ Test adds() failed after 0.001 seconds with 1 issue.\n✘ Test run with 2 tests failed after 0.1 seconds.',
    counts(1, 1),
  ],
  [
    'bazel, with gtest inside',
    '[  PASSED  ] 2 tests.\nExecuted 2 out of 2 tests: 1 test passes and 1 fails locally.',
    counts(1, 1),
  ],
  ['exunit', '31 tests, 1 failure, 2 skipped', counts(28, 1, 2)],
  ['automake', '# TOTAL: 3\n# PASS:  2\n# FAIL:  1', counts(2, 1)],
  ['prove', 't/a.t (Wstat: 256 (exited 1) Tests: 3 Failed: 1)\nFiles=2, Tests=5,  1 wallclock secs', counts(4, 1)],
];

test.each(SUMS)('%s', async (_name, log, expected) => {
  expect((await distil(`${log}\n`, { exitCode: 1 })).tests).toEqual(expected);
});

test('several suites in one log are added up, whatever ran them', async () => {
  const log =
    'Tests:       2 passed, 2 total\n===== 1 failed, 3 passed in 0.1s =====\nTests:       1 failed, 1 total\n';
  expect((await distil(log, { exitCode: 1 })).tests).toEqual(counts(5, 2));
});

test.each([
  ['go', '?   \texample.com/app\t[no test files]\n'],
  ['go test -run', 'testing: warning: no tests to run\nPASS\nok  \texample.com/app\t0.002s [no tests to run]\n'],
  ['phpunit', 'No tests executed!\n'],
  ['unittest', 'Ran 0 tests in 0.000s\n\nOK\n'],
  ['meson', 'No tests defined.\n'],
  ['bats', '1..0\n'],
  ['dotnet test', 'No test is available in /src/A.dll. Make sure that test discoverer & executors are registered.\n'],
])('zero tests are never a success: %s', async (_tool, log) => {
  const { couldNotRun, summary } = await distil(log, { exitCode: 0 });
  expect(couldNotRun).toBe('no_tests');
  expect(summary).toContain('no test was run');
});

test('a package without tests beside one with tests is no reason', async () => {
  const log = '?   \texample.com/a\t[no test files]\n--- PASS: TestB (0.00s)\nPASS\nok  \texample.com/b\t0.002s\n';
  expect((await distil(log, { exitCode: 0 })).couldNotRun).toBeUndefined();
});
