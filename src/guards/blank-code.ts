/** How a language writes strings and comments; enough to tell code from text. No alternative can match in two ways. */
const SLASHES = '\\/\\/[^\\n]*';
const BLOCK = '\\/\\*[\\s\\S]*?(?:\\*\\/|$(?![\\s\\S]))';
const HASH = '(?<![^\\s;({\\[])#[^\\n]*';
const string = (mark: string): string => `${mark}(?:\\\\.|[^${mark}\\\\\\n])*${mark}?`;
const longString = (mark: string): string => `${mark}(?:\\\\[\\s\\S]|[^\\\\])*?(?:${mark}|$(?![\\s\\S]))`;
const [DOUBLE, SINGLE, BACKTICK] = [string('"'), string("'"), longString('`')];
/** A regular expression stands where no value can end. */
const REGEX =
  '(?<=(?:[(,=:[!&|?{};\\n]|return) {0,4})\\/(?![*/])(?:\\\\.|\\[(?:\\\\.|[^\\]\\\\\\n])*\\]|[^/\\\\\\n[])+\\/';

const lexis = (...parts: string[]): RegExp => new RegExp(parts.join('|'), 'g');

export const LEXES = {
  js: lexis(SLASHES, BLOCK, DOUBLE, SINGLE, BACKTICK, REGEX),
  py: lexis(longString('"""'), longString("'''"), '#[^\\n]*', DOUBLE, SINGLE),
  go: lexis(SLASHES, BLOCK, DOUBLE, SINGLE, '`[^`]*(?:`|$(?![\\s\\S]))'),
  jvm: lexis(longString('"""'), SLASHES, BLOCK, DOUBLE, SINGLE),
  cs: lexis(SLASHES, BLOCK, '@"(?:""|[^"])*"?', DOUBLE, SINGLE),
  // A single quote also starts a lifetime.
  rust: lexis(SLASHES, BLOCK, '"(?:\\\\[\\s\\S]|[^"\\\\])*"?', "'(?:\\\\.|[^'\\\\\\n])'"),
  ruby: lexis(HASH, DOUBLE, SINGLE),
  // What says `@test` in a comment is code for PHPUnit; an attribute is no comment.
  php: lexis(
    SLASHES,
    '#(?!\\[)[^\\n]*',
    `\\/\\*(?!\\*(?:[^*]|\\*(?!\\/)){0,400}?@test\\b)${BLOCK.slice(4)}`,
    DOUBLE,
    SINGLE,
  ),
  swift: lexis(longString('"""'), SLASHES, BLOCK, DOUBLE),
  cpp: lexis(SLASHES, BLOCK, DOUBLE, "'(?:\\\\.|[^'\\\\\\n])'"),
  shell: lexis(HASH, DOUBLE, "'[^']*'?"),
  bazel: lexis(longString('"""'), '#[^\\n]*', DOUBLE, SINGLE),
  cmake: lexis('#[^\\n]*', DOUBLE),
} as const satisfies Record<string, RegExp>;

/**
 * The same text with comments and the inside of strings blanked out, of the same length, so that a position in one is a
 * position in the other. The marks of a string stay. A tokenizer's shortcut: nested templates are not understood, but a
 * stray quote does no harm beyond its line. A part of a file may begin inside a comment; what ends one that was not
 * opened is taken for it.
 */
export function blankCode(text: string, lex: RegExp): string {
  const close = lex.source.includes(BLOCK) ? text.indexOf('*/') : -1;
  const inside = close !== -1 && !text.slice(0, close).includes('/*') ? close + 2 : 0;
  const head = text.slice(0, inside).replaceAll(/[^\n]/g, ' ');
  return (
    head +
    text.slice(inside).replace(lex, (token) => {
      const isComment = /^(?:\/[/*]|#)/.test(token);
      if (isComment || token.length < 2) return isComment ? token.replaceAll(/[^\n]/g, ' ') : token;
      return token[0] + token.slice(1, -1).replaceAll(/[^\n]/g, ' ') + token.at(-1);
    })
  );
}
