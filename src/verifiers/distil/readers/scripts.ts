import { blockFamily } from '../block-rules.ts';

/** Lua, Erlang, R, Julia and the like: one line that says what is wrong, and where it was called from below. */
export const scripts = blockFamily('scripts', [
  {
    tool: 'lua',
    kind: 'error',
    open: /^\s*(?<title>(?:lua[\w.]*: |luajit: )?(?<file>\S+\.lua):(?<line>\d+): .+)$/,
    ends: /^(?!\s|stack traceback)|^\s*(?:not )?ok \d|^\s*# /,
    drop: /stack traceback:|^\s*\[C\]:/,
    sure: /in (?:function|main chunk|upvalue|local|method|field)|\.\.\./,
    max: 10,
    blanks: 3,
  },
  {
    tool: 'erlang',
    kind: 'error',
    open: /^(?:=(?:ERROR|CRASH) REPORT={2,}.*|\*\* (?:Generic server|State machine|gen_\w+ handler|Task) .*)$/,
    ends: /^(?:=[A-Z]+ REPORT|\S+\.\.\.|make|\$ |OK\b|FAILED)/,
    blanks: 2,
    max: 16,
  },
  {
    tool: 'R',
    kind: 'error',
    open: /^Error(?: in .*?)? ?: .*$|^Error in .*$/,
    ends: /^(?:Execution halted|>|\* )/,
    sure: /^(?:Calls: |Execution|\s*✖|\s*[!ℹ✖] )/,
    max: 6,
    blanks: 1,
  },
  {
    tool: 'julia',
    kind: 'test',
    open: /^(?<title>(?<test>.*): (?:Test Failed|Error During Test) at (?<file>\S+):(?<line>\d+))$/,
    ends: /^(?:Stacktrace|Test Summary|\S.*: (?:Test Failed|Error During Test) at)/,
    max: 8,
  },
]);
