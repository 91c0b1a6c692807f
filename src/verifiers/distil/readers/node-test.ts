import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

/** The spec reporter repeats all failures below this heading, each after a `test at file:line:col`. */
const HEADING = /^✖ failing tests:$/;
const AT = /^test at (.+):(\d+):(\d+)$/;
const NAME = /^\s*✖ (.+?)(?: \([\d.]+m?s\))?$/;
/** The same while the tests run, between what they print: told again below the heading, unless the run breaks off before. */
const LIVE = /^\s*✖ .+ \(\d+\.\d+ms\)$/;
const DROP = /^\s*(?:generatedMessage|code: 'ERR_ASSERTION'|operator:|diff: 'simple'|\}$|\[cause\]: \{)/;

const SAID = /\S (?:!==|===|!=|==) \S|actual - expected/;
const VALUES = /^\s*(?:actual|expected): .*,$/;

/** node:test's spec reporter. */
export const nodeTest: Family = {
  name: 'node:test',
  create(sink: Sink): Reader {
    let failing = false;
    let place: { file: string; line: number } | undefined;
    let said = false;
    const block = new Block(sink);
    return {
      read(line, at) {
        if (HEADING.test(line)) {
          failing = true;
          sink.tool('node:test');
          return true;
        }
        if (!failing && LIVE.test(line)) {
          sink.found({ tool: 'node:test', kind: 'hint', title: line.trim(), body: [], at });
          return true;
        }
        if (!failing) return false;
        const where = AT.exec(line);
        if (where) {
          block.close();
          place = { file: where[1] ?? '', line: Number(where[2]) };
          return true;
        }
        const name = NAME.exec(line);
        if (name && place) {
          block.open({ tool: 'node:test', kind: 'test', title: name[1] ?? '', at, ...place, max: 20 });
          place = undefined;
          said = false;
          return true;
        }
        if (/^npm (?:ERR!|error)|^##\[/.test(line)) {
          failing = false;
          block.close();
          return false;
        }
        // The message says both values already.
        said ||= SAID.test(line);
        if (block.isOpen && !DROP.test(line) && !(said && VALUES.test(line))) block.add(line);
        return block.isOpen;
      },
      end: () => block.close(),
    };
  },
};
