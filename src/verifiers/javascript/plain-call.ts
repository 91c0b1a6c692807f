/**
 * The words of a script that is one call of one program, as a shell would cut them; null where the shell would do more:
 * several commands, variables, redirections, wildcards.
 */
export function plainWords(script: string): string[] | null {
  const text = script.trim();
  const words: string[] = [];
  const word =
    /\s*(?:"([^"\\$`]*)"|'([^']*)'|([^\s"'\\$`|&;<>(){}*?[\]~#!=]+(?:=(?:"[^"\\$`]*"|'[^']*'|[^\s"'\\$`|&;<>(){}*?[\]~!]*))?))(?=\s|$)/y;
  while (word.lastIndex < text.length) {
    const match = word.exec(text);
    if (match === null) return null;
    words.push(match[1] ?? match[2] ?? (match[3] ?? '').replace(/=["'](.*)["']$/, '=$1'));
  }
  const [first] = words;
  return first === undefined || first.includes('=') ? null : words;
}
