import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const FAIL_FILE = /^\s*FAIL\s+(?:\S+\s+)?(\S+\.\w+)(?:\s+\([\d.]+ m?s\))?$/;
/** Some wrappers indent all that a task printed. */
const TEST = /^ {2,12}● (.+)$/;
const STOP =
  /^\s*(?:(?:PASS|FAIL)\s+\S+\.\w+|Test Suites:|Tests:\s|Snapshots:\s|Summary of all failing tests|-{5,}\||={5,}|Ran all test suites|npm (?:ERR!|error)| › \d+ )/;

/** Of so many failures the code around is kept. */
const FEW = 2;

/** What Jest says about every file that it cannot parse. */
const ADVICE =
  /^\s+(?:Jest (?:encountered an|failed to parse)|Out of the box|By default "node_modules"|Here's what you can|•|You'll find more|https:\/\/jestjs|For information about|Details:)/;

/** Jest: `● suite › test` blocks below `FAIL file`; long runs repeat them in a summary, which is the same finding. */
export const jest: Family = {
  name: 'jest',
  first: ' \tF',
  create(sink: Sink): Reader {
    let file: string | undefined;
    let opened = 0;
    const block = new Block(sink);
    return {
      read(line, at) {
        const failed = FAIL_FILE.exec(line);
        if (failed) {
          block.close();
          file = failed[1];
          return true;
        }
        const test = TEST.exec(line);
        if (test && test[1] !== 'Console' && !/Deprecation|Validation Warning/.test(test[1] ?? '')) {
          sink.tool('jest');
          opened += 1;
          block.open({ tool: 'jest', kind: 'test', title: test[1] ?? '', at, file, max: 24 });
          return true;
        }
        if (!block.isOpen) return false;
        if (STOP.test(line)) {
          block.close();
          return false;
        }
        // The code frame: of many failures, only the line that is pointed at says something new.
        if ((opened > FEW && /^\s+(?:\d+)? *\|/.test(line)) || ADVICE.test(line)) block.skip();
        else block.add(line);
        return true;
      },
      end: () => block.close(),
    };
  },
};
