/** Shapes of credentials that are public knowledge; a match is replaced wherever foreign or tool text leaves us. */
const PATTERNS: readonly RegExp[] = [
  // Open-ended, since a token's length and form have changed before; installation tokens may hold dots.
  /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9_.-]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{22,}/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
  /(?<=\bauthorization:\s{0,5}(?:basic|bearer|token)\s{1,5})[^\s'"]{8,}/gi,
  /\bsk-ant-[A-Za-z0-9_-]{20,}\b/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}\b/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=:\/\/[^\s/:@]{0,100}:)[^\s/@]{3,200}(?=@)/g,
];

export type Redactor = (text: string) => string;

/** A function that removes the given secrets, and whatever looks like a credential, from a text. */
export function createRedactor(secrets: readonly (string | null | undefined)[] = []): Redactor {
  const known = secrets
    .filter((secret): secret is string => typeof secret === 'string' && secret.length >= 6)
    // A secret inside a longer one must not leave the rest of that one standing.
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let out = text;
    for (const secret of known) out = out.replaceAll(secret, '[redacted]');
    for (const pattern of PATTERNS) out = out.replaceAll(pattern, '[redacted]');
    return out;
  };
}

/**
 * The same for all texts in a value, such as a row's JSON. Not for its JSON as one text: a key that is cut off reaches
 * to the end of its text, and would take the rest of the value with it.
 */
export function redactAll<T>(value: T, redact: Redactor): T {
  return redactedValue(value, redact) as T;
}

function redactedValue(value: unknown, redact: Redactor): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((it) => redactedValue(it, redact));
  // Dates and the like are what they are.
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [redact(key), redactedValue(it, redact)]));
}
