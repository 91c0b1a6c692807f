import type { Family, Reader, Sink } from '../finding.ts';

const START = /^(\s*)Traceback \(most recent call last\):$/;
const FRAME = /^\s*File "([^"]+)", line (\d+)(?:, in (.+))?$/;
const ERROR =
  /^\s*((?:[\w]+\.)*\w*(?:Error|Exception|Exit|Interrupt|Warning|Timeout|Conflict|NotFound|Failed|Failure)\w*)(?:: ?(.*))?$/;
const FOREIGN =
  /site-packages|dist-packages|\/lib\/python\d|\/lib64\/python\d|<frozen|<string>|\/unittest\/|\/pluggy\//;
const UNITTEST = /^(FAIL|ERROR): (.+)$/;

/** The last own frames of a traceback that are kept. */
const OWN_FRAMES = 5;

interface Frame {
  text: string;
  code: string;
  file: string;
  line: number;
}

/** Python tracebacks, also unittest's, also a SyntaxError's, which has a place and no traceback. */
export const python: Family = {
  name: 'python',
  first: ' \tTFE',
  create(sink: Sink): Reader {
    let test: string | null = null;
    let first: Frame | null = null;
    let last: Frame | null = null;
    let own: Frame[] = [];
    let open = false;
    let at0 = 0;
    let gap = false;
    /** The log line that announced it. */
    let lead: string | null = null;
    let after: { title: string; lines: string[] } | null = null;

    const report = (): void => {
      if (!after) return;
      const kept = [...(own.length > 0 ? own : [first]), last].filter((frame) => frame !== null);
      const frames = [...new Set(kept)];
      const place = own.at(-1) ?? last;
      const body = [
        ...frames.flatMap((frame, index) => [
          frame.text.trim(),
          ...(frame.code && index >= frames.length - 2 ? [`  ${frame.code.trim()}`] : []),
        ]),
        ...(test ? [after.title] : []),
        ...after.lines,
      ];
      sink.found({
        tool: test ? 'unittest' : 'python',
        kind: test ? 'test' : 'error',
        title: test ?? after.title,
        body: [...(lead ? [lead] : []), ...body].slice(0, 22),
        at: at0,
        ...(test ? {} : { score: 9 }),
        ...(place ? { file: place.file, line: place.line } : {}),
      });
      after = null;
      gap = false;
      open = false;
      first = last = null;
      own = [];
      test = null;
      lead = null;
    };
    return {
      read(line, at, past) {
        const header = UNITTEST.exec(line);
        if (header && (/\([\w.]+\)$/.test(line) || /^={20,}$/.test(past.before()))) {
          report();
          test = line;
          at0 = at;
          return true;
        }
        if (START.test(line)) {
          report();
          open = true;
          const before = past.before();
          lead = /\b(?:ERROR|CRITICAL|[Ee]rror|[Ff]ailed)\b|\.{3}$/.test(before) ? before.trim() : null;
          if (!test) at0 = at;
          return true;
        }
        const frame = FRAME.exec(line);
        if (frame) {
          if (after) report();
          if (!open) at0 = at;
          open = true;
          last = { text: line, code: '', file: frame[1] ?? '', line: Number(frame[2]) };
          first ??= last;
          if (!FOREIGN.test(last.file)) own = [...own.slice(1 - OWN_FRAMES), last];
          return true;
        }
        if (after) {
          // The message goes on (assertion diffs) until a blank line or the next block.
          const list = gap && /^[[({'"<\s]/.test(line);
          const over = test
            ? /^(?:[=-]{20,}|Ran \d+)/.test(line)
            : line.trim() === ''
              ? gap
              : !/^\s|^[-+?] /.test(line) && !list;
          gap = line.trim() === '';
          if (over || after.lines.length > 40) {
            report();
            return /^[=-]{20,}$/.test(line);
          }
          if (line.trim() !== '' && after.lines.length < 10) after.lines.push(line);
          return true;
        }
        if (!open) return test !== null && /^(?:-{20,}|={20,})$/.test(line);
        const error = ERROR.exec(line);
        if (error && !/^\s{4,}/.test(line)) {
          after = { title: line.trim(), lines: [] };
          return true;
        }
        if (/^\s+\S/.test(line)) {
          if (last && last.code === '') last.code = line;
          return true;
        }
        if (line.trim() === '') return true;
        // Not a known shape of exception: its last line all the same.
        after = { title: line.trim(), lines: [] };
        return true;
      },
      end: report,
    };
  },
};
