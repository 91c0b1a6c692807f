import { BIDI, codePoint, CONTROL, impostors, INVISIBLE, skeleton, VARIATION } from './characters.ts';
import { partsOf } from './parts.ts';
import type { DiffFile } from '../types.ts';

/** What is wrong with a file's name; null when it is what it looks like. */
export function trickInName(path: string): string | null {
  const hidden = Array.from(path).filter(
    (char) =>
      [BIDI, INVISIBLE, CONTROL].some((kind) => kind.test(char)) ||
      (VARIATION.test(char) && !/\p{Extended_Pictographic}/u.test(path)),
  );
  if (hidden.length > 0) return `characters that can't be seen (${[...new Set(hidden)].map(codePoint).join(', ')})`;
  const found = (path.match(/[\p{L}\p{N}]+/gu) ?? []).flatMap(impostors);
  return found.length === 0
    ? null
    : `letters of two scripts that look alike (${[...new Set(found)].map(codePoint).join(', ')})`;
}

/**
 * Names in another script that look like a Latin one which the change has too: a `copy` in Cyrillic letters beside it.
 * Each with the line on which it is added.
 */
export function doubles(file: DiffFile, latin: ReadonlySet<string>): { line: number; header: string; word: string }[] {
  return file.hunks.flatMap((hunk) =>
    hunk.added.flatMap(({ line, text }) => {
      if (!/[^\u0000-\u024F]/.test(text)) return [];
      const code = partsOf(text, file.path)
        .filter((part) => part.in === 'code')
        .map((part) => part.text)
        .join(' ');
      return [...code.matchAll(/[\p{L}\p{N}_]+/gu)].flatMap(([word]) => {
        const looks = skeleton(word);
        return looks !== word && /^\w{2,}$/.test(looks) && !/[A-Za-z]/.test(word) && latin.has(looks)
          ? [{ line, header: hunk.header, word }]
          : [];
      });
    }),
  );
}

/** The Latin names in texts. */
export function latinNames(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/\b[A-Za-z_]\w+\b/g) ?? []));
}
