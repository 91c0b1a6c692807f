import type { DiffFile, DiffHunk } from '../../guards/types.ts';
import { bare, counts } from './line-text.ts';

export interface Place {
  path: string;
  line: number;
}

interface Moves {
  /** Where a line stands after the diff; null where it was taken away or written anew. */
  to: (place: Place) => Place | null;
  /** Places of new lines by their text without white space. */
  added: Map<string, Place[]>;
}

/** A hunk of a diff without context: `from` old lines of which `count` are gone, and where what follows stands. */
interface Step {
  from: number;
  count: number;
  newFrom: number;
  newCount: number;
  /** The same text, broken into lines in another way. */
  onlyFormat: boolean;
}

/** What a diff without context does to places of lines. */
export function movesOf(diff: readonly DiffFile[]): Moves {
  const steps = new Map<string, { path: string; steps: Step[] }>();
  const added = new Map<string, Place[]>();
  const renamed = new Map(diff.flatMap((file) => (file.renamedFrom === undefined ? [] : [[file.renamedFrom, file]])));
  for (const file of diff) {
    const arrives = file.renamedTo === undefined ? file : renamed.get(file.path);
    if (file.status !== 'added') {
      const pairs = file.hunks.map((hunk, at) => stepOf(hunk, (arrives ?? file).hunks[at] ?? hunk));
      steps.set(file.path, { path: file.renamedTo ?? file.path, steps: pairs });
    }
    for (const { line, text } of file.hunks.flatMap((hunk) => hunk.added)) {
      if (!counts(text)) continue;
      const places = added.get(bare(text)) ?? [];
      places.push({ path: file.path, line });
      added.set(bare(text), places);
    }
  }
  return {
    added,
    to: ({ path, line }) => {
      const file = steps.get(path);
      if (file === undefined) return { path, line };
      const next = lineAfter(file.steps, line);
      return next === null ? null : { path: file.path, line: next };
    },
  };
}

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

function stepOf(old: DiffHunk, arrived: DiffHunk): Step {
  const [, from = '0', count = '1', newFrom = '0', newCount = '1'] = HEADER.exec(old.header) ?? [];
  const joined = (lines: { text: string }[]) => lines.map((it) => bare(it.text)).join('');
  return {
    from: Number(from),
    count: Number(count),
    newFrom: Number(newFrom),
    newCount: Number(newCount),
    onlyFormat: old.removed.length > 0 && joined(old.removed) === joined(arrived.added),
  };
}

function lineAfter(steps: readonly Step[], line: number): number | null {
  let shift = 0;
  for (const { from, count, newFrom, newCount, onlyFormat } of steps) {
    // A hunk that only adds stands after the line that its header names.
    if (line < from || (count === 0 && line === from)) break;
    if (line < from + count) return onlyFormat ? newFrom + Math.min(line - from, newCount - 1) : null;
    shift += newCount - count;
  }
  return line + shift;
}
