import type { DiffHunk, FileDiff } from './split-diff.ts';

/** What one request shows of a change: files, or, of a file that is too long for one request, some of its hunks. */
export type Part = readonly FileDiff[];

/**
 * Tokens of one request's foreign text. The models' window is 200,000; the rest is for the prompt, the answer, and code
 * that is denser than estimated.
 */
export const REQUEST_TOKENS = 120_000;

/** Three bytes a token: more tokens than nearly all code has, so that what fits here fits there. */
export const tokensIn = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

/**
 * Cuts a change into parts of at most `room` tokens each, in the diff's own order. Files stay whole, and a file that
 * does not fit is cut between hunks. Null when there is no way: a single hunk, with its file's head, is too long.
 */
export function intoParts(files: readonly FileDiff[], room: number): Part[] | null {
  const pieces = files.flatMap((file) => (tokensIn(textOf(file)) <= room ? [file] : piecesOf(file, room)));
  if (pieces.some((piece) => tokensIn(textOf(piece)) > room)) return null;
  return packed(pieces, room, (piece) => tokensIn(textOf(piece)));
}

function piecesOf(file: FileDiff, room: number): FileDiff[] {
  const left = room - tokensIn(file.head);
  return packed(file.hunks, left, (hunk: DiffHunk) => tokensIn(hunk.text)).map((hunks) => ({ ...file, hunks }));
}

/** As many as fit, in their order, into each group; one that is too long by itself has a group of its own. */
function packed<T>(items: readonly T[], room: number, sizeOf: (item: T) => number): T[][] {
  const groups: T[][] = [];
  let size = Infinity;
  for (const item of items) {
    const its = sizeOf(item);
    if (size + its > room) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)?.push(item);
    size += its;
  }
  return groups;
}

export const textOf = ({ head, hunks }: FileDiff): string => head + hunks.map(({ text }) => text).join('');

/**
 * A line for every file of the change and every hunk, so that a reader of one part knows what the others hold. Those of
 * `part` are marked.
 */
export function manifest(files: readonly FileDiff[], part: Part = []): string {
  const shown = new Set(part.flatMap(({ hunks }) => hunks));
  const heads = new Set(part.map(({ head }) => head));
  const mark = (here: boolean) => (here ? ' (in this part)' : '');
  return files
    .flatMap((file) => {
      const added = sum(file.hunks, 'added');
      const removed = sum(file.hunks, 'removed');
      const bare = file.hunks.length === 0;
      const what = bare
        ? (kindOf(file.head) ?? 'no lines')
        : [kindOf(file.head), `+${added} -${removed}`].filter(Boolean).join(', ');
      return [
        `${file.paths.join(' -> ')} (${what})${mark(bare && heads.has(file.head))}`,
        ...file.hunks.map((hunk) => `  ${hunk.header} +${hunk.added} -${hunk.removed}${mark(shown.has(hunk))}`),
      ];
    })
    .join('\n');
}

function kindOf(head: string): string | null {
  if (/^new file mode/m.test(head)) return 'new file';
  if (/^deleted file mode/m.test(head)) return 'deleted';
  if (/^(?:Binary files|GIT binary patch)/m.test(head)) return 'binary';
  return /^new mode/m.test(head) ? 'mode changed' : null;
}

const sum = (hunks: readonly DiffHunk[], key: 'added' | 'removed'): number =>
  hunks.reduce((total, hunk) => total + hunk[key], 0);
