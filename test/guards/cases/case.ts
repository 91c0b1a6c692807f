import { diffOnlyInput } from '../../../src/guards/diff-only-input.ts';
import { parseDiff } from '../../../src/guards/parse-diff.ts';
import type { GuardInput } from '../../../src/guards/types.ts';

/** A change for a guard: its name, the file, the lines that it adds (and takes away), and the task's text. */
export interface Case {
  name: string;
  files: readonly { path: string; diff: string }[];
  task: string;
}

/** `{hex:32}` and the like become random text, the same in every run, so that no file here holds the shape of a secret. */
export function fill(text: string, seed: number): string {
  let state = (seed * 2654435761 + 12345) >>> 0;
  const next = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * n);
  };
  const sets: Record<string, string> = {
    hex: '0123456789abcdef',
    num: '0123456789',
    up: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
    low: 'abcdefghijklmnopqrstuvwxyz0123456789',
    alpha: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    an: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
    b64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
    url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  };
  const filled = text
    .replaceAll(/\{(hex|num|up|low|alpha|an|b64|url):(\d+)\}/g, (_, set: string, n: string) =>
      Array.from({ length: Number(n) }, () => sets[set]?.[next(sets[set].length)] ?? '').join(''),
    )
    .replaceAll(/\{uuid\}/g, () => {
      const hex = Array.from({ length: 32 }, () => next(16).toString(16)).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    })
    // Parts the name of a shape: `gh~p_` is written without the sign.
    .replaceAll('~', '');
  return filled
    .replaceAll(/\{base64:([^{}]*)\}/g, (_, inner: string) =>
      Buffer.from(inner.replaceAll('\\n', '\n')).toString('base64'),
    )
    .replaceAll(/\{base64url:((?:[^{}]|\{[^{}]*\})*)\}/g, (_, inner: string) =>
      Buffer.from(inner).toString('base64url'),
    );
}

/** Lines marked `+`, `-` or blank as in a diff; without any mark all of them are added. */
export function inputOf({ files, task }: Case): GuardInput {
  const text = files
    .map(({ path, diff }) => {
      const lines = diff.replace(/^\n|\n[ \t]*$/g, '').split('\n');
      const isMarked =
        lines.every((line) => /^(?:[+ ]|-(?!-))/.test(line)) && lines.some((line) => /^(?:\+|-(?!-| \S))/.test(line));
      const marked = isMarked ? lines : lines.map((line) => `+${line}`);
      const count = (mark: string) => marked.filter((line) => !line.startsWith(mark)).length;
      const isNew = marked.every((line) => line.startsWith('+'));
      const header = `@@ -${isNew ? 0 : 10},${count('+')} +${isNew ? 1 : 10},${count('-')} @@`;
      return [
        `diff --git a/${path} b/${path}`,
        ...(isNew ? ['new file mode 100644', '--- /dev/null'] : [`--- a/${path}`]),
        `+++ b/${path}`,
        header,
        ...marked,
        '',
      ].join('\n');
    })
    .join('');
  return diffOnlyInput(parseDiff(text), task);
}
