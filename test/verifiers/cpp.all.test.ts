import { expect, jest, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** Debian's CMake, GoogleTest, Meson, make, gcc and clang in real containers. */
const inContainers = realVerification(POLYGLOT);
jest.setTimeout(900_000);

const C_TEST = `#include <stdio.h>
#include <string.h>
int sum(int, int);
int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "adds") == 0 && sum(1, 2) != 3) {
    fprintf(stderr, "calc_test.c:5: sum(1, 2) is %d, not 3\\n", sum(1, 2));
    return 1;
  }
  return 0;
}
`;
const SUM = 'int sum(int a, int b) { return a + b; }\n';
const base: Tree = {
  '.gitignore': 'm/calc_test\n*.o\n',
  '.github/fettle.yml':
    'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n',
  'g/CMakeLists.txt': `cmake_minimum_required(VERSION 3.16)
project(demo CXX)
enable_testing()
add_library(calc calc.cpp)
find_package(GTest REQUIRED)
add_executable(calc_test tests/calc_test.cpp)
target_link_libraries(calc_test calc GTest::gtest_main)
include(GoogleTest)
gtest_discover_tests(calc_test)
`,
  'g/calc.cpp': SUM,
  'g/tests/calc_test.cpp':
    '#include <gtest/gtest.h>\nint sum(int, int);\nTEST(Calc, adds) { EXPECT_EQ(3, sum(1, 2)); }\nTEST(Calc, fine) { EXPECT_EQ(0, sum(0, 0)); }\n',
  's/meson.build':
    "project('demo', 'c', meson_version: '>=0.60')\nt = executable('calc_test', 'calc_test.c', 'calc.c')\ntest('adds', t, args: ['adds'])\ntest('fine', t)\n",
  's/calc.c': SUM,
  's/calc_test.c': C_TEST,
  'm/Makefile':
    'CC = clang\nCFLAGS = -Wall -Werror\nall: calc_test\ncalc_test: calc_test.o calc.o\n\t$(CC) -o $@ $^\ncheck: all\n\t./calc_test adds\n',
  'm/calc.c': SUM,
  'm/calc_test.c': C_TEST,
};
const change = (tree: Tree, paths: string[], from: string, to: string): Tree => ({
  ...tree,
  ...Object.fromEntries(paths.map((path) => [path, (tree[path] ?? '').replace(from, to)])),
});
const CODE = ['g/calc.cpp', 's/calc.c', 'm/calc.c'];

test('green, with all three', async () => {
  const { reports } = await inContainers(base, change(base, CODE, 'a + b', 'b + a'));
  const names = ['build g', 'test g', 'build s', 'test s', 'build m', 'test m'].map((name) => `cpp:${name}`);
  expect(reports.map(({ check, result }) => `${check} ${result}`).sort()).toEqual(
    [...names, 'custom:clean'].map((name) => `${name} passed`).sort(),
  );
  const tests = new Map(reports.map((report) => [report.check, report.tests]));
  expect(tests.get('cpp:test g')).toEqual({ passed: 2, failed: 0, skipped: 0 });
  expect(tests.get('cpp:test s')).toEqual({ passed: 2, failed: 0, skipped: 0 });
});

test('a broken function fails its tests, by name where the tool has names', async () => {
  const { reports } = await inContainers(base, change(base, CODE, 'a + b', 'a - b'));
  const by = new Map(reports.map((report) => [report.check, report]));
  expect(by.get('cpp:test g')).toMatchObject({
    result: 'failed',
    baseline: 'green',
    tests: { passed: 1, failed: 1 },
    failures: [{ test: 'Calc.adds', file: 'g/tests/calc_test.cpp', line: 3 }],
  });
  expect(by.get('cpp:test s')).toMatchObject({
    result: 'failed',
    tests: { passed: 1, failed: 1 },
    failures: [{ test: 'adds' }],
  });
  expect(by.get('cpp:test m')).toMatchObject({
    result: 'failed',
    detail: expect.stringContaining('sum(1, 2) is -1, not 3'),
  });
});

test('compilers say where; what was red before is said to have been; no tests are no pass', async () => {
  const wrong = change(base, CODE, 'a + b', 'c');
  const { reports } = await inContainers(base, wrong);
  const by = new Map(reports.map((report) => [report.check, report]));
  for (const name of ['g', 's', 'm']) {
    expect(by.get(`cpp:build ${name}`)).toMatchObject({
      result: 'failed',
      failures: [{ file: expect.stringMatching(/^(\w\/)?calc\.c(pp)?$/), line: 1 }],
    });
  }
  const red = change(base, CODE, 'a + b', 'a - b');
  const before = await inContainers(red, { ...red, 'g/README.md': 'x', 's/README.md': 'x' });
  for (const name of ['g', 's']) {
    expect(before.reports.find((report) => report.check === `cpp:test ${name}`)).toMatchObject({
      result: 'pre_existing',
    });
  }
  const none = change(
    change(
      base,
      ['s/meson.build'],
      "test('adds', t, args: ['adds'])\ntest('fine', t)",
      "if false\n  test('x', t)\nendif",
    ),
    ['g/CMakeLists.txt'],
    'gtest_discover_tests(calc_test)',
    'if(NO)\n  add_test(NAME x COMMAND y)\nendif()',
  );
  const zero = await inContainers(none, { ...none, 'g/README.md': 'x', 's/README.md': 'x' });
  for (const name of ['g', 's']) {
    expect(zero.reports.find((report) => report.check === `cpp:test ${name}`)).toMatchObject({ reason: 'no_tests' });
  }
});
