import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

/** The spec reporter repeats all failures below this heading, each after a `test at file:line:col`. */
const HEADING = /^✖ failing tests:$/;
const AT = /^test at (.+):(\d+):(\d+)$/;
const NAME = /^\s*✖ (.+?)(?: \([\d.]+m?s\))?$/;
const TAP = /^\s*not ok \d+ - (.+?)(?: # .*)?$/;

/** node:test, spec and TAP reporters. */
export const nodeTest: Family = {
  name: 'node:test',
  create(sink: Sink): Reader {
    let failing = false;
    let at0: { file: string; line: number } | undefined;
    const block = new Block(sink, 'node:test', 'test');
    return {
      read(line, at) {
        if (HEADING.test(line)) {
          failing = true;
          sink.tool('node:test');
          return true;
        }
        if (!failing) return false;
        const where = AT.exec(line);
        if (where) {
          block.close();
          at0 = { file: where[1] ?? '', line: Number(where[2]) };
          return true;
        }
        const name = NAME.exec(line);
        if (name && at0) {
          block.open(name[1] ?? '', at, at0.file, at0.line);
          at0 = undefined;
          return true;
        }
        if (block.isOpen) block.add(line);
        return block.isOpen;
      },
      end: () => block.close(),
    };
  },
};
