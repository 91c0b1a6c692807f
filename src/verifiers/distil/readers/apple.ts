import { blockFamily } from '../block-rules.ts';

/** XCTest, Swift Testing and xcodebuild; swiftc's diagnostics are read as located ones. */
export const apple = blockFamily('apple', [
  {
    tool: 'xctest',
    kind: 'test',
    open: /^(?<title>(?<file>\S.*\.(?:swift|mm?)):(?<line>\d+): error: (?:-\[)?(?<test>[\w.]+[. ]\w+)\]? : .*)$/,
    ends: /^(?:Test (?:Case|Suite) |\S+:\d+: |\s+Executed |\d{4}-)/,
    max: 6,
  },
  {
    tool: 'swift testing',
    kind: 'test',
    open: /^✘ (?<title>Test "?(?<test>.+?)"? recorded an issue (?:with .* )?at (?<file>\S+):(?<line>\d+):\d+: .*)$/,
    ends: /^(?:[✘✔◇↳] |Test )/,
    max: 6,
  },
  {
    tool: 'swift testing',
    kind: 'hint',
    open: /^✘ (?:Test|Suite) .+ failed after [\d.]+ seconds.*$/,
    ends: /./,
  },
  {
    tool: 'xcodebuild',
    kind: 'error',
    open: /^xcodebuild: error: .*$/,
    ends: /^\S/,
    max: 8,
  },
  {
    tool: 'xcodebuild',
    kind: 'compile',
    open: /^(?<title>(?<file>\S.*\.(?:xcodeproj|xcworkspace)): error: .*)$/,
    ends: /./,
  },
]);
