import { trimBody } from '../body.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const FAILED = /^(?:\(fail\)|✗) (?<test>.+?)(?: \[[\d.]+m?s\])?$/;
/** What ends the part of the log that belongs to one test, looking back. */
const OTHER = /^(?:\((?:pass|fail|skip|todo)\)|[✓✗»✎] )/;
const FILE = /^(?<file>\S+\.[cm]?[jt]sx?):$/;
const LOOKED_AT = 60;
const MAX_BODY = 14;

/** bun test says what went wrong first, and the test's name behind it. */
export const bun: Family = {
  name: 'bun',
  first: '(',
  create(sink: Sink): Reader {
    return {
      read(line, at, past) {
        const test = line.startsWith('(fail)') || line.startsWith('✗') ? FAILED.exec(line)?.groups?.test : undefined;
        if (test === undefined) return false;
        const before = past.last(LOOKED_AT);
        const end = before.findIndex((one) => OTHER.test(one) || FILE.test(one));
        const said = (end < 0 ? [] : before.slice(0, end)).reverse();
        const file = before.map((one) => FILE.exec(one)?.groups?.file).find((one) => one !== undefined);
        // Other runners mark failed tests with the same sign.
        if (!line.startsWith('(') && file === undefined) return false;
        sink.tool('bun');
        const error = said.findIndex((one) => /^\w*[Ee]rror\b/.test(one));
        sink.found({
          tool: 'bun',
          kind: 'test',
          title: test,
          body: trimBody(error < 0 ? said : said.slice(Math.max(0, error - 2)), MAX_BODY),
          at,
          test,
          ...(file ? { file } : {}),
        });
        return true;
      },
      end: () => undefined,
    };
  },
};
