import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const NOT_OK = /^(\s*)not ok (\d+)(?: -)? ?(.*)$/;
const DIRECTIVE = /# (?:TODO|SKIP)\b/i;
/** Keys of the YAML block that a TAP 13 failure carries and that say nothing about the fault. */
const DULL =
  /^\s*(?:---|\.\.\.|duration_ms:|type:|failureType:|code: ['"]?ERR_|name: ['"]?Assertion|operator:|source:|\|-$|column:|generatedMessage:|tests?:\s*\d)/;
/** A parent test that is red only because its children are. */
const PARENT = /subtests? failed/;

/** TAP: tape, node-tap, node:test's tap reporter, Perl's prove and everything else that speaks it. */
export const tap: Family = {
  name: 'tap',
  create(sink: Sink): Reader {
    let pending: { title: string; at: number; indent: number; lines: string[] } | null = null;
    const block = new Block(sink);
    const close = (): void => {
      if (pending && !pending.lines.some((line) => PARENT.test(line))) {
        block.open({ tool: 'tap', kind: 'test', title: pending.title, at: pending.at, max: 20 });
        for (const line of pending.lines) block.add(line);
        block.close();
      }
      pending = null;
    };
    return {
      read(line, at) {
        const failed = NOT_OK.exec(line);
        if (failed) {
          close();
          if (DIRECTIVE.test(failed[3] ?? '')) return true;
          sink.tool('tap');
          pending = { title: `not ok ${failed[2]} ${failed[3]}`, at, indent: (failed[1] ?? '').length, lines: [] };
          return true;
        }
        if (!pending) return false;
        const indent = /^\s*/.exec(line)?.[0].length ?? 0;
        const perl = /^\s*# (?!(?:tests|pass|fail|Subtest|Looks like)\b)/.test(line);
        if (line.trim() !== '' && indent <= pending.indent && !perl) {
          close();
          return false;
        }
        if (/^\s*\.\.\.$/.test(line)) close();
        else if (!DULL.test(line) && pending.lines.length < 60) pending.lines.push(line);
        return true;
      },
      end: close,
    };
  },
};
