/**
 * Cuts text in the middle to at most `max` characters, keeping head and tail, and says how much is missing. A character
 * that is cut in two is replaced: half of one can't be stored as JSON in PostgreSQL.
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const note = `\n[… ${text.length - max} characters cut …]\n`;
  const room = Math.max(0, max - note.length);
  const head = Math.ceil(room / 2);
  return (text.slice(0, head) + note + text.slice(text.length - (room - head))).slice(0, max).toWellFormed();
}

/** The first line of a text, cut to `max` characters, for one-line displays. */
export function firstLine(text: string, max = 200): string {
  const line = text.trim().split(/[\r\n]/, 1)[0] ?? '';
  return line.length <= max ? line : `${line.slice(0, max - 1).toWellFormed()}…`;
}
