/**
 * JSON with comments and trailing commas, without them. One walk over the text, since it is a stranger's: a regular
 * expression for this takes the square of its length, or the whole stack for one long string.
 */
export function bareJson(text: string): string {
  const out: string[] = [];
  /** Where in `out` a comma stands that nothing but white space has followed. */
  let comma = -1;
  let at = 0;
  while (at < text.length) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    at = end;
    if (token.startsWith('//') || token.startsWith('/*')) continue;
    if (token === '}' || token === ']') {
      if (comma !== -1) out[comma] = '';
      comma = -1;
    } else if (token === ',') comma = out.length;
    else if (token.trim() !== '') comma = -1;
    out.push(token);
  }
  return out.join('');
}

function endOfToken(text: string, at: number): number {
  const char = text[at];
  if (char === '"') return endOfString(text, at);
  if (char === ',' || char === '}' || char === ']') return at + 1;
  if (text.startsWith('//', at)) return before(text, '\n', at);
  if (text.startsWith('/*', at)) return Math.min(before(text, '*/', at + 2) + 2, text.length);
  let end = at + 1;
  while (end < text.length && !'",}]/'.includes(text[end] as string)) end += 1;
  return end;
}

function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return Math.min(end + 1, text.length);
}

/** Where the mark stands, or the end of the text. */
function before(text: string, mark: string, at: number): number {
  const found = text.indexOf(mark, at);
  return found === -1 ? text.length : found;
}
