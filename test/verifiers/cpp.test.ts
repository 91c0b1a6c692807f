import { describe, expect, test } from '@jest/globals';
import { cpp } from '../../src/verifiers/cpp/index.ts';
import type { Check, Failure } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree) => cpp.plan(filesOf(tree));
const ids = async (tree: Tree) => (await plan(tree)).checks.map((check) => `${check.id}: ${check.command}`);
const CMAKE = 'cmake_minimum_required(VERSION 3.16...3.28)\nproject(demo CXX)\nadd_library(a a.cpp)\n';
const TESTED = `${CMAKE}enable_testing()\nadd_subdirectory(tests)\n`;

describe('which checks', () => {
  test.each<[string, Tree, string[]]>([
    [
      'CMake with tests below',
      { 'CMakeLists.txt': TESTED, 'tests/CMakeLists.txt': 'add_test(NAME x COMMAND y)' },
      ['cpp:build: cmake -S . -B BUILD && cmake --build BUILD', 'cpp:test: ctest --output-on-failure --no-tests=error'],
    ],
    [
      'CMake without tests',
      { 'CMakeLists.txt': `${CMAKE}# add_test(NAME x COMMAND y)\n` },
      ['cpp:build: cmake -S . -B BUILD && cmake --build BUILD'],
    ],
    ["a part of somebody else's build", { 'lib/CMakeLists.txt': 'add_library(a a.cpp)' }, []],
    [
      'Meson',
      { 'x/meson.build': "project('x', 'c')\nsubdir('t')", 'x/t/meson.build': "test('a', b)" },
      ['cpp:build x: meson setup BUILD && meson compile -C BUILD', 'cpp:test x: meson test --print-errorlogs'],
    ],
    [
      'a Makefile',
      { Makefile: 'CFLAGS := -O2\nall: a\ncheck test: all\n\t./a\n', 'a.c': '' },
      ['cpp:build: make all', 'cpp:test: make check'],
    ],
    [
      'a Makefile of default targets',
      { Makefile: 'a: a.o\ntest:\n\t./a\n', 'src/a.c': '' },
      ['cpp:build: make', 'cpp:test: make test'],
    ],
    ['a Makefile without tests', { Makefile: 'all: a\n', 'a.c': '' }, []],
    ['a Makefile of shortcuts', { Makefile: 'test:\n\tgo test\n', 'go.mod': '', 'a.c': '' }, []],
    ['a Makefile beside no C', { Makefile: 'test:\n\ttrue\n', 'tests/a.c': '' }, []],
    [
      'CMake goes before make',
      { 'CMakeLists.txt': CMAKE, Makefile: 'test:\n', 'a.c': '' },
      ['cpp:build: cmake -S . -B BUILD && cmake --build BUILD'],
    ],
    [
      'one beside the other',
      { 'a/CMakeLists.txt': CMAKE, 'b/meson.build': "project('b', 'c')" },
      [
        'cpp:build a: cmake -S . -B BUILD && cmake --build BUILD',
        'cpp:build b: meson setup BUILD && meson compile -C BUILD',
      ],
    ],
  ])('%s', async (_name, tree, expected) => expect(await ids(tree)).toEqual(expected));

  test('versions that are asked for', async () => {
    expect((await plan({ 'CMakeLists.txt': CMAKE })).checks[0]?.needs).toMatchObject([
      { tool: 'CMake', wanted: '3.16', range: '>=3.16' },
    ]);
    const meson = { 'meson.build': "project('x', 'c',\n  version: '2',\n  meson_version: '>= 0.60.1')" };
    expect((await plan(meson)).checks[0]?.needs).toMatchObject([
      { tool: 'Meson', wanted: '0.60.1', range: '>=0.60.1' },
    ]);
  });
});

describe('what configures a check', () => {
  const tree: Tree = {
    'CMakeLists.txt': `${TESTED}add_compile_options(-Wall -Werror)\n`,
    'tests/CMakeLists.txt': 'add_test(NAME x COMMAND y)',
  };
  const changed = async (changes: Tree, from = tree) => {
    const [before, after] = await Promise.all([plan(from), plan({ ...from, ...changes })]);
    const known = new Map(before.gateFiles.map((it) => [it.path, it.hash]));
    return after.gateFiles.filter((it) => known.get(it.path) !== it.hash).map((it) => it.path);
  };
  test.each<[string, Tree, string[]]>([
    ['warnings that are no errors', { 'CMakeLists.txt': TESTED }, ['CMakeLists.txt']],
    [
      'a test that may fail',
      { 'tests/CMakeLists.txt': `${tree['tests/CMakeLists.txt']}\nset_tests_properties(x PROPERTIES WILL_FAIL TRUE)` },
      ['tests/CMakeLists.txt'],
    ],
    [
      'another test and source',
      {
        'tests/CMakeLists.txt': `${tree['tests/CMakeLists.txt']}\nadd_executable(z z.cpp)\nadd_test(NAME z COMMAND z)`,
      },
      [],
    ],
    [
      'tests that CTest is told to leave out',
      { 'CTestCustom.cmake': 'set(CTEST_CUSTOM_TESTS_IGNORE x)' },
      ['CTestCustom.cmake'],
    ],
  ])('%s', async (_name, changes, expected) => expect(await changed(changes)).toEqual(expected));
  test('a Makefile as a whole, with its scripts', async () => {
    const made = { Makefile: 'test:\n\tsh scripts/run.sh\n', 'scripts/run.sh': './a', 'a.c': '' };
    expect(await changed({ 'scripts/run.sh': 'true' }, made)).toEqual(['scripts/run.sh']);
    expect(await changed({ Makefile: 'test:\n\tsh scripts/run.sh || true\n' }, made)).toEqual(['Makefile']);
  });
  test('statements of Meson', async () => {
    const made = { 'meson.build': "project('x', 'c', default_options: ['werror=true'])\ntest('a', a)" };
    expect(await changed({ 'meson.build': "project('x', 'c')\ntest('a', a)" }, made)).toEqual(['meson.build']);
    expect(
      await changed({ 'meson.build': made['meson.build'].replace("('a', a)", "('a', a, should_fail: true)") }, made),
    ).toEqual(['meson.build']);
    expect(await changed({ 'meson.build': `${made['meson.build']}\ntest('b', b)` }, made)).toEqual([]);
  });
});

describe('tests by name', () => {
  const check = async (tree: Tree): Promise<Check> => {
    const found = (await plan(tree)).checks.find((it) => it.phase === 'test');
    if (found === undefined) throw new Error('no test check');
    return found;
  };
  const ctest = () => check({ 'CMakeLists.txt': `${CMAKE}add_test(NAME x COMMAND y)` });
  const meson = () => check({ 'meson.build': "project('x', 'c')\ntest('a', b)" });
  const failure = (name?: string): Failure => ({ key: 'k', text: 't', ...(name === undefined ? {} : { test: name }) });
  test('failing ones are run again', async () => {
    expect(cpp.narrow?.(await ctest(), [failure('Calc.adds'), failure('a/0')])?.argv.slice(-2)).toEqual([
      '-R',
      '^(Calc\\.adds|a/0)$',
    ]);
    expect(cpp.narrow?.(await meson(), [failure('adds')])?.argv.slice(-1)).toEqual(['adds']);
    expect(cpp.narrow?.(await ctest(), [failure()])).toBeNull();
    expect(cpp.narrow?.(await check({ Makefile: 'test:\n', 'a.c': '' }), [failure('x')])).toBeNull();
  });
  test('are listed', async () => {
    const listed = 'Test project /tmp/b\n  Test #1: Calc.adds\n  Test #12: b c (Disabled)\n\nTotal Tests: 2\n';
    expect(cpp.collected?.(await ctest(), listed)).toEqual(['Calc.adds', 'b c']);
    expect(cpp.collected?.(await ctest(), 'error')).toBeNull();
    expect(cpp.collected?.(await meson(), 'ninja: no work to do.\ndemo / adds\ndemo:unit / fine\n')).toEqual([
      'adds',
      'fine',
    ]);
  });
});
