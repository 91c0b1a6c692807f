import { visible } from './visible.ts';

/** Zero width: breaks a word for GitHub's parsers and not for the eye. Foreign ones are removed before ours are set. */
const BREAK = '\u200b';

/**
 * Makes foreign text inert where it is not rendered as Markdown: titles, commit messages, code. Nobody is mentioned, no
 * issue is referred to or closed, no CI is skipped. Also a safe first step for Markdown.
 *
 * References are broken in every spelling, not only behind a closing keyword, since each leaves a backlink in the issue
 * it names; keywords are broken as well, for trackers with other references. Addresses are broken because a full one
 * refers to an issue too, and because a link that we post is a link that we recommend.
 */
export function defuse(text: string): string {
  return visible(text)
    .replaceAll(/@(?=\w)/g, `@${BREAK}`)
    .replaceAll(/#(?=\d)/g, `#${BREAK}`)
    .replaceAll(/\bGH-(?=\d)/gi, (word) => `${word.slice(0, 2)}${BREAK}${word.slice(2)}`)
    .replaceAll(/:\/\//g, `:${BREAK}//`)
    .replaceAll(/\bwww\.(?=\w)/gi, (word) => `${word.slice(0, 3)}${BREAK}${word.slice(3)}`)
    .replaceAll(
      /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|implement(?:s|ed)?)(?=:?\s+[\w./-]*(?:#|GH|https?:))/gi,
      (word) => word.slice(0, 1) + BREAK + word.slice(1),
    )
    .replaceAll(/\[(?=[^\]\n]{0,30}\b(?:skip|no)\b[^\]\n]{0,30}\])/gi, `[${BREAK}`)
    .replaceAll(/\*{3}(?=NO_CI)/gi, `***${BREAK}`);
}

/** What may stand before a block within others: quotes' bars, and the marks of lists. */
const NESTED = String.raw`^(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*`;
/** A box that readers could tick, which edits our text. */
const BOX = new RegExp(String.raw`(${NESTED})\[(?=[ xX]\])`, 'gm');
/** Code blocks that GitHub draws instead of showing them. */
const DRAWN = new RegExp(
  `(${NESTED}(?:\`{3,}|~{3,})[ \\t]*)(?=(?:mermaid|math|geojson|topojson|stl|suggestion)\\b)`,
  'gim',
);

/**
 * Makes foreign text safe to repeat in a comment: `defuse`, and no HTML, entity, image, link, footnote, box, diagram or
 * alert of it is rendered, and no line of it is a command to another bot. It may still be a heading or a list; use `quote`
 * where it must be told from our own words. Not for HTML pages.
 */
export function neutralise(text: string): string {
  return (
    defuse(text)
      // A mention written with entities rings as well: GitHub looks for mentions after it has decoded them.
      .replaceAll(/&(?=[#A-Za-z])/g, `&${BREAK}`)
      .replaceAll(/<(?=[A-Za-z/!?])/g, `<${BREAK}`)
      .replaceAll(/\](?=[(:])/g, `]${BREAK}`)
      // In a quote of ours, `[!NOTE]` would frame their words as one of our own warnings.
      .replaceAll(/\[(?=!)/g, `[${BREAK}`)
      .replaceAll(BOX, `$1[${BREAK}`)
      .replaceAll(DRAWN, `$1${BREAK}`)
      .replaceAll(/^([ \t>]*\/)(?=[a-z][\w-]*(?:\s|$))/gim, `$1${BREAK}`)
  );
}

/** Foreign text as a block quote, so that none of it can pass for a part of ours. */
export function quote(text: string): string {
  return neutralise(text)
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** Foreign text, or inline code, in one cell of a table; a backslash before a bar must not undo our escape of it. */
export function tableCell(text: string): string {
  return neutralise(text)
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/\\(?=\|)/g, `\\${BREAK}`)
    .replaceAll('|', '\\|');
}

/** A code block whose fence is longer than any run of backticks inside, so that the text can't end it. */
export function codeBlock(text: string, language = ''): string {
  const inert = defuse(text);
  const longest = [...inert.matchAll(/`+/g)].reduce((most, run) => Math.max(most, run[0].length), 2);
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${inert.replace(/\n$/, '')}\n${ticks}`;
}

/** A folded part. `summary` must be our own words or neutralised. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** Inline code that can't be broken out of; line breaks become spaces. In a table, wrap it in `tableCell`. */
export function inlineCode(text: string): string {
  const inert = defuse(text).replaceAll('`', "'").replaceAll(/\s+/g, ' ').trim();
  return inert === '' ? '` `' : `\`${inert}\``;
}
