import { expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { distil } from '../../src/verifiers/distil/distil.ts';
import { swift } from '../../src/verifiers/swift/index.ts';
import { planSwift } from '../../src/verifiers/swift/plan.ts';
import type { Check } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const manifest = (more: string) => `// swift-tools-version: 5.9
import PackageDescription
let package = Package(
  name: "Calc",
  // .package(url: "https://old.example/x", from: "1.0.0"),
  ${more}
)
`;
const TESTED = manifest('targets: [.target(name: "Calc"), .testTarget(name: "CalcTests", dependencies: ["Calc"])]');
const plan = (tree: Tree, platform: NodeJS.Platform = 'linux') =>
  planSwift(filesOf(tree), readRepoConfig(null), platform);

test('a package is built and tested, without dependencies nothing is installed', async () => {
  const { checks, installs, gateFiles } = await plan({ 'Package.swift': TESTED, '.swift-version': '5.9.2\n' });
  expect(checks).toMatchObject([
    { id: 'swift:build', phase: 'build', argv: ['swift', 'build', '--build-tests'] },
    { id: 'swift:test', phase: 'test', argv: ['swift', 'test'] },
  ]);
  expect(checks[0]?.needs?.map(({ range }) => range)).toEqual(['>=5.9', '~5.9.2']);
  expect(installs).toEqual([]);
  expect(gateFiles).toMatchObject([{ path: 'Package.swift', part: 'testTargets' }]);
});

test('remote packages are resolved as written, local ones are used', async () => {
  const { checks, installs, uses } = await plan({
    'app/Package.swift': manifest(
      'dependencies: [.package(url: "https://git.example/a/b.git", from: "1.0.0"), .package(path: "../core")]',
    ),
    'app/Package.resolved': '{ "pins": [{ "location": "https://other.example/c.git" }] }',
    'core/Package.swift': manifest('targets: []'),
  });
  expect(checks.map(({ id }) => id)).toEqual(['swift:build app', 'swift:build core']);
  expect(installs).toMatchObject([
    {
      cwd: 'app',
      argv: ['swift', 'package', 'resolve', '--force-resolved-versions'],
      hosts: ['git.example', 'other.example'],
      outputs: ['app/.build'],
    },
  ]);
  expect([...(installs[0]?.files.keys() ?? [])]).toContain('core/Package.swift');
  expect(uses).toEqual([{ component: 'app', uses: ['core'] }]);
});

const XCODE: Tree = {
  'ios/App.xcodeproj/project.pbxproj': 'SDKROOT = iphoneos;\n',
  'ios/App.xcodeproj/xcshareddata/xcschemes/App.xcscheme': '<Scheme/>',
  'mac/Tool.xcodeproj/project.pbxproj': 'SDKROOT = macosx;\n',
  'mac/Tool.xcodeproj/xcshareddata/xcschemes/Tool.xcscheme': '<Scheme/>',
  'mac/Tool.xcworkspace/contents.xcworkspacedata': '<Workspace/>',
};

test("Xcode's projects need a Mac", async () => {
  const { checks, unsupported } = await plan(XCODE);
  expect(checks).toEqual([]);
  expect(unsupported).toMatchObject([
    { component: 'ios', reason: 'needs_platform', summary: expect.stringContaining('only runs on macOS') },
    { component: 'mac', reason: 'needs_platform' },
  ]);
});

test('and are built there; tests that need a simulator are named', async () => {
  const { checks, unsupported } = await plan(XCODE, 'darwin');
  expect(checks.map(({ id, argv }) => [id, argv.slice(2, 4)])).toEqual([
    ['swift:xcodebuild-build ios', ['-project', 'App.xcodeproj']],
    ['swift:xcodebuild-build mac', ['-workspace', 'Tool.xcworkspace']],
    ['swift:xcodebuild-test mac', ['-workspace', 'Tool.xcworkspace']],
  ]);
  expect(unsupported).toMatchObject([{ component: 'ios', summary: expect.stringContaining('need a simulator') }]);
});

test('a manifest that declares nothing is said', async () => {
  expect(await plan({ 'Package.swift': '{' })).toMatchObject({ checks: [], unsupported: [{ reason: 'toolchain' }] });
});

test('tests are listed and selected by name', async () => {
  expect(
    swift.collected?.({} as Check, 'Building for debugging...\nCalcTests.SumTests/testAdds\nCalcTests.adds()\n'),
  ).toEqual(['CalcTests.SumTests/testAdds', 'CalcTests.adds()']);
  const check = (await plan({ 'Package.swift': TESTED })).checks[1] as Check;
  const failed = (name: string) => ({ key: '', text: '', test: name });
  expect(swift.narrow?.(check, [failed('SumTests.testAdds')])?.argv.slice(2)).toEqual([
    '--filter',
    String.raw`(^|\.)(SumTests/testAdds)$`,
  ]);
  expect(swift.narrow?.(check, [failed('adds()')])).toBeNull();
});

test('what XCTest prints, by its published format: sums are nested', async () => {
  const log = `Test Suite 'All tests' started at 2024-05-02 10:11:12.123
Test Suite 'CalcTests' started at 2024-05-02 10:11:12.125
Test Case 'CalcTests.testAdds' started at 2024-05-02 10:11:12.125
/workspace/Tests/CalcTests/CalcTests.swift:6: error: CalcTests.testAdds : XCTAssertEqual failed: ("-1") is not equal to ("3")
Test Case 'CalcTests.testAdds' failed (0.001 seconds)
Test Suite 'CalcTests' failed at 2024-05-02 10:11:12.127
\t Executed 2 tests, with 1 failure (0 unexpected) in 0.001 (0.001) seconds
Test Suite 'All tests' failed at 2024-05-02 10:11:12.127
\t Executed 2 tests, with 1 failure (0 unexpected) in 0.001 (0.001) seconds
`;
  expect(await distil(log, { exitCode: 1, tool: 'swift' })).toMatchObject({
    tests: { passed: 1, failed: 1, skipped: 0 },
    failures: [{ test: 'CalcTests.testAdds', file: 'Tests/CalcTests/CalcTests.swift', line: 6 }],
  });
  const none =
    "Test Suite 'All tests' passed at 2024-05-02 10:11:12.127\n\t Executed 0 tests, with 0 failures (0 unexpected) in 0.0 (0.0) seconds\n";
  expect(await distil(none, { exitCode: 0, tool: 'swift' })).toMatchObject({ couldNotRun: 'no_tests' });
});

test('what swift-testing and the compiler print', async () => {
  const log = `✘ Test adds() recorded an issue at CalcTests.swift:6:5: Expectation failed: (sum(1, 2) → -1) == 3
✘ Test adds() failed after 0.001 seconds with 1 issue.
✘ Test run with 2 tests failed after 0.001 seconds with 1 issue.
`;
  expect(await distil(log, { exitCode: 1, tool: 'swift' })).toMatchObject({
    summary: '1 of 2 tests failed',
    failures: [{ test: 'adds()', file: 'CalcTests.swift', line: 6 }],
  });
  const build = `error: emit-module command failed with exit code 1 (use -v to see invocation)
[3/5] Emitting module Calc
/workspace/Sources/Calc/Calc.swift:3:10: error: cannot find 'bb' in scope
`;
  expect(await distil(build, { exitCode: 1, tool: 'swift' })).toMatchObject({
    failures: [{ file: 'Sources/Calc/Calc.swift', line: 3 }],
  });
});
