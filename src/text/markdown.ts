/**
 * Makes foreign text safe to repeat in a comment, title or commit message: no mention rings anybody, no closing
 * keyword closes an issue, no HTML or image is rendered. A zero-width space breaks the word for GitHub and not for the eye.
 */
export function neutralise(text: string): string {
  return text
    .replaceAll(/[<>]/g, (char) => (char === '<' ? '&lt;' : '&gt;'))
    .replaceAll(/!\[/g, '!\u200b[')
    .replaceAll(/@(?=[A-Za-z0-9])/g, '@\u200b')
    .replaceAll(
      /\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?=:?\s+(?:[\w.-]+\/[\w.-]+)?(?:#|GH-|https?:))/gi,
      (word) => `${word.slice(0, 1)}\u200b${word.slice(1)}`,
    )
    .replaceAll(/(^|[^&\w])#(?=\d)/g, '$1#\u200b')
    .replaceAll(/\bGH-(?=\d)/gi, (word) => `${word.slice(0, 2)}\u200b${word.slice(2)}`);
}

/** A code block whose fence is longer than any run of backticks inside, so that the text can't end it. */
export function codeBlock(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.replace(/\n$/, '')}\n${ticks}`;
}

/** A folded part. `summary` must be our own words or neutralised. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** Inline code that can't be broken out of; line breaks become spaces. */
export function inlineCode(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;
}
