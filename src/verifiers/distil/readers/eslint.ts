import type { Family, Reader, Sink } from '../finding.ts';

const FILE = /^(?:\/|[A-Za-z]:\\|\.{0,2}[\w@-])[^\s:]*\.\w{1,8}$/;
const PROBLEM = /^\s+(?<line>\d+):(?<col>\d+)\s+(?<sev>error|warning|✖|⚠)\s+(?<msg>.+?)(?:\s{2,}(?<rule>[\w@/.-]+))?$/;

/** eslint's and stylelint's default output: a file's name, then its problems indented below it. */
export const stylish: Family = {
  name: 'stylish',
  create(sink: Sink): Reader {
    let file: string | undefined;
    return {
      read(line, at) {
        const problem = PROBLEM.exec(line)?.groups;
        if (!problem) {
          if (FILE.test(line)) file = line;
          return false;
        }
        const { line: row = '0', col, sev = '', msg = '', rule } = problem;
        if (sev === 'warning' || sev === '⚠') return true;
        const tool = sev === '✖' ? 'stylelint' : 'eslint';
        sink.tool(tool);
        const title = `${file ?? ''}:${row}:${col}: ${msg}${rule ? `  ${rule}` : ''}`;
        sink.found({
          tool,
          kind: 'lint',
          title,
          body: [],
          line: Number(row),
          at,
          ...(file ? { file } : {}),
          ...(rule ? { group: rule } : {}),
        });
        return true;
      },
      end() {},
    };
  },
};
