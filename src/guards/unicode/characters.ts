/** What a character is called: its code point, never itself. */
export const codePoint = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** They turn the order in which the rest of a line is shown (CVE-2021-42574, "Trojan Source"). */
export const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
/** These force letters into another order; no translation needs them. */
export const BIDI_OVERRIDE = /[\u202D\u202E]/u;

/** Nothing is shown for them, wherever they stand. */
export const INVISIBLE =
  /[\u00AD\u115F\u1160\u180E\u200B-\u200D\u2060-\u2065\u206A-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E007F}]|\u034F|\u17B4|\u17B5|\u180B|\u180C|\u180D/u;

export const VARIATION = /[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/u;

/** Blanks that are none for a compiler, a shell or a comparison. */
export const BLANK = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/u;

/** Line ends that editors don't show as such, and controls that hide what a terminal shows. */
export const CONTROL = /[\u0000-\u0008\u000B\u000E-\u001F\u007F\u0080-\u009F\u2028\u2029]/u;

/** Signs that look like those of a program and are others. */
export const SIGN_LOOKALIKE = /[\u037E\u01C3\u02BC\u2044\u2215\u2236\uA789\uFF01\uFF08\uFF09\uFF0C\uFF1B\uFF1D\u2024]/u;

/** Letters that look like a Latin one: the code point and what it looks like. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  [
    // Cyrillic
    '0430a 0435e 043Eo 0440p 0441c 0443y 0445x 0456i 0458j 0455s 04BBh 0501d 051Bq 051Dw 04CFl 04AFy 043Ak 0475v 0410A 0412B 0415E 04173 041AK 041CM 041DH 041EO 0420P 0421C 0422T 0423Y 0425X 0406I 0408J 0405S 051CW 04AEY 042Cb 043Fn 0442t 0432b 043Cm 043Dh',
    // Greek
    '03BFo 03B9i 03C5u 03BAk 03BDv 03C1p 03B1a 03B3y 0391A 0392B 0395E 0396Z 0397H 0399I 039AK 039CM 039DN 039FO 03A1P 03A4T 03A5Y 03A7X 03F2c 03F3j',
    // Armenian, Cherokee, Lisu, Latin
    '0261g 0585o 0578n 057Du 0570h 0581g 13AAA 13F4B 13DFC 13ACE 13BBH 13ABJ 13E6K 13B7M 13E2P 13A2T 13B3W 0251a 017Fs A4F3O 217Cl 2170i FF4Fo',
  ].flatMap((script) =>
    script.split(' ').map((it) => [String.fromCodePoint(Number.parseInt(it.slice(0, -1), 16)), it.slice(-1)] as const),
  ),
);

/** Greek letters that formulas are written with: only between Latin ones are they meant to look like those. */
const IN_FORMULAS =
  /(?<![A-Za-z])[\u03B1\u03B3\u03B9\u03BA\u03BD\u03C1\u03C5]|[\u03B1\u03B3\u03B9\u03BA\u03BD\u03C1\u03C5](?![A-Za-z])/g;

/** A word as it looks: letters of other scripts replaced by the Latin ones that they look like, styles taken off. */
export function skeleton(word: string): string {
  return Array.from(word.normalize('NFKC'))
    .map((char) => LOOKALIKES.get(char) ?? char)
    .join('');
}

/** The letters of a word that look Latin and are not; empty for a word of one script, or of a formula. */
export function impostors(word: string): string[] {
  if (!/[A-Za-z]/.test(word)) return [];
  return Array.from(word.replaceAll(IN_FORMULAS, '')).filter((char) => LOOKALIKES.has(char) || isStyled(char));
}

/** Full width and mathematical letters: Python takes them for the plain ones. */
export const isStyled = (char: string): boolean =>
  /[\uFF21-\uFF3A\uFF41-\uFF5A\u212A\u212B\u{1D400}-\u{1D7FF}]/u.test(char);
