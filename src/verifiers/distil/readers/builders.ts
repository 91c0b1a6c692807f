import { blockFamily } from '../block-rules.ts';

/** What GoogleTest prints around a single test that a runner starts. */
const BANNER =
  /^(?:Running main\(\)|Note: Google Test|\[[=-]+\]|\[ (?:RUN|\s+OK) |\[ {2}(?:PASSED|FAILED) {2}\]|\s*\d+ FAILED TESTS?$|Internal ctest)/;

/** Bazel, CTest and Meson: builders that start tests of any kind and tell what became of them. */
export const builders = blockFamily(
  'builders',
  [
    {
      tool: 'bazel',
      kind: 'error',
      open: /^ERROR: (?<title>(?<file>\S*BUILD(?:\.bazel)?):(?<line>\d+):\d+: .* failed: \(.*)$/,
      ends: /./,
    },
    {
      tool: 'bazel',
      kind: 'step',
      open: /^ERROR: (?<title>Build did NOT complete successfully|Analysis of target .*)/,
      ends: /./,
    },
    {
      tool: 'bazel',
      kind: 'compile',
      open: /^ERROR: (?<title>(?<file>\S*BUILD(?:\.bazel)?|\S+\.bzl|WORKSPACE\S*|MODULE\.bazel):(?<line>\d+):\d+: .*)$/,
      ends: /^(?!\s)/,
      max: 8,
    },
    {
      tool: 'bazel',
      kind: 'compile',
      open: /^ERROR: (?<title>(?:Skipping .*: )?(?:no such (?:target|package)|in target|error loading package).*)$/,
      ends: /^(?!\s)/,
      max: 6,
    },
    {
      tool: 'bazel',
      kind: 'error',
      open: /^ERROR: (?<title>(?:Error computing|Error downloading|No test targets|An error occurred during the fetch).*)$/,
      ends: /^(?!\s)/,
      max: 6,
    },
    {
      tool: 'bazel',
      kind: 'test',
      open: /^(?<title>(?<test>\/\/\S+)\s+(?:\(cached\) )?(?:FAILED TO BUILD|FAILED|TIMEOUT|NO STATUS)\b.*)$/,
      ends: /./,
    },
    {
      tool: 'ctest',
      kind: 'test',
      open: /^\s*\d+\/\d+ (?<title>Test\s+#\d+: (?<test>\S+) .*\*\*\*.*)$/,
      ends: /^\s+Start\s+\d+:|^\d+% tests passed|^\s*\d+\/\d+ Test\s+#/,
      drop: BANNER,
      max: 10,
    },
    {
      tool: 'ctest',
      kind: 'step',
      open: /^(?<title>The following tests FAILED:)$/,
      ends: /^(?!\s)/,
      blanks: 1,
      max: 30,
    },
    {
      tool: 'meson',
      kind: 'test',
      open: /^\s*\d+\/\d+ (?<title>(?:\S.* \/ )?(?<test>\S.*?)\s+(?:FAIL|TIMEOUT|ERROR|UNEXPECTEDPASS|INTERRUPT)\s+[\d.]+ ?s\b.*)$/,
      ends: /^\s*\d+\/\d+ |^Summary of Failures|^Ok: /,
      drop: /^(?:>>> |[―─-]{4,}|std(?:err|out):$|ninja: )/,
      blanks: 2,
      max: 12,
    },
  ],
  ' \tE/T0123456789',
);
