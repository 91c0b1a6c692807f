import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface GateCase {
  name: string;
  prompt: string;
  /** As git would write it. */
  diff: string;
}

/**
 * Cases of the guard of gates, from a text file: `### name | prompt`, then for each file `=== path`, `(new)` or
 * `(deleted)` behind it where that is so, and the lines of one hunk with their marks; `@@` begins another hunk.
 */
export function gateCases(file: string): GateCase[] {
  const text = readFileSync(join(import.meta.dirname, 'cases/weakened-gate', `${file}.txt`), 'utf8');
  return text
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const [head = '', ...lines] = block.split('\n');
      const [name = '', prompt = ''] = head.split(' | ');
      const files = lines.join('\n').split(/^=== /m).slice(1);
      return { name, prompt: prompt.replaceAll('\\n', '\n'), diff: files.map(fileDiff).join('') };
    });
}

function fileDiff(block: string): string {
  const [head = '', ...lines] = block.replace(/\n+$/, '').split('\n');
  const [, path = '', how] = /^(\S+)(?: \((new|deleted)\))?$/.exec(head) ?? [];
  const mode = how === 'new' ? 'new file mode 100644\n' : how === 'deleted' ? 'deleted file mode 100644\n' : '';
  const [before, after] = [how === 'new' ? '/dev/null' : `a/${path}`, how === 'deleted' ? '/dev/null' : `b/${path}`];
  let start = how === undefined ? 7 : 1;
  const hunks = lines
    .join('\n')
    .split(/^@@.*\n/m)
    .map((hunk) => {
      const body = hunk.split('\n').map((line) => (line === '' ? ' ' : line));
      const count = (other: string) => body.filter((line) => !line.startsWith(other)).length;
      const [old, now] = [count('+'), count('-')];
      const header = `@@ -${how === 'new' ? 0 : start},${old} +${how === 'deleted' ? 0 : start},${now} @@`;
      start += old + 40;
      return `${header}\n${body.join('\n')}\n`;
    });
  return `diff --git a/${path} b/${path}\n${mode}--- ${before}\n+++ ${after}\n${hunks.join('')}`;
}
