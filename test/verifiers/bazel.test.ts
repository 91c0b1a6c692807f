import { expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { bazel } from '../../src/verifiers/bazel/index.ts';
import { distil } from '../../src/verifiers/distil/distil.ts';
import type { Check } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const PLAIN: Tree = {
  'MODULE.bazel': 'module(name = "calc")\n',
  '.bazelversion': '7.1.0\n',
  'calc/BUILD.bazel': 'cc_library(name = "sum")\ncc_test(\n    name = "sum_test",\n    tags = ["manual", "slow"],\n)\n',
};
const WITH_DEPENDENCY: Tree = {
  ...PLAIN,
  'MODULE.bazel': 'bazel_dep(name = "rules_cc", version = "0.0.9")\n',
  'MODULE.bazel.lock':
    '{ "registryFileHashes": { "https://registry.example/modules/rules_cc/0.0.9/MODULE.bazel": "x" } }',
  'calc/sum.cc': '',
};
const plan = (tree: Tree, config: string | null = null) => bazel.plan(filesOf(tree), readRepoConfig(config));

test('a workspace is built and tested; without dependencies nothing is installed', async () => {
  const { checks, installs } = await plan(PLAIN);
  expect(checks).toMatchObject([
    { id: 'bazel:build', phase: 'build', needs: [{ tool: 'Bazel', range: '~7.1.0' }] },
    { id: 'bazel:test', phase: 'test', command: 'bazel test //...' },
  ]);
  expect(installs).toEqual([]);
  expect((await plan({ 'MODULE.bazel': '', BUILD: 'cc_library(name = "a")\n' })).checks).toHaveLength(1);
});

test('rules run programs while they fetch: only with leave', async () => {
  expect(await plan(WITH_DEPENDENCY)).toMatchObject({
    checks: [],
    unsupported: [{ reason: 'install_failed', summary: expect.stringContaining('install: { scripts: true }') }],
  });
  const { checks, installs } = await plan(WITH_DEPENDENCY, 'install: { scripts: true }');
  expect(checks).toHaveLength(2);
  expect(installs).toMatchObject([{ hosts: ['registry.example'], outputs: ['.fettle-deps/bazel'] }]);
  expect([...(installs[0]?.files.keys() ?? [])]).not.toContain('calc/sum.cc');
});

test('settings, the wrapper and what leaves tests out are fixed from base', async () => {
  const { gateFiles } = await plan({
    ...PLAIN,
    '.bazelrc': 'test --test_tag_filters=-slow\n',
    'tools/bazel': '#!/bin/sh\n',
  });
  expect(gateFiles.map(({ path, part }) => [path, part])).toEqual([
    ['.bazelrc', null],
    ['calc/BUILD.bazel', 'attributes'],
    ['tools/bazel', null],
  ]);
});

test('failing targets are run again by their labels', async () => {
  const check = (await plan(PLAIN)).checks.at(-1) as Check;
  const failed = (name: string) => ({ key: '', text: '', test: name });
  expect(bazel.narrow?.(check, [failed('//calc:sum_test')])?.argv.at(-1)).toBe('//calc:sum_test');
  expect(bazel.narrow?.(check, [failed('SumTest.Adds')])).toBeNull();
});

test('what it prints, by its published format', async () => {
  const log = `INFO: Found 4 targets...
ERROR: /workspace/calc/BUILD.bazel:1:11: Compiling calc/sum.cc failed: (Exit 1): gcc failed: error executing command
calc/sum.cc: In function 'int sum(int, int)':
calc/sum.cc:3:14: error: 'bb' was not declared in this scope; did you mean 'b'?
INFO: Elapsed time: 1.210s, Critical Path: 0.40s
ERROR: Build did NOT complete successfully
`;
  const { failures } = await distil(log, { exitCode: 1, tool: 'bazel' });
  expect(failures).toContainEqual(expect.objectContaining({ file: 'calc/sum.cc', line: 3 }));
  const tested = await distil(
    `FAIL: //calc:sum_test (see /home/agent/.cache/bazel/_bazel_agent/abc/execroot/_main/bazel-out/test.log)
INFO: Build completed, 1 test FAILED, 12 total actions
//calc:zero_test                                                         PASSED in 0.1s
//calc:sum_test                                                          FAILED in 0.2s

Executed 2 out of 2 tests: 1 test passes and 1 fails locally.
`,
    { exitCode: 3, tool: 'bazel' },
  );
  expect(tested).toMatchObject({ summary: '1 of 2 tests failed', failures: [{ test: '//calc:sum_test' }] });
  const none =
    'INFO: Found 2 targets and 0 test targets...\nERROR: No test targets were found, yet testing was requested\n';
  expect(await distil(none, { exitCode: 4, tool: 'bazel' })).toMatchObject({ couldNotRun: 'no_tests' });
  const offline = 'ERROR: Error accessing registry https://registry.example/: Unknown host: registry.example\n';
  expect(await distil(offline, { exitCode: 48, tool: 'bazel' })).toMatchObject({ couldNotRun: 'registry_unreachable' });
});
