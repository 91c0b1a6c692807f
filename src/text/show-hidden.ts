import { atHidden } from './as-read.ts';
import { HIDDEN } from './visible.ts';

/** Characters of one run of hidden ones that are named one by one. */
const MAX_NAMED = 20;
/** Joiners belong into emoji and some scripts; between letters of code they only hide. */
const JOINER = /(?<=[\u0021-\u007e])[\u200c\u200d]|[\u200c\u200d](?=[\u0021-\u007e])/;
const RUN = new RegExp(`(?:${HIDDEN.source}|${JOINER.source})+`, 'gu');

/**
 * Text with the characters in it that do not show: `[U+200B]`, and what a row of tag characters spells out. For whoever
 * judges a change, so that nothing reads otherwise to people than to machines. A carriage return before a line feed stays.
 */
export function showHidden(text: string): string {
  return text.toWellFormed().replaceAll(RUN, (run, at: number) => {
    const ending = run.endsWith('\r') && text[at + run.length] === '\n' ? '\r' : '';
    return shown(ending === '' ? run : run.slice(0, -1)) + ending;
  });
}

function shown(run: string): string {
  if (run === '') return '';
  const points = Array.from(run, (it) => it.codePointAt(0) ?? 0);
  const tags = points.filter((point) => point >= 0xe0020 && point <= 0xe007e);
  if (tags.length > 2)
    return `[hidden tag characters: ${String.fromCharCode(...tags.slice(0, 2_000).map((it) => it - 0xe0000))}]`;
  const named = points.slice(0, MAX_NAMED).map((point) => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`);
  const more = points.length > MAX_NAMED ? ` and ${points.length - MAX_NAMED} more hidden characters` : '';
  return `[${named.join(' ')}${more}]`;
}

/** Markdown with what GitHub hides from its readers: comments are labelled as such, hidden characters too. */
export function withHidden(markdown: string): string {
  const marked = atHidden(markdown.toWellFormed().replaceAll(/\r\n?/g, '\n'), (found) => {
    const text = found.trim().replace(/^<!--/, '').replace(/-->$/, '').trim();
    return `[hidden comment: ${text}]`;
  });
  return showHidden(marked);
}
