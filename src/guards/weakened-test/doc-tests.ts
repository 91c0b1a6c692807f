import type { DiffFile } from '../types.ts';
import { at, gone, type Problem } from './problem.ts';

const OFF = /#\s*doctest:\s*\+SKIP|^\s*\/\/[/!]\s*```\s*(?:rust,)?(?:ignore|no_run|text|compile_fail)\b/;
const EXAMPLE = /^\s*>>> /;

/** Examples in documentation that run as tests (doctest, rustdoc): switched off, or gone while their function stays. */
export function docTests(file: DiffFile): Problem[] {
  if (!/\.(?:py|rs|rst|md|pyx)$/.test(file.path) || file.status !== 'modified') return [];
  return file.hunks.flatMap(({ added, removed, header }): Problem[] => {
    const count = (lines: typeof added, pattern: RegExp) => lines.filter(({ text }) => pattern.test(text)).length;
    const off = added.find(({ text }) => OFF.test(text));
    const why = 'An example that runs as a test is switched off or gone. Let it run.';
    const about = removed.map(({ text }) => text).join('\n');
    if (off !== undefined && removed.length > 0 && count(added, OFF) > count(removed, OFF)) {
      return [{ kind: 'off', file: file.path, ...at({ hunk: header, line: off.line }), why, titles: [], about }];
    }
    const stays = !removed.some(({ text }) => /^\s*(?:async\s+)?(?:def|class)\s/.test(text));
    const lost = file.path.endsWith('.py') && stays && count(removed, EXAMPLE) > count(added, EXAMPLE);
    return lost ? [{ kind: 'removed', file: file.path, ...gone({ hunk: header }), why, titles: [], about }] : [];
  });
}
