import type { Family, Reader, Sink } from '../finding.ts';

const HOOK = /^(?<name>\S.*?)\.{3,}(?:\(.*\))?(?<result>Failed|Passed|Skipped)$/;
const ID = /^- hook id: (.+)$/;
const MAX_LINES = 14;

/**
 * pre-commit: a line a hook, and below it what the hook printed. Those who know the hook's tool read that; this reader
 * keeps what nobody else takes.
 */
export const preCommit: Family = {
  name: 'pre-commit',
  create(sink: Sink): Reader {
    let hook: { name: string; id: string; lines: string[] } | null = null;
    let at0 = 0;
    const report = (): void => {
      if (hook)
        sink.found({
          tool: 'pre-commit',
          kind: 'lint',
          title: `${hook.name}: failed (hook ${hook.id || hook.name})`,
          body: hook.lines,
          at: at0,
          scope: hook.id,
        });
      hook = null;
    };
    return {
      yields: true,
      read(line, at) {
        const { name, result } = (line.includes('...') && HOOK.exec(line)?.groups) || {};
        if (name !== undefined) {
          report();
          sink.tool('pre-commit');
          if (result === 'Failed') hook = { name, id: '', lines: [] };
          at0 = at;
          return true;
        }
        if (!hook) return false;
        at0 = at;
        const id = ID.exec(line)?.[1];
        if (id !== undefined) hook.id = id;
        else if (line.trim() !== '' && !/^- (?:exit code|duration): /.test(line) && hook.lines.length < MAX_LINES)
          hook.lines.push(line.trimEnd());
        return true;
      },
      end: report,
    };
  },
};
