import type { Family, Finding, Reader, Sink } from '../finding.ts';

/** `path:line:col: severity: message` and its relatives; each names its parts. */
const FORMS: readonly { tool: string; when: RegExp; kind: Finding['kind'] }[] = [
  // tsc: src/a.ts(8,10): error TS2322: Type ...
  {
    tool: 'tsc',
    kind: 'compile',
    when: /^(?<file>[^\s(:][^(:]*\.\w+)\((?<line>\d+),(?<col>\d+)\): (?<sev>error) (?<code>TS\d+): (?<msg>.*)$/,
  },
  // tsc --pretty: src/a.ts:8:10 - error TS2322: Type ...
  {
    tool: 'tsc',
    kind: 'compile',
    when: /^(?<file>[^\s:][^:]*\.\w+):(?<line>\d+):(?<col>\d+) - (?<sev>error) (?<code>TS\d+): (?<msg>.*)$/,
  },
  // gcc, clang, swiftc, javac, ghc: a.c:3:5: error: ...
  {
    tool: 'compiler',
    kind: 'compile',
    when: /^(?<file>(?:[A-Za-z]:)?[^\s:][^:]*\.\w+):(?<line>\d+)(?::(?<col>\d+))?: (?<sev>(?:fatal )?error)(?::| \w+:)? (?<msg>.*)$/,
  },
];

/** Compilers that print one diagnostic a line. */
export const located: Family = {
  name: 'located',
  create(sink: Sink): Reader {
    let open: Finding | null = null;
    const close = (): void => {
      if (open) sink.found(open);
      open = null;
    };
    return {
      read(line, at) {
        for (const form of FORMS) {
          const match = form.when.exec(line)?.groups;
          if (!match) continue;
          close();
          sink.tool(form.tool);
          const { file = '', line: row = '0', col, code, msg = '' } = match;
          const group = code ?? msg;
          const title = `${file}:${row}${col ? `:${col}` : ''}: ${code ? `error ${code}` : 'error'}: ${msg}`;
          open = { tool: form.tool, kind: form.kind, title, body: [], file, line: Number(row), at, group };
          return true;
        }
        if (!open) return false;
        if (/^\s+\S/.test(line) && open.body.length < 4) {
          open.body.push(line);
          return true;
        }
        close();
        return false;
      },
      end: close,
    };
  },
};
