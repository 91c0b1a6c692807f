import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const FAILED = /^\s+✘ \[fail\]: (.+)$/;
const CRASHED = /^\s+✘ (?:Timed out|\S+ exited|No tests found|Uncaught|Unhandled).*$/;
const RULE = /^\s+─+\s*$/;
const OVER = /^\s+\d+ (?:tests?|known|uncaught|unhandled) .*(?:failed|failures?|exceptions?|rejections?)/;
const CODE = /^\s+\d+:/;

/** AVA: failed tests are named as they run, and again after a rule, each with its place, code and difference. */
export const ava: Family = {
  name: 'ava',
  create(sink: Sink): Reader {
    const failed = new Set<string>();
    let details = false;
    const block = new Block(sink);
    return {
      read(line, at) {
        const name = FAILED.exec(line)?.[1];
        if (name !== undefined) {
          sink.tool('ava');
          failed.add(name);
          return true;
        }
        if (CRASHED.test(line)) {
          sink.tool('ava');
          sink.found({ tool: 'ava', kind: 'crash', title: line.trim(), body: [], at });
          return true;
        }
        if (failed.size === 0) return false;
        if (RULE.test(line)) {
          block.close();
          details = true;
          return true;
        }
        if (!details) return false;
        // AVA indents all it says.
        if (/^\S/.test(line)) {
          block.close();
          details = false;
          return false;
        }
        if (OVER.test(line)) {
          block.close();
          details = false;
          return true;
        }
        const title = line.trim();
        // The name may have got a message behind it where it was first told.
        const known = [...failed].find((one) => one === title || (title !== '' && one.startsWith(`${title} `)));
        if (known !== undefined && !block.isOpen) {
          failed.delete(known);
          failed.add(`${known}\n`);
          block.open({ tool: 'ava', kind: 'test', title, at, max: 12 });
        } else if (block.isOpen && !CODE.test(line)) block.add(line);
        return true;
      },
      end() {
        block.close();
        for (const name of failed)
          if (!name.endsWith('\n')) sink.found({ tool: 'ava', kind: 'test', title: name, body: [], at: 0 });
        failed.clear();
        details = false;
      },
    };
  },
};
