/**
 * Foreign text may hold what PostgreSQL can't store: U+0000, and halves of surrogate pairs in JSON. Both become U+FFFD,
 * since one such character in an issue's body must not make its delivery fail for ever.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** A value as text for a jsonb parameter. In JSON text the offending characters always stand as escapes. */
export function toJsonb(value: unknown): string {
  const json = JSON.stringify(value) ?? 'null';
  return json.replaceAll(/\\(?:u0000|ud[89a-f][0-9a-f]{2}|[^])/gi, (escape) =>
    escape.length === 6 && escape[1] === 'u' ? '\\ufffd' : escape,
  );
}
