import { trimBody } from '../body.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const START = /^=+ Test output for (?<test>\/\/\S+):$/;
const END = /^={20,}$/;
/** What a test says at its end is why it failed. */
const KEPT = 30;
const MAX_BODY = 12;

/** What a test printed that Bazel ran, unless those who know its framework read it. */
export const bazelOutput: Family = {
  name: 'bazel output',
  create(sink: Sink): Reader {
    let open: { test: string; at: number; lines: string[] } | null = null;
    const report = (): void => {
      const lines = open?.lines.filter((line) => line.trim() !== '') ?? [];
      if (open && lines.length > 0)
        sink.found({
          tool: 'bazel',
          kind: 'test',
          title: `${open.test} printed:`,
          body: trimBody(lines, MAX_BODY),
          at: open.at,
          test: open.test,
        });
      open = null;
    };
    return {
      yields: true,
      read(line, at) {
        const test = line.startsWith('=') ? START.exec(line)?.groups?.test : undefined;
        if (test !== undefined) {
          report();
          open = { test, at, lines: [] };
          return true;
        }
        if (!open) return false;
        if (END.test(line)) report();
        else open.lines.push(line);
        if (open && open.lines.length > KEPT) open.lines.shift();
        return true;
      },
      end: report,
    };
  },
};
