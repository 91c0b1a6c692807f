import { blockFamily } from '../block-rules.ts';

/** C and C++: linkers, make, ninja, CMake, sanitizers. Compilers are read as located diagnostics. */
export const c = blockFamily('c', [
  {
    tool: 'cmake',
    kind: 'compile',
    open: /^(?<title>CMake Error(?: at (?<file>\S+?):(?<line>\d+) \(.+\))?:.*)$/,
    ends: /^(?:CMake (?:Error|Warning|Deprecation)|-- |Call Stack|make)/,
    blanks: 2,
    max: 8,
  },
  {
    tool: 'linker',
    kind: 'compile',
    open: /^(?:[\w./+-]{0,200}\b(?:ld|gold|lld)(?:\.exe|-\d+)?: (?!warning|note).*|[^\s:]{1,300}:.{0,400}: undefined reference to .*|Undefined symbols for architecture.*)$/,
    ends: /^(?!\s|.*undefined reference|.*ld: |collect2|clang: error)/,
    max: 5,
  },
  {
    tool: 'ninja',
    kind: 'step',
    open: /^(?<title>FAILED: .{1,300})/,
    ends: /./,
  },
  {
    tool: 'sanitizer',
    kind: 'crash',
    open: /^(?:==\d+==\s?)?(?<title>ERROR: (?:Address|Leak|Memory|Thread|UndefinedBehavior)Sanitizer: .*|(?<file>\S+?):(?<line>\d+):\d+: runtime error: .*)$/,
    ends: /^(?:SUMMARY:|==\d+==ABORTING|make)/,
    keep: /^\s*#\d+ 0x\w+ in (?!__|_start|operator)\S+ \S+:\d+|^(?:READ|WRITE) of|located|allocated by/,
    max: 7,
  },
  {
    tool: 'valgrind',
    kind: 'crash',
    open: /^==\d+== (?<title>(?:Invalid (?:read|write|free)|Conditional jump|Use of uninit|Process terminating).*)$/,
    ends: /^(?:==\d+==\s*$|(?!==))/,
    max: 5,
  },
  {
    tool: 'make',
    kind: 'step',
    open: /^(?<title>(?:g|n|mingw32-)?make(?:\[\d+\])?: \*\*\* .+)$/,
    ends: /./,
  },
]);
