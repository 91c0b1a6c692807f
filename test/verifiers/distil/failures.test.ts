import { expect, test } from '@jest/globals';
import { distil } from '../../../src/verifiers/distil/distil.ts';
import type { Failure } from '../../../src/verifiers/types.ts';

const failures = async (log: string): Promise<Failure[]> => (await distil(`${log}\n`, { exitCode: 1 })).failures;
const short = ({ test: name, file, line }: Failure): unknown[] => [name, file, line];

/** The name with which a test can be selected again, and where it is. */
test.each([
  ['jest', 'FAIL ./a.test.js\n  ● sum › adds\n\n      at Object.toBe (a.test.js:2:62)', ['sum › adds', 'a.test.js', 2]],
  ['vitest', ' FAIL  a.test.js > sum > adds\nAssertionError: no\n ❯ a.test.js:3:62', ['sum > adds', 'a.test.js', 3]],
  [
    'mocha',
    '  1 failing\n\n  1) sum\n       adds:\n\n      at Context.<anonymous> (test/a.js:3:49)',
    ['sum adds', 'test/a.js', 3],
  ],
  [
    'jasmine',
    'Failures:\n1) sum adds\n  Message:\n    no\n  Stack:\n        at UserContext.x (a.js:2:60)\n\n1 spec, 1 failure',
    ['sum adds', 'a.js', 2],
  ],
  [
    'rspec',
    "Failures:\n\n  1) Adder adds\n     Failure/Error: x\n     # ./spec/a_spec.rb:2:in `block'",
    ['Adder adds', 'spec/a_spec.rb', 2],
  ],
  [
    'minitest',
    '  1) Failure:\nAdderTest#test_adds [test/a_test.rb:3]:\nExpected: 3',
    ['AdderTest#test_adds', 'test/a_test.rb', 3],
  ],
  [
    'phpunit',
    'There was 1 failure:\n\n1) App\\ATest::testRows with data set #0 (1)\nno\n\n/workspace/tests/ATest.php:7\n\nFAILURES!',
    ['App\\ATest::testRows with data set #0 (1)', 'tests/ATest.php', 7],
  ],
  [
    'pytest',
    '==== FAILURES ====\n____ test_p[x - 1-y] ____\n\nE       assert 1\n\ntest_a.py:5: AssertionError\n==== short test summary info ====\nFAILED test_a.py::test_p[x - 1-y] - assert 1',
    ['test_a.py::test_p[x - 1-y]', 'test_a.py', 5],
  ],
  [
    'unittest',
    `${'='.repeat(70)}\nFAIL: test_f (u_test.A.test_f)\n${'-'.repeat(70)}\nTraceback (most recent call last):\n  File "/workspace/u_test.py", line 3, in test_f\n    x\nAssertionError: no`,
    ['test_f (u_test.A.test_f)', 'u_test.py', 3],
  ],
  [
    'go test',
    '--- FAIL: TestTable/two (0.00s)\n    calc_test.go:15: no two\nFAIL',
    ['TestTable/two', 'calc_test.go', 15],
  ],
  [
    'cargo test',
    "---- tests::adds stdout ----\n\nthread 'tests::adds' panicked at core/src/lib.rs:12:9:\nassertion failed\n",
    ['tests::adds', 'core/src/lib.rs', 12],
  ],
  [
    'maven',
    '[ERROR] com.acme.AIT.total -- Time elapsed: 0.012 s <<< FAILURE!\njava.lang.AssertionError: no\n\tat com.acme.AIT.total(AIT.java:31)',
    ['com.acme.AIT.total', 'AIT.java', 31],
  ],
  [
    'gradle',
    'PriceTest > rejects amounts() FAILED\n    java.lang.AssertionError at PriceTest.kt:41\n',
    ['PriceTest > rejects amounts()', 'PriceTest.kt', 41],
  ],
  [
    'dotnet test',
    '  Failed A.BTests.Adds [5 ms]\n  Error Message:\n   no\n  Stack Trace:\n     at A.BTests.Adds() in /workspace/B.cs:line 11\n',
    ['A.BTests.Adds', 'B.cs', 11],
  ],
  ['gtest', 'a_test.cc:6: Failure\nExpected: 3\n[  FAILED  ] Calc.adds (0 ms)', ['Calc.adds', 'a_test.cc', 6]],
  [
    'ctest',
    '1/3 Test #1: Calc.adds ........***Failed    0.02 sec\na_test.cpp:3: Failure\nno\n\n67% tests passed, 1 tests failed out of 3',
    ['Calc.adds', 'a_test.cpp', 3],
  ],
  [
    'meson',
    '2/2 demo / adds      FAIL            0.01s   exit status 1\nstderr:\ncalc_test.c:5: sum is -1\n',
    ['adds', 'calc_test.c', 5],
  ],
  ['xctest', '/workspace/A.swift:6: error: ATests.testAdds : XCTAssertEqual failed', ['ATests.testAdds', 'A.swift', 6]],
  ['swift testing', '✘ Test adds() recorded an issue at A.swift:6:5: Expectation failed: x', ['adds()', 'A.swift', 6]],
  [
    'bats',
    "1..1\nnot ok 1 prints a version\n# (in test file t.bats, line 3)\n#   `false' failed",
    ['prints a version', 't.bats', 3],
  ],
  [
    'playwright',
    '  1) [chromium] › tests/a.spec.ts:10:7 › login › says no ─────\n\n    Error: no',
    ['login › says no', 'tests/a.spec.ts', 10],
  ],
])('%s', async (_tool, log, expected) => {
  expect((await failures(log)).map(short)).toEqual([expected]);
});

test('a test and its parents are one failure', async () => {
  const log = [
    'TAP version 14',
    '# Subtest: test/sum.js',
    '    # Subtest: adds',
    '        not ok 1 - should be equal',
    '          ---',
    '          at:',
    '            fileName: test/sum.js',
    '            lineNumber: 3',
    '          ...',
    '        1..1',
    '    not ok 1 - adds # time=7.3ms',
    '    1..1',
    'not ok 1 - test/sum.js # time=11.4ms',
    '1..1',
  ].join('\n');
  expect((await failures(log)).map(short)).toEqual([['adds', 'test/sum.js', 3]]);
});

test('numbers in the name of a test tell it from others; times do not', async () => {
  const log = (ms: number): string => `✖ case 1 (${ms}ms)\n✖ case 2 (${ms + 1}ms)`;
  const [before, after] = [await failures(log(3)), await failures(log(812))];
  expect(before.map(({ key }) => key)).toEqual(after.map(({ key }) => key));
  expect(new Set(before.map(({ key }) => key)).size).toBe(2);
});

test('a diagnostic that moved is the same; one with another rule is not', async () => {
  const key = async (log: string): Promise<string | undefined> => (await failures(log))[0]?.key;
  expect(await key("./a.py:3:40: E231 missing whitespace after ','")).toBe(
    await key("a.py:30:4: E231 missing whitespace after ','"),
  );
  expect(await key('a.py:1:1: E302 expected 2 blank lines')).not.toBe(
    await key('a.py:1:1: E305 expected 2 blank lines'),
  );
});

test('process ids, addresses and temporary paths are in no key', async () => {
  const key = async (log: string): Promise<string | undefined> => (await failures(log))[0]?.key;
  expect(await key('FATAL: worker 4242 at 0x55d1f0 lost /tmp/run-8f3a/sock')).toBe(
    await key('FATAL: worker 77 at 0x7ffe00 lost /tmp/run-11aa/sock'),
  );
});

test('paths are told as the repository has them', async () => {
  const log = '[ERROR] /workspace/core/src/main/java/A.java:[1,86] cannot find symbol';
  const { text, failures: found } = await distil(log, { exitCode: 1 });
  expect(found[0]?.file).toBe('core/src/main/java/A.java');
  expect(text).not.toContain('/workspace');
});
