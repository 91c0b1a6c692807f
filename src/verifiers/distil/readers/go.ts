import { Block } from '../block.ts';
import type { Family, Past, Reader, Sink } from '../finding.ts';

const FAIL = /^\s*(--- FAIL: (\S+) \([\d.]+s\))$/;
const RUN = /^=== (?:RUN|CONT|NAME|PAUSE)\s+(\S+)/;
const PANIC = /^(?:panic: |fatal error: |WARNING: DATA RACE|SIGSEGV|unexpected fault)/;
const PACKAGE = /^(?:FAIL|---)\s+(\S+)\s+(?:[\d.]+s|\[(?:build|setup) failed\])$/;
const OVER = /^(?:=== |--- |\s*--- (?:PASS|FAIL|SKIP)|FAIL\b|PASS\b|ok\s|exit status|\?\s|coverage:|#)/;
/** `t.Error` and `t.Log`, and how much of them is kept. */
const MESSAGE = /^\s{4,}\w+_test\.go:\d+: /;
const MESSAGE_LINES = 12;
const MAX_TESTS = 500;
/** Lines before a `--- FAIL` that `go test -v` printed for the running test. */
const KEPT = 40;

/** With `-v`, a test's output stands before its verdict. */
function running(past: Past): string[] {
  const lines = past.last(KEPT);
  const start = lines.findIndex((line) => RUN.test(line));
  const own = start < 0 ? [] : lines.slice(0, start).reverse();
  return own.some((line) => /^\s*--- /.test(line)) ? [] : own;
}

/** go test, its panics and the data race detector. */
export const go: Family = {
  name: 'go',
  first: '-= \tpfWSuF',
  create(sink: Sink): Reader {
    const block = new Block(sink);
    let crash = false;
    /** What running tests said; parallel ones hear their verdict much later. */
    const logs = new Map<string, string[]>();
    let logging: string[] | null = null;
    return {
      read(line, at, past) {
        if (logging) {
          if (/^\s{8,}\S/.test(line) && logging.length < MESSAGE_LINES) {
            logging.push(line);
            return true;
          }
          logging = null;
        }
        const failed = FAIL.exec(line);
        if (failed) {
          sink.tool('go test');
          block.open({ tool: 'go test', kind: 'test', title: failed[1] ?? '', at, max: 12, file: undefined });
          crash = false;
          const before = running(past);
          for (const earlier of before.length > 0 ? before : (logs.get(failed[2] ?? '') ?? [])) block.add(earlier);
          return true;
        }
        if (block.isOpen && !crash && RUN.test(line)) {
          block.close();
          return true;
        }
        if (/^\s*--- (?:PASS|SKIP)/.test(line)) {
          block.close();
          return true;
        }
        if (PANIC.test(line)) {
          if (block.isOpen && crash) {
            block.add(line);
            return true;
          }
          block.open({ tool: 'go', kind: 'crash', title: line, at, max: 9 });
          crash = true;
          return true;
        }
        if (block.isOpen && crash) {
          if (/^(?:FAIL|exit status|ok\s|##\[|make)/.test(line)) block.close();
          else {
            // A goroutine's frames come in pairs: the function, then `\t/path/file.go:12 +0x1d`.
            const place = /^\s+(\S+\.go:\d+)/.exec(line);
            if (
              place &&
              !/\/(?:usr\/local\/go|go\/src|libexec|hostedtoolcache\/go)\/|\/src\/(?:runtime|testing)\//.test(line)
            )
              block.add(`  at ${place[1]}`);
            else if (/^(?:\[signal|Previous (?:read|write)|(?:Read|Write) at|goroutine \d+ \[running\])/.test(line))
              block.add(line);
            return true;
          }
        }
        if (block.isOpen) {
          if (OVER.test(line)) block.close();
          else {
            block.add(line);
            return true;
          }
        }
        if (MESSAGE.test(line) && logs.size < MAX_TESTS) {
          const test = RUN.exec(past.last(KEPT).find((earlier) => RUN.test(earlier)) ?? '')?.[1];
          if (test) {
            logging = [...(logs.get(test) ?? []), line];
            logs.set(test, logging);
            return true;
          }
        }
        const pack = PACKAGE.exec(line);
        if (pack) {
          sink.tool('go test');
          sink.found({ tool: 'go test', kind: 'step', title: line.replaceAll(/\s+/g, ' '), body: [], at });
          return true;
        }
        return false;
      },
      end: () => block.close(),
    };
  },
};
