import type { Family, Reader, Sink } from '../finding.ts';

const FAILED = /^\[ {2}FAILED {2}\] (\S+\.\S+?)(?:, where .*?)?(?: \(\d+ ms\))?$/;

/** GoogleTest names a failed test after its messages, and again at the end; the name counts once. */
export const gtest: Family = {
  name: 'gtest',
  create(sink: Sink): Reader {
    return {
      read(line, at) {
        const failed = FAILED.exec(line);
        if (!failed) return false;
        sink.tool('gtest');
        sink.found({ tool: 'gtest', kind: 'test', title: `[  FAILED  ] ${failed[1]}`, body: [], at });
        return true;
      },
      end() {},
    };
  },
};
