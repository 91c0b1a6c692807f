import type { Family, Reader, Sink } from '../finding.ts';

const FILE = /^\s*(?:\/|[A-Za-z]:\\|\.{0,2}[\w@-])[^\s:]*\.\w{1,10}$/;
const PROBLEM =
  /^\s+(?<line>\d+):(?<col>\d+)(?:-\d+:\d+)?\s+(?<sev>error|warning|✖|⚠|×|‼|✘)\s+(?<msg>.+?)(?:\s{2,}(?<rule>[\w@/.-]+))?$/;
const TABLE_HEAD = /^\s*-{4,} -{8,}$|^\s+Line\s{2,}(\S+\.\w+)/;
const ROW = /^\s{2}(?<line>\d+)?\s{4,}(?<msg>\S.*)$/;
const MORE_ROW = /^\s{9,}(?<msg>\S.*)$/;

/** Linters that name a file once and list its problems below: eslint, stylelint, standard, phpstan. */
export const stylish: Family = {
  name: 'stylish',
  first: ' \t',
  create(sink: Sink): Reader {
    let file: string | undefined;
    let table: string | undefined;
    let row: { line: string; msg: string; at: number } | null = null;
    const flush = (): void => {
      if (row && table)
        sink.found({
          tool: 'phpstan',
          kind: 'lint',
          title: `${table}:${row.line}: ${row.msg}`,
          body: [],
          file: table,
          line: Number(row.line),
          at: row.at,
        });
      row = null;
    };
    const phpstan = (line: string, at: number): boolean => {
      const head = TABLE_HEAD.exec(line);
      if (head) {
        flush();
        if (head[1]) {
          table = head[1];
          sink.tool('phpstan');
        }
        return true;
      }
      const next = ROW.exec(line)?.groups;
      if (next?.line) {
        flush();
        row = { line: next.line, msg: next.msg ?? '', at };
        return true;
      }
      const rest = MORE_ROW.exec(line)?.groups;
      if (rest && row) {
        if (!/^🪪|^💡/.test(rest.msg ?? '')) row.msg += ` ${rest.msg}`;
        return true;
      }
      if (line.trim() === '') return true;
      flush();
      table = undefined;
      return false;
    };
    return {
      read(line, at, past) {
        if (table !== undefined && phpstan(line, at)) return true;
        if (/^\s+Line\s{2,}\S/.test(line)) return phpstan(line, at);
        const problem = PROBLEM.exec(line)?.groups;
        if (!problem) return false;
        const before = past.before();
        if (FILE.test(before)) file = before.trim();
        const { line: number = '0', col, sev = '', msg = '', rule } = problem;
        const tool = /[✖×⚠‼]/.test(sev) ? 'stylelint' : 'eslint';
        sink.tool(tool);
        const mild = /warning/.test(sev);
        sink.found({
          tool,
          kind: mild ? 'hint' : 'lint',
          title: `${file ?? ''}:${number}:${col}  ${sev}  ${msg}${rule ? `  ${rule}` : ''}`,
          body: [],
          line: Number(number),
          at,
          ...(file ? { file } : {}),
          ...(rule ? { group: rule } : {}),
        });
        return true;
      },
      end: flush,
    };
  },
};
