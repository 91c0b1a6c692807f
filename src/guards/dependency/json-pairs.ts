/** A string in JSON with the keys above it, as far as they are in sight. */
export interface Pair {
  keys: string[];
  /** Null for a string in a list. */
  key: string | null;
  value: string;
}

const TOKEN =
  /"((?:[^"\\\n]|\\.){0,400})"(\s{0,20}:\s{0,20}(?:"((?:[^"\\\n]|\\.){0,2000})"|(true|false|null|-?\d[\d.]{0,20})|([{[])|))?|[{}[\]]/g;

/** The strings of a JSON text, or of a part of one, with comments and trailing commas or without. */
export function jsonPairs(text: string): Pair[] {
  const pairs: Pair[] = [];
  const keys: (string | null)[] = [];
  for (const [token, key = '', colon, string, literal, open] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') keys.push(null);
    else if (token === '}' || token === ']') keys.pop();
    else if (open !== undefined) keys.push(key);
    else {
      const above = keys.filter((it) => it !== null);
      const value = string ?? literal;
      if (value !== undefined) pairs.push({ keys: above, key, value });
      else if (colon === undefined) pairs.push({ keys: above, key: null, value: key });
    }
  }
  return pairs;
}
