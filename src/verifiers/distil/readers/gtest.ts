import { trimBody } from '../body.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const FAILED = /^\[ {2}FAILED {2}\] (\S+\.\S+?)(?:, where .*?)?(?<time> \(\d+ ms\))?$/;
const FAILURE = /^(?:(?<file>\S+\.\w+):(?<line>\d+)|(?<msvc>\S+\.\w+)\((?<row>\d+)\)): (?:Failure|error: .*)$/;
const OVER = /^\[ *(?:OK|RUN|-+|=+|PASSED|SKIPPED) *\]|^(?:={20,}|INFO: )/;
const MAX_LINES = 40;
const MAX_BODY = 16;

interface Failure {
  at: number;
  file: string;
  line: number;
  lines: string[];
}

/** GoogleTest: what failed is said first, the test it belongs to behind it, and once more at the end. */
export const gtest: Family = {
  name: 'gtest',
  create(sink: Sink): Reader {
    let failure: Failure | null = null;
    let open = false;
    const named = new Set<string>();
    const report = (test: string | null, at: number): void => {
      const { file, line, lines } = failure ?? {};
      if (test === null && !failure) return;
      const title = test === null ? (lines?.shift() ?? '') : `[  FAILED  ] ${test}`;
      sink.found({
        tool: 'gtest',
        kind: 'test',
        title,
        body: trimBody(lines ?? [], MAX_BODY),
        at: failure?.at ?? at,
        ...(file ? { file } : {}),
        ...(line ? { line } : {}),
        ...(test === null ? {} : { test }),
      });
      failure = null;
      open = false;
    };
    return {
      read(line, at) {
        const groups = line.endsWith('Failure') || open ? FAILURE.exec(line)?.groups : undefined;
        if (groups) {
          sink.tool('gtest');
          failure ??= {
            at,
            file: groups.file ?? groups.msvc ?? '',
            line: Number(groups.line ?? groups.row),
            lines: [],
          };
          failure.lines.push(line);
          open = true;
          return true;
        }
        const failed = line.startsWith('[') ? FAILED.exec(line) : null;
        if (failed) {
          sink.tool('gtest');
          const test = failed[1] ?? '';
          if (named.has(test)) return true;
          named.add(test);
          report(test, at);
          return true;
        }
        if (!open || !failure) return false;
        if (OVER.test(line)) {
          // What one test said does not belong to the next one.
          report(null, at);
          return false;
        }
        if (failure.lines.length < MAX_LINES) failure.lines.push(line);
        return true;
      },
      end: () => report(null, 0),
    };
  },
};
