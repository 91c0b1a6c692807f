import type { Family, Reader, Sink } from '../finding.ts';
import { Block } from '../block.ts';

const FAIL_FILE = /^\s*FAIL\s+(?:\S+\s+)?(\S+\.\w+)(?:\s+\([\d.]+ m?s\))?$/;
const TEST = /^ {2}● (.+)$/;
const STOP = /^(?:(?:PASS|FAIL)\s+\S|Test Suites:|Tests:|Snapshots:|Summary of all failing tests|-{5,}\||={5,})/;

/** Jest: `● suite › test` blocks, each repeated in the summary of long runs. */
export const jest: Family = {
  name: 'jest',
  create(sink: Sink): Reader {
    let file: string | undefined;
    const block = new Block(sink, 'jest', 'test');
    return {
      read(line, at) {
        const failed = FAIL_FILE.exec(line);
        if (failed) {
          block.close();
          file = failed[1];
          sink.tool('jest');
          return true;
        }
        const test = TEST.exec(line);
        if (test && !/^Console$/.test(test[1] ?? '')) {
          block.open(test[1] ?? '', at, file);
          return true;
        }
        if (!block.isOpen) return false;
        if (STOP.test(line)) {
          block.close();
          return false;
        }
        block.add(line);
        return true;
      },
      end: () => block.close(),
    };
  },
};
