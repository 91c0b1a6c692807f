import { blockFamily } from '../block-rules.ts';

/** AVA: after the summary's rule, one part a failed test, with its name, place, code and difference. */
export const ava = blockFamily('ava', [
  {
    tool: 'ava',
    kind: 'test',
    open: /^\s+✘ \[fail\]: (?<title>.+)$/,
    ends: /./,
  },
  {
    tool: 'ava',
    kind: 'crash',
    open: /^\s+✘ (?<title>(?:Timed out|\S+ exited|No tests found|Uncaught|Unhandled).*)$/,
    ends: /^\s+─/,
    max: 8,
  },
]);
