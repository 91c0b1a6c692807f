import { visible } from './visible.ts';

const FENCED =
  '^ {0,3}(?:(`{3,})[^`\\n]*|(~{3,})[^\\n]*)\\n[\\s\\S]*?(?:^ {0,3}(?:\\1|\\2)[`~]*[ \\t]*$|$(?![\\s\\S]))';
const INLINE = '(?<![\\\\`])(`+)(?!`)[^\\n]*?[^`\\n]\\3(?!`)';
/** Also one that is never closed, where it begins a line: GitHub hides all that follows. */
const COMMENT = '<!--[\\s\\S]*?-->|^ {0,3}<!--[\\s\\S]*$(?![\\s\\S])';
/** A link definition that leads nowhere, which is how people write comments in Markdown. */
const DEFINITION = '^ {0,3}\\[[^\\]\\n]+\\]:[ \\t]*(?:#|<>)(?:[ \\t].*)?$';

const OUTSIDE_CODE = new RegExp(`${FENCED}|${INLINE}|${COMMENT}|${DEFINITION}`, 'gm');
const ANYWHERE = new RegExp(`${COMMENT}|${DEFINITION}`, 'gm');
/** Between tags a fence may be no fence. */
const TAGS = /^ {0,3}<(?!!--)[a-z!?/]/im;

/**
 * Markdown as people read it on GitHub: without comments and without characters that do not show. Who puts a label on
 * an issue stands for what is to be seen there; an outsider's hidden lines must not become part of the task. Code that
 * shows a comment keeps it, unless HTML around it makes that doubtful.
 */
export function asRead(markdown: string): string {
  return atHidden(visible(markdown), () => '');
}

/** Puts something else in the place of each part of a Markdown text that its readers do not see, by the same rules. */
export function atHidden(text: string, put: (found: string) => string): string {
  if (TAGS.test(text)) return text.replaceAll(ANYWHERE, put);
  return text.replaceAll(OUTSIDE_CODE, (found) => (/^ {0,3}(?:<!--|\[)/.test(found) ? put(found) : found));
}
