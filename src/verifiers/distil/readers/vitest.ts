import { blockFamily } from '../block-rules.ts';

/** Vitest: ` FAIL  file > suite > test` blocks, divided by rules of `⎯`. */
export const vitest = blockFamily(
  'vitest',
  [
    {
      tool: 'vitest',
      kind: 'test',
      open: /^\s*FAIL\s+(?:\|\S+\|\s+)?(?<title>(?<file>\S+\.\w+)(?: > .+| \[ .+))$/,
      ends: /^\s*(?:⎯{3,}|Test Files\s|Tests\s{2}|FAIL\s)/,
      drop: /^\s*\d+\|/,
      max: 12,
    },
    {
      tool: 'vitest',
      kind: 'crash',
      open: /^⎯+ (?<title>Unhandled (?:Error|Rejection)s?) ⎯+$/,
      ends: /^(?:⎯{10,}|\s*Test Files\s)/,
    },
  ],
  ' \tF',
);
