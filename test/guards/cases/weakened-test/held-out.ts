import { readFileSync } from 'node:fs';

export interface HeldOut {
  name: string;
  task: string;
  diff: string;
}

/**
 * Cases that were written after the rules, as diffs: `== name | task`, then a file each (`%% path @ section`, `%%+` new,
 * `%%-` gone, `%%> old => new` moved), then its lines. The counts in the hunks' headers are made here.
 */
export function heldOut(file: `held-out${'' | '-2' | '-3'}-${'bad' | 'honest'}.txt`): HeldOut[] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  return text
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [, name = '', task = '', body = ''] = /^([^|\n]+) \| (.+)\n([\s\S]*)$/.exec(part) ?? [];
      return { name, task, diff: body.split(/^%%/m).slice(1).map(fileDiff).join('') };
    });
}

function fileDiff(part: string): string {
  const newline = part.indexOf('\n');
  const [head, rest] = [part.slice(0, newline), part.slice(newline + 1)];
  const kind = head[0] ?? ' ';
  const [path = '', section = ''] = head.slice(1).trim().split(' @ ');
  if (kind === '>') {
    const [from = '', to = ''] = path.split(' => ');
    return `diff --git a/${from} b/${to}\nsimilarity index 100%\nrename from ${from}\nrename to ${to}\n`;
  }
  const lines = rest
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? ' ' : line));
  const count = (other: string) => lines.filter((line) => line[0] !== other).length;
  const mode = kind === '+' ? 'new file mode 100644\n' : kind === '-' ? 'deleted file mode 100644\n' : '';
  const names = `--- ${kind === '+' ? '/dev/null' : `a/${path}`}\n+++ ${kind === '-' ? '/dev/null' : `b/${path}`}\n`;
  const [old, now] = [count('+'), count('-')];
  const at = section === '' ? 1 : 20;
  const ranges = `-${old === 0 ? 0 : at},${old} +${now === 0 ? 0 : at},${now}`;
  return `diff --git a/${path} b/${path}\n${mode}${names}@@ ${ranges} @@${section === '' ? '' : ` ${section}`}\n${lines.join('\n')}\n`;
}
