import { blockFamily } from '../block-rules.ts';
import type { Family, Reader, Sink } from '../finding.ts';

/** PHP's own errors and php-cs-fixer; phpunit lists by number, phpstan in a table. */
export const php = blockFamily(
  'php',
  [
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
  ],
  ' \tPFC',
);

const DIFF = /^=+DIFF=+$/;
const FAILED = /^(?:\S*\r)?FAIL (?<name>.+) \[(?<file>\S+\.phpt)\]/;
const MAX_DIFF = 14;

/** PHP's own tests (`.phpt`): the difference stands before the name of the test. */
export const phpt: Family = {
  name: 'phpt',
  first: '=FPSX',
  create(sink: Sink): Reader {
    let diff: string[] | null = null;
    return {
      read(line, at) {
        if (DIFF.test(line)) {
          diff = [];
          return true;
        }
        const { name, file } = (line.includes('.phpt]') && FAILED.exec(line)?.groups) || {};
        if (name !== undefined && file !== undefined) {
          sink.tool('phpt');
          sink.found({
            tool: 'phpt',
            kind: 'test',
            title: `FAIL ${name} [${file}]`,
            body: diff ?? [],
            at,
            file,
            test: file,
          });
          diff = null;
          return true;
        }
        if (diff === null) return false;
        if (/^\d+[-+]\s?/.test(line) && diff.length < MAX_DIFF) diff.push(line);
        if (/^(?:PASS|SKIP|XFAIL) /.test(line)) diff = null;
        return diff !== null;
      },
      end: () => undefined,
    };
  },
};
