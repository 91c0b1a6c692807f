import {
  BIDI,
  BIDI_OVERRIDE,
  BLANK,
  CONTROL,
  codePoint,
  impostors,
  INVISIBLE,
  isStyled,
  SIGN_LOOKALIKE,
  VARIATION,
} from './characters.ts';
import { partsOf, type Kind } from './parts.ts';

const ANY = /[^\t\n\r\u0020-\u007E]/u;
const WORD = /[\p{L}\p{M}\p{N}_$]+/gu;

export interface Trick {
  /** What is wrong, with code points. */
  what: string;
  /** What to do about it. */
  cure: string;
}

/** The first trick with characters in a line; null when all it holds is what it looks like. */
export function trickIn(line: string, path: string, kind: Kind): Trick | null {
  if (!ANY.test(line)) return null;
  const bidi = Array.from(line).filter((char) => (kind === 'translation' ? BIDI_OVERRIDE : BIDI).test(char));
  if (bidi.length > 0)
    return {
      what: `characters that change the order in which text is shown (${points(bidi)})`,
      cure: 'Take them out, or write them as escapes',
    };
  const hidden = invisibleIn(line, kind);
  if (hidden.length > 0)
    return {
      what: `characters that can't be seen (${points(hidden)})`,
      cure: 'Take them out, or write them as escapes',
    };
  const control = Array.from(line).filter(
    (char) => CONTROL.test(char) && (kind === 'code' || kind === 'settings' || char === '\b'),
  );
  if (control.length > 0) return { what: `control characters (${points(control)})`, cure: 'Write them as escapes' };
  if (kind === 'settings' && /^[ \t]*[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/u.test(line)) {
    return { what: 'a blank that is none for the program that reads this', cure: 'Use ordinary blanks' };
  }
  return kind === 'code' ? trickInCode(line, path) : null;
}

function trickInCode(line: string, path: string): Trick | null {
  // What stands between tags is read by people.
  const parts = partsOf(
    /\.(?:[jt]sx|vue|svelte|astro)$/.test(path) ? line.replaceAll(/>[^<>{}=;()]{1,2000}</g, '><') : line,
    path,
  );
  const code = parts
    .filter((part) => part.in === 'code')
    .map((part) => part.text)
    .join(' ');
  const blanks = Array.from(code).filter((char) => BLANK.test(char));
  if (blanks.length > 0 && !isText(code))
    return { what: `blanks that are none for a compiler (${points(blanks)})`, cure: 'Use ordinary blanks' };
  const signs = Array.from(code).filter((char) => SIGN_LOOKALIKE.test(char));
  if (signs.length > 0 && !isText(code))
    return { what: `signs that look like others (${points(signs)})`, cure: 'Use the ordinary ones' };
  for (const [word] of code.matchAll(WORD)) {
    const found = [...impostors(word), ...Array.from(word).filter(isStyled)];
    if (found.length > 0) return lookalike(found);
  }
  // In a string a word of two scripts compares with nothing that people type. A text in that language may well mix them.
  const strings = parts
    .filter((part) => part.in === 'string')
    .map((part) => part.text)
    .join(' ');
  if (isText(strings)) return null;
  for (const [word] of strings.matchAll(WORD)) {
    const found = impostors(word);
    if (found.length > 0) return lookalike(found);
  }
  return null;
}

const lookalike = (found: readonly string[]): Trick => ({
  what: `a name with letters of two scripts that look alike (${points(found)})`,
  cure: 'Write it in one script',
});

/** Words wholly in another script: a text in that language, not a name that pretends to be Latin. */
const isText = (text: string): boolean =>
  /(?<![\p{L}\p{N}_])[^\P{L}A-Za-z]{2,}(?![\p{L}\p{N}_])/u.test(
    text.replaceAll(/[\u0370-\u03FF]/g, (char) => (/[α-ω]/.test(char) ? 'x' : char)),
  );

function invisibleIn(line: string, kind: Kind): string[] {
  const chars = Array.from(line);
  return chars.filter((char, at) => {
    const before = chars[at - 1] ?? '';
    const after = chars[at + 1] ?? '';
    if (VARIATION.test(char)) return !isStyle(char, before, after);
    if (!INVISIBLE.test(char)) return false;
    // At the very start it says how the file is encoded.
    if (char === '\uFEFF' && at === 0) return false;
    // Joiners in emoji, and in scripts that are written with them.
    if (/[\u200C\u200D]/.test(char)) return !(isJoined(before) && isJoined(after));
    if (/[\u{E0020}-\u{E007F}]/u.test(char)) return !isFlag(chars, at);
    // Where a word may be broken: of texts, and of scripts without blanks.
    if (char === '\u00AD') return kind === 'code' || kind === 'settings';
    if (char === '\u200B') {
      if (isAsian(before) && (kind === 'translation' || isAsian(after))) return false;
      // Texts let a long word break there; not within a word or an address.
      const isBreak =
        !(/\w/.test(before) && /\w/.test(after)) && !/:\/\/\S*$/.test(chars.slice(Math.max(0, at - 200), at).join(''));
      return !(kind === 'text' && isBreak);
    }
    return true;
  });
}

const isJoined = (char: string): boolean =>
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u{1F1E6}-\u{1F1FF}]|[\u0590-\u08FF\u0900-\u0DFF\u0E00-\u109F\u1780-\u17FF\uFB1D-\uFEFC]/u.test(
    char,
  );

const isAsian = (char: string): boolean =>
  /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u4E00-\u9FFF]/u.test(char);

/** One that follows a sign with two looks, or an ideograph, and no other one. */
function isStyle(char: string, before: string, after: string): boolean {
  if (VARIATION.test(before) || VARIATION.test(after)) return false;
  if (/[\uFE0E\uFE0F]/.test(char)) return /[\p{Emoji}\p{S}\p{Extended_Pictographic}#*\d]/u.test(before);
  return /[\p{Script=Han}\p{Sm}\u1800-\u18AF\u1000-\u109F]/u.test(before);
}

/** Flags of England, Scotland and Wales: a black flag and letters in tags. */
function isFlag(chars: readonly string[], at: number): boolean {
  for (let from = at - 1; from >= 0 && at - from < 8; from -= 1) {
    if (chars[from] === '\u{1F3F4}') return true;
    if (!/[\u{E0020}-\u{E007F}]/u.test(chars[from] ?? '')) return false;
  }
  return false;
}

function points(chars: readonly string[]): string {
  const named = [...new Set(chars)].map(codePoint);
  return named.length > 5 ? `${named.slice(0, 5).join(', ')} and ${named.length - 5} more` : named.join(', ');
}
