import type { Candidate } from './candidate.ts';
import { entropy } from './entropy.ts';
import { isMadeUp, isPlaceholder, isStandIn, isWords } from './made-up.ts';

const LITERAL = /(["'`])([A-Za-z\d+/_=-]{32,64})\1/g;

/** What may be as random as a secret and is none. */
const OTHER =
  /integrity|sha-?\d|hash|checksum|digest|public|pub[_-]?key|fingerprint|(?:^|[^a-z])ids?(?:[^a-z]|$)|Id\b|IDs?\b|uuid|etag|nonce|\biv\b|alphabet|charset|chars|base64|data:|publishable|site|client|address|contract|\bpin|kid\b|commit|revision|version|module|\burl|href|src=|cursor|license|path|font|icon|image|svg|wasm|bytes/i;

/**
 * A literal in code that can only have come from a generator, whatever it is called: capital and small letters and
 * digits, mixed without order.
 */
export function randomLiterals(text: string, path: string): Candidate[] {
  if (isStandIn(path)) return [];
  return [...text.matchAll(LITERAL)].flatMap((match): Candidate[] => {
    const value = match[2] ?? '';
    if (!isRandom(value) || isPlaceholder(value) || isMadeUp(value, path) || isWords(value)) return [];
    const from = text.lastIndexOf('\n', match.index) + 1;
    const before = text.slice(Math.max(from, match.index - 120), match.index);
    return OTHER.test(before) ? [] : [{ at: match.index + 1, value, what: 'a key or token' }];
  });
}

function isRandom(value: string): boolean {
  const count = (kind: RegExp) => value.match(kind)?.length ?? 0;
  const [capitals, small, digits] = [count(/[A-Z]/g), count(/[a-z]/g), count(/\d/g)];
  if (capitals < 5 || small < 5 || digits < 3 || entropy(value) < 4.1) return false;
  // In a name, or in an alphabet, the kinds come in runs.
  const turns = [...value.matchAll(/[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g)].length;
  return turns >= value.length * 0.4;
}
