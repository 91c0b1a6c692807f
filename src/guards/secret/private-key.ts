import { isStandIn } from './made-up.ts';

const FIRST_LINE = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-[23]:/g;

/** What may stand between a key's lines in code: line breaks, also written out, quotes, commas, joints. */
const BETWEEN = /(?:\\[rn]|[\s"'`,+>|\\])+/g;

/** Positions at which a private key begins: its first line with something of the key behind it, or in a file of keys. */
export function privateKeys(text: string, path: string): number[] {
  return [...text.matchAll(FIRST_LINE)].flatMap((match) => (isKey(text, match, path) ? [match.index] : []));
}

function isKey(text: string, match: RegExpExecArray, path: string): boolean {
  const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 3000);
  const end = rest.indexOf('-----END');
  const raw = end === -1 ? rest : rest.slice(0, end);
  const body = raw.replaceAll(BETWEEN, '\n');
  const longest = Math.max(0, ...[...body.matchAll(/[A-Za-z0-9+/=]{20,}/g)].map((run) => new Set(run[0]).size));
  // Few different characters are filling; a real line of a key has nearly all of them.
  if (longest >= 16) return !(isStandIn(path) && /fake|example|not.{0,3}real|dummy/i.test(raw.slice(0, 400)));
  // The rest of the file is not in the diff: a file that begins like this is one.
  return raw.trim() === '' && end === -1 && isKeyFile(path);
}

const isKeyFile = (path: string): boolean =>
  /\.(?:pem|key|p8|pk8|ppk|asc|gpg)$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/i.test(path);

/** Lines of a key whose first line the diff does not show, by the file's name. */
export function isKeyBody(line: string, path: string): boolean {
  return /\.key$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/.test(path) && /^[A-Za-z0-9+/]{60,76}={0,2}$/.test(line);
}
