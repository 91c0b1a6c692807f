import { errorScore } from '../error-score.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const ERROR = /^\[(?:ERROR|FATAL)\]\s*(.*)$/;
/** Repeats in other words what `Failed to execute goal` says. */
const ECHO = /^org\.apache\.maven\.\S+Exception: /;
/** What Maven adds to every failure and tells nothing about this one. */
const HELP =
  /^(?:-> \[Help \d+\]|To see the full stack trace|Re-run Maven|For more information about|\[Help \d+\]|After correcting the problems|mvn <|mvn <args>|Please refer to|COMPILATION ERROR :?|-+|$)/;
const SUM = /^(?:\[\w+\]\s+)?Tests run: \d+, Failures: (\d+), Errors: (\d+), Skipped: \d+.*<<< (?:FAILURE|ERROR)!/;
const HEADS = /^(?:Failures|Errors|Tests in error|Failed tests|Flakes): ?\s*(.*)$/;

/** A failed test in the closing list; less than what its own block says. */
const LISTED = 8;

/** Maven's own `[ERROR]` lines; what javac and the tests said is read by others before. */
export const maven: Family = {
  name: 'maven',
  first: '[TF \t',
  create(sink: Sink): Reader {
    let listing = false;
    return {
      read(line, at) {
        // The test that failed, which an exception follows.
        if (line.includes('<<< ') && !line.includes('Tests run:')) return false;
        if (SUM.test(line)) {
          sink.tool('maven');
          sink.found({ tool: 'maven', kind: 'step', title: line.replace(/^\[\w+\]\s+/, ''), body: [], at });
          return true;
        }
        const text = ERROR.exec(line)?.[1]?.trim();
        const bare = text ?? (listing || /^(?:Tests in error|Failed tests):/.test(line) ? line.trim() : undefined);
        if (bare === undefined) return false;
        const head = HEADS.exec(bare);
        if (head) {
          listing = true;
          if (!head[1]) return true;
        } else if (bare === '' || HELP.test(bare) || ECHO.test(bare) || /^Tests run:/.test(bare)) {
          listing = false;
          return true;
        }
        if (text === undefined && !listing) return false;
        if (text !== undefined) sink.tool('maven');
        const title = (head?.[1] || bare).replace(/ -> \[Help \d+\]$/, '');
        const goal = /^Failed to execute goal/.test(title);
        sink.found({
          tool: 'maven',
          kind: goal ? 'step' : listing ? 'test' : 'error',
          title: title.slice(0, 400),
          body: [],
          at,
          ...(goal ? {} : { score: Math.max(listing ? LISTED : 2, errorScore(title)) }),
        });
        return true;
      },
      end() {},
    };
  },
};
