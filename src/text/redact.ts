/** Shapes of credentials that are public knowledge; a match is replaced wherever foreign or tool text leaves us. */
const PATTERNS: readonly RegExp[] = [
  /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,255}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{22,255}\b/g,
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
  const known = secrets.filter((secret): secret is string => typeof secret === 'string' && secret.length >= 6);
  return (text) => {
    let out = text;
    for (const secret of known) out = out.replaceAll(secret, '[redacted]');
    for (const pattern of PATTERNS) out = out.replaceAll(pattern, '[redacted]');
    return out;
  };
}
