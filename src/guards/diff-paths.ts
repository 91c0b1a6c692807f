/** The two names of a file as a diff's headers give them; null stands for `/dev/null`. */
export interface Sides {
  old: string | null;
  new: string | null;
}

/**
 * Takes the folders off that tools put in front of both names: git's `a/` and `b/` (or `i/` and `w/`), the two folders
 * of `diff -ru old new`. Equal names have no such folder (`git diff --no-prefix`), so they stay as they are.
 */
export function withoutPrefixes(sides: Sides): Sides {
  const { old: before, new: after } = sides;
  if (before === null || after === null) {
    const strip = (name: string | null) => name?.replace(/^[abciow]\//, '') ?? null;
    return { old: strip(before), new: strip(after) };
  }
  if (before === after) return sides;
  const [first, second] = [rest(before), rest(after)];
  if (first !== null && first === second) return { old: first, new: second };
  if (/^[abciow]\//.test(before) && /^[abciow]\//.test(after)) return { old: first, new: second };
  return sides;
}

/** What follows the first folder. */
function rest(name: string): string | null {
  const at = name.indexOf('/');
  return at === -1 ? null : name.slice(at + 1);
}

/** The two names of `diff --git A B`: quoted, or of equal length but for their first folder. */
export function namesOfHeader(header: string): Sides {
  const quoted =
    /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*"|.+)$/.exec(header) ?? /^(.+?) ("(?:[^"\\]|\\.)*")$/.exec(header);
  if (quoted !== null) return { old: unquote(quoted[1] ?? ''), new: unquote(quoted[2] ?? '') };
  const half = (header.length - 1) / 2;
  const [before, after] = [header.slice(0, half), header.slice(half + 1)];
  if (header[half] === ' ' && (before === after || rest(before) === rest(after))) return { old: before, new: after };
  // A rename: its own header lines say the names again, without any doubt about blanks.
  const at = header.indexOf(' ');
  return { old: header.slice(0, at), new: header.slice(at + 1) };
}

/** The name on a `---` or `+++` line, without the time stamp that `diff -u` puts behind a tab. */
export function nameOfSide(side: string): string | null {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(side)?.[0];
  const name = quoted === undefined ? (side.split('\t', 1)[0] ?? '').trimEnd() : unquote(quoted);
  return name === '/dev/null' ? null : name;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/** Git's C style quoting: octal escapes are bytes of UTF-8. */
export function unquote(name: string): string {
  if (!name.startsWith('"') || !name.endsWith('"') || name.length < 2) return name;
  const bytes: Buffer[] = [];
  for (const [token] of name.slice(1, -1).matchAll(/\\[0-7]{3}|\\.|[^\\]+/g)) {
    if (/^\\[0-7]{3}$/.test(token)) bytes.push(Buffer.of(Number.parseInt(token.slice(1), 8)));
    else if (token.startsWith('\\')) bytes.push(Buffer.of(ESCAPES[token.slice(1)] ?? 63));
    else bytes.push(Buffer.from(token));
  }
  return Buffer.concat(bytes).toString('utf8');
}
