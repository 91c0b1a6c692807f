import { expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { distil } from '../../src/verifiers/distil/distil.ts';
import { dotnet } from '../../src/verifiers/dotnet/index.ts';
import { rollForward } from '../../src/verifiers/dotnet/sdk.ts';
import type { Check } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const project = (items = '', properties = '<TargetFramework>net8.0</TargetFramework>') =>
  `<Project Sdk="Microsoft.NET.Sdk">\n  <PropertyGroup>${properties}</PropertyGroup>\n  <ItemGroup>${items}</ItemGroup>\n</Project>\n`;
const line = (path: string) => `Project("{9A19103F}") = "x", "${path}", "{0}"\nEndProject\n`;
const XUNIT = '<PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.8.0" />';
const SOLUTION: Tree = {
  'Calc.sln': line(String.raw`src\Calc\Calc.csproj`) + line(String.raw`tests\Calc.Tests\Calc.Tests.csproj`),
  'src/Calc/Calc.csproj': project(),
  'tests/Calc.Tests/Calc.Tests.csproj': project(
    `${XUNIT}<ProjectReference Include="..\\..\\src\\Calc\\Calc.csproj" />`,
  ),
};
const plan = (tree: Tree) => dotnet.plan(filesOf(tree), readRepoConfig(null));

test('a solution is built and tested after a restore', async () => {
  const { checks, installs } = await plan({
    ...SOLUTION,
    'nuget.config': '<add key="own" value="https://Packages.example/v3" />',
  });
  expect(checks.map(({ id, argv }) => [id, argv.slice(0, 4).join(' ')])).toEqual([
    ['dotnet:build', 'dotnet build Calc.sln --no-restore'],
    ['dotnet:test', 'dotnet test Calc.sln --no-build'],
  ]);
  expect(checks[0]?.needs).toMatchObject([{ tool: '.NET SDK', wanted: 'net8.0', range: '>=8.0.0' }]);
  expect(installs).toMatchObject([
    { argv: ['dotnet', 'restore', 'Calc.sln'], hosts: ['packages.example'], hostsFrom: expect.anything() },
  ]);
  expect(installs[0]?.outputs).toEqual(['.fettle-deps/nuget', 'src/Calc/obj', 'tests/Calc.Tests/obj']);
});

test('lock files are kept to, and sources that are cleared are not asked', async () => {
  const { installs } = await plan({
    ...SOLUTION,
    'src/Calc/packages.lock.json': '{}',
    'tests/Calc.Tests/packages.lock.json': '{}',
    'NuGet.Config': '<packageSources><clear /><add key="own" value="https://packages.example/v3" /></packageSources>',
  });
  expect(installs[0]?.argv).toContain('--locked-mode');
  expect(installs[0]?.hostsFrom).toBeUndefined();
});

test('a project without packages needs no install', async () => {
  const { checks, installs } = await plan({ 'src/A/A.csproj': project(), '.editorconfig': 'root = true\n' });
  expect(installs).toEqual([]);
  expect(checks.map(({ id, cwd, argv }) => [id, cwd, argv.includes('--no-restore')])).toEqual([
    ['dotnet:format src/A', 'src/A', false],
    ['dotnet:build src/A', 'src/A', false],
  ]);
});

test('projects elsewhere are used, and the widest of several solutions is taken', async () => {
  const { checks, uses } = await plan({
    'app/All.sln': line(String.raw`App\App.csproj`) + line(String.raw`..\lib\Lib.csproj`),
    'app/App.sln': line(String.raw`App\App.csproj`),
    'app/App/App.csproj': project('<ProjectReference Include="../../core/Core.csproj" />'),
    'lib/Lib.csproj': project(),
    'core/Core.csproj': project(),
  });
  expect(checks.map(({ command }) => command)).toEqual(['dotnet build All.sln', 'dotnet build Core.csproj']);
  expect(uses).toEqual([{ component: 'app', uses: ['lib', 'core'] }]);
});

test.each([
  ['net48', project('', '<TargetFramework>net48</TargetFramework>')],
  ['net8.0-windows', project('', '<TargetFramework>net8.0-windows</TargetFramework>')],
  ['.NET Framework', '<Project ToolsVersion="15.0"><PropertyGroup/></Project>'],
])('%s needs another platform', async (name, text) => {
  expect(await plan({ 'a/A.csproj': text })).toMatchObject({
    checks: [],
    unsupported: [
      { component: 'a', reason: 'needs_platform', summary: expect.stringContaining(`is for ${name}, which`) },
    ],
  });
});

test('a broken project is said, with the line', async () => {
  expect((await plan({ 'a/A.csproj': '<Project Sdk="x">\n<A>\n</Project>' })).unsupported).toMatchObject([
    { reason: 'toolchain', summary: expect.stringMatching(/^a\/A\.csproj is not valid XML \(line 3: /) },
  ]);
});

test('global.json asks for an SDK', async () => {
  const { checks } = await plan({
    ...SOLUTION,
    'global.json': '{ "sdk": { "version": "8.0.204", "rollForward": "latestFeature" } }',
  });
  expect(checks[0]?.needs).toMatchObject([{ wanted: '8.0.204', range: '>=8.0.204 <8.1.0', from: 'global.json' }]);
});

test.each([
  ['patch', '>=8.0.204 <8.0.300'],
  ['disable', '8.0.204'],
  ['latestMinor', '>=8.0.204 <9.0.0'],
  ['major', '>=8.0.204'],
])('rollForward %s', (policy, range) => expect(rollForward('8.0.204', policy)).toBe(range));

test('settings of analysers and tests are fixed from base; packages are not', async () => {
  const gate = async (text: string) => (await plan({ ...SOLUTION, 'src/Calc/Calc.csproj': text })).gateFiles;
  expect(await gate(project(XUNIT))).toEqual(await gate(project()));
  expect(await gate(project('<Compile Remove="Hard.cs" />'))).not.toEqual(await gate(project()));
  expect(await gate(project('', '<NoWarn>CS0168</NoWarn>'))).toMatchObject([{ part: 'settings' }]);
  expect((await plan({ ...SOLUTION, '.editorconfig': '' })).gateFiles).toMatchObject([{ path: '.editorconfig' }]);
});

test('tests are listed and selected by name', async () => {
  const check = (await plan(SOLUTION)).checks.at(-1) as Check;
  const listing = 'Test run for x.dll\nThe following Tests are available:\n    A.B.C\n    A.B.D(x: 1)\n\n';
  expect(dotnet.collected?.(check, listing)).toEqual(['A.B.C', 'A.B.D(x: 1)']);
  const failed = (name: string) => ({ key: '', text: '', test: name });
  expect(dotnet.narrow?.(check, [failed('A.B.C'), failed('A.B.D(x: 1)')])?.argv.slice(-2)).toEqual([
    '--filter',
    'FullyQualifiedName=A.B.C|FullyQualifiedName=A.B.D',
  ]);
  expect(dotnet.narrow?.(check, [failed('C')])).toBeNull();
});

test('what it prints, by its published format', async () => {
  const red = await distil(
    `Starting test execution, please wait...
  Failed Calc.Tests.SumTests.Adds_two_numbers [5 ms]
  Error Message:
   Assert.Equal() Failure: Values differ
Expected: 3
Actual:   -1
  Stack Trace:
     at Calc.Tests.SumTests.Adds_two_numbers() in /workspace/tests/Calc.Tests/SumTests.cs:line 11

Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3, Duration: 9 ms - Calc.Tests.dll (net8.0)
`,
    { exitCode: 1, tool: 'dotnet' },
  );
  expect(red).toMatchObject({
    summary: '1 of 3 tests failed',
    tests: { passed: 2, failed: 1, skipped: 0 },
    failures: [{ test: 'Calc.Tests.SumTests.Adds_two_numbers', file: 'tests/Calc.Tests/SumTests.cs', line: 11 }],
  });
  expect(red.text).toMatch(/Expected: 3\n\s*Actual: {3}-1/);
  const build = await distil(
    '/workspace/src/Calc/Sum.cs(5,48): error CS1002: ; expected [/workspace/src/Calc/Calc.csproj]\n',
    {
      exitCode: 1,
      tool: 'dotnet',
    },
  );
  expect(build.failures).toMatchObject([{ file: expect.stringMatching(/Sum\.cs$/), line: 5 }]);
  const none =
    'No test is available in /workspace/tests/bin/A.Tests.dll. Make sure that test discoverer & executors are registered.\n';
  expect(await distil(none, { exitCode: 0, tool: 'dotnet' })).toMatchObject({ couldNotRun: 'no_tests' });
});
