import type { Family, Reader, Sink } from '../finding.ts';

const LINE = /^(?:npm (?:ERR!|error)|(?:yarn )?error(?= [A-Z"])|\s*(?:ERR_PNPM_\w+|ELIFECYCLE))\s?(.*)$/;
/** What npm and yarn say after every red script. */
const DULL =
  /^\s*(?:A complete log|\/\S+-debug|errno -?\d+|syscall \w+$|path \/|cwd |node v|npm\s+v|Linux |Darwin |argv |file (?:\/bin|sh)|Failed at the|This is probably not|There is likely additional|You can get|If that doesn|npm owner|npm bugs|Or if|Tell the author|not with npm|Make sure you have|command (?:failed|sh|\/bin)|code (?:ELIFECYCLE|1$)|Exit status|Lifecycle script|Test failed\.|workspace |location |in workspace|at location|not ok code|Command failed with exit code|info Visit|Additional logging|\S+@\S+ \S+: `|signal SIG|$)/;

/** npm, yarn and pnpm: installing and resolving; a script that failed says its own reason. */
export const npm: Family = {
  name: 'npm',
  first: ' \tnyeE',
  create(sink: Sink): Reader {
    let lines: string[] = [];
    let from = 0;
    const close = (): void => {
      const [title, ...body] = lines;
      if (title) {
        sink.tool('npm');
        sink.found({ tool: 'npm', kind: 'error', title, body: body.slice(0, 9), at: from, score: 8 });
      }
      lines = [];
    };
    return {
      read(line, at) {
        const text = LINE.exec(line)?.[1];
        if (text === undefined || /^error TS\d|^error(?:\[| Command|: )/.test(line)) {
          if (/^error Command failed with exit code/.test(line)) return true;
          close();
          return false;
        }
        if (!DULL.test(text)) {
          if (lines.length === 0) from = at;
          const whole = line.trim();
          if (lines.length < 24) lines.push(lines.length === 0 ? whole : text);
        }
        return true;
      },
      end: close,
    };
  },
};
