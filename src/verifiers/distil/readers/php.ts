import { blockFamily } from '../block-rules.ts';

/** PHP's own errors and php-cs-fixer; phpunit lists by number, phpstan in a table. */
export const php = blockFamily('php', [
  {
    tool: 'php',
    kind: 'error',
    open: /^(?:PHP )?(?<title>(?:Fatal|Parse|Catchable fatal) error: .+? in (?<file>\S+)(?: on line |:)(?<line>\d+))$/,
    ends: /^(?!Stack trace|#\d|\s)/,
    max: 4,
  },
  {
    tool: 'php-cs-fixer',
    kind: 'lint',
    open: /^\s+\d+\) (?<title>(?<file>\S+\.php)(?: \(.+\))?)$/,
    ends: /^(?:\s+\d+\) |Found \d+|Checked all)/,
    keep: /^\s*[-+](?![-+]{2})/,
    max: 8,
  },
]);
