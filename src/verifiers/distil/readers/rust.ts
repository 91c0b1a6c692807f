import { blockFamily } from '../block-rules.ts';

/** rustc, clippy and cargo test; warnings are hints. */
export const rust = blockFamily(
  'rust',
  [
    {
      tool: 'rustc',
      kind: 'compile',
      open: /^(?<title>error(?:\[E\d+\])?: (?!could not compile|aborting due|(?:doc)?test failed|test run failed|\d+ targets? failed|process didn't|fatalError|emit-module|Exited with).+)$/,
      ends: /^(?:(?:error|warning)(?:\[|:)|For more information|\s*Compiling|test |running |thread |npm |make|\[\d+\/\d+\]|\S+\.\w+:\d+:\d+: )/,
      drop: /^\s*(?:\|\s*$|= (?:note: (?:`#|required by|for more)|help: for further)|\.\.\.|\d+ \|\s*$)/,
      sure: /-->/,
      blanks: 1,
      max: 9,
    },
    {
      tool: 'rustc',
      kind: 'hint',
      open: /^(?<title>warning(?:\[\w+\])?: (?!unused manifest|build failed|\S+ \(.*\) generated|`.*` \(.*\) generated).+)$/,
      ends: /^(?:(?:error|warning)(?:\[|:)|For more information)/,
      keep: /-->/,
      sure: /-->/,
      blanks: 1,
      max: 2,
    },
    {
      tool: 'cargo',
      kind: 'step',
      open: /^(?<title>error: (?:could not compile|process didn't exit successfully).*)$/,
      ends: /./,
    },
    {
      // Told again below, each with what it said.
      tool: 'cargo test',
      kind: 'hint',
      open: /^(?<title>test .+ \.\.\. FAILED|error: (?:(?:doc)?test failed, to rerun|\d+ targets? failed).*)$/,
      ends: /^(?!\s)/,
      drop: /./,
    },
    {
      tool: 'cargo test',
      kind: 'test',
      open: /^(?<title>---- .+ stdout ----)$/,
      ends: /^(?:failures:|test result:|---- )/,
      drop: /^\s*(?:note: (?:run with|Some details)|stack backtrace:|\d+: |at \/rustc)/,
      max: 9,
    },
    {
      tool: 'rustfmt',
      kind: 'lint',
      open: /^(?<title>Diff in (?<file>\S+?)(?::| at line )(?<line>\d+):?)$/,
      ends: /^(?:Diff in |##\[|error)/,
      keep: /^[-+]/,
      max: 6,
    },
  ],
  'ewtD-',
);
