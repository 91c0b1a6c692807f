import type { Family, Reader, Sink } from '../finding.ts';

/** Formatters say one line a file. */
const FORMS: readonly [string, RegExp][] = [
  ['prettier', /^\[warn\] (?!Code style|Run Prettier|\d+ files?|Ignored unknown)(?<file>\S+\.\w+)$/],
  ['prettier', /^\[error\] (?<file>\S+\.\w+): .+$/],
  ['black', /^would reformat (?<file>\S+)$/],
  ['black', /^error: cannot format (?<file>\S+): .+$/],
  ['ruff format', /^Would reformat: (?<file>\S+)$/],
  ['isort', /^ERROR: (?<file>\S+\.pyi?) Imports are incorrectly sorted.*$/],
  ['gofmt', /^diff -u (?<file>\S+\.go)\.orig .+$/],
  ['terraform fmt', /^(?<file>\S+\.tf(?:vars)?)$/],
];

const ANY = /^\[(?:warn|error)\]|reformat|cannot format|Imports are|^diff -u|\.tf(?:vars)?$/;

/** prettier, black, isort, gofmt: the files that are not formatted. */
export const formatters: Family = {
  name: 'formatters',
  create(sink: Sink): Reader {
    return {
      read(line, at) {
        if (!ANY.test(line)) return false;
        for (const [tool, when] of FORMS) {
          const file = when.exec(line)?.groups?.file;
          if (!file) continue;
          sink.tool(tool);
          sink.found({
            tool,
            kind: tool === 'terraform fmt' ? 'hint' : 'lint',
            title: line.trim(),
            body: [],
            file,
            at,
            group: tool,
          });
          return true;
        }
        return false;
      },
      end() {},
    };
  },
};
