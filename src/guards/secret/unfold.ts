/**
 * Text as the program that holds it would put it together: string literals joined by `+`, `.`, `..`, `&`, `<>`, a
 * backslash at the line's end, or by standing beside each other as in Python and C.
 */
export interface Unfolded {
  text: string;
  /** Where a position in the joined text stands in the one it was made from. */
  origin: (at: number) => number;
}

/**
 * An operator that joins two literals, or two literals one below the other (two beside each other on one line are
 * more often arguments).
 */
const JOINT =
  /(["'`])[ \t]{0,40}(?:(?:\+|\.{1,2}|&|<>|\|\|)\s{0,80}|\\?\r?\n[ \t]{0,80}|\\\s{0,80})(?:[rbuf]{1,2})?\1/gi;

/** Literals in a list that is put together without anything between. */
const LIST_JOINT = /(["'`])\s{0,40},\s{0,40}\1/g;
const IS_JOINED = /\]\s{0,40}\.join\(\s{0,4}(?:''|""|``)\s{0,4}\)|(?:''|"")\.join\(/;

export function unfold(text: string): Unfolded {
  return join(
    text,
    IS_JOINED.test(text) ? new RegExp(`${JOINT.source}|${LIST_JOINT.source.replace('\\1', '\\2')}`, 'gi') : JOINT,
  );
}

function join(text: string, joint: RegExp): Unfolded {
  /** Pairs of positions: from here on in the joined text, the distance to the original is the second one. */
  const shifts: [number, number][] = [];
  let out = '';
  let from = 0;
  for (const match of text.matchAll(joint)) {
    out += text.slice(from, match.index);
    from = match.index + match[0].length;
    shifts.push([out.length, from - out.length]);
  }
  out += text.slice(from);
  return {
    text: out,
    origin: (at) => at + (shifts.findLast(([start]) => start <= at)?.[1] ?? 0),
  };
}

const ENCODED = /(?<![\w+/=-])(?:[A-Za-z0-9+/]{24,8000}|[\w-]{24,8000})={0,2}(?![\w+/=-])/g;

/** What stands in base64 in a text, as far as it is readable: position and decoded text. */
export function decodeBase64(text: string): { at: number; text: string }[] {
  return [...text.matchAll(ENCODED)].flatMap((match) => {
    const decoded = Buffer.from(match[0], 'base64').toString('latin1');
    return /^[\t\n\r\x20-\x7e]{16,}$/.test(decoded) ? [{ at: match.index, text: decoded }] : [];
  });
}
