import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const THROWN =
  /^\s{0,4}(?:Uncaught |Unhandled Rejection:? |\[?\d*\]? ?)?(?:[A-Z]\w*(?:Error|Exception)|Error|AssertionError)(?: \[\w+\])?(?::.*)?$/;
const FRAME = /^\s+at (?:.+ \()?(?:\S+:\d+:\d+|<anonymous>|native)\)?/;
/** Lines of a message before its first frame. */
const MAX_MESSAGE = 10;

/** JavaScript errors with their stacks, outside of test runners. */
export const js: Family = {
  name: 'js',
  create(sink: Sink): Reader {
    // How sure it is depends on whether a stack follows.
    let stack = false;
    let lines = 0;
    const block = new Block({
      tool: (name) => sink.tool(name),
      found: (finding) => sink.found({ ...finding, score: stack ? 8.5 : 8 }),
    });
    return {
      read(line, at, past) {
        if (THROWN.test(line)) {
          const before = past.before();
          const lead = /^\S+\.[cm]?[jt]sx?:\d+$/.test(before) ? `${before.trim()}: ` : '';
          block.open({ tool: 'node', kind: 'error', title: lead + line.trim(), at, max: 10 });
          stack = false;
          lines = 0;
          return true;
        }
        if (!block.isOpen) return false;
        if (FRAME.test(line)) {
          stack = true;
          block.add(line);
          return true;
        }
        lines += 1;
        if (stack ? !/^\s+\S|^\}$/.test(line) : lines > MAX_MESSAGE || /^(?:npm |##\[|\$ |\[\w+\] )/.test(line)) {
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
