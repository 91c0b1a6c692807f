import { posix } from 'node:path';
import type { DiffFile, Finding, Guard } from './types.ts';

/** Credentials by their public shapes, with what to call them. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{30,255}\b/, 'a GitHub token'],
  [/\bgithub_pat_[A-Za-z0-9_]{50,255}\b/, 'a GitHub token'],
  [/\bglpat-[\w-]{20,}\b/, 'a GitLab token'],
  // A run of letters and digits that words with hyphens don't have.
  [/\bsk-ant-(?=[\w-]*[A-Za-z0-9]{12})[\w-]{20,}/, 'an Anthropic key'],
  [/\bsk-(?:proj-)?(?=[\w-]*[A-Za-z0-9]{12})[\w-]{32,}/, 'an API key'],
  [/\b[sr]k_live_[A-Za-z0-9]{20,}\b/, 'a Stripe key'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an AWS access key'],
  [/\bAIza[\w-]{35}\b/, 'a Google API key'],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}/, 'a Slack token'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an npm token'],
  [/\bpypi-[\w-]{50,}/, 'a PyPI token'],
  [/\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}/, 'a signed token (JWT)'],
];
const PRIVATE_KEY = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----/;

/** `name = "value"`, `"name": "value"`, `NAME=value`: a name that speaks of a secret, and its value. */
const ASSIGNED =
  /(?:api[_-]?key|secret|token|passw(?:or)?d|passphrase|private[_-]?key|access[_-]?key|credentials?)[\w-]{0,30}["'`]?\s*(?::|:?=|=>)\s*(?:["'`]([^"'`\s]{12,200})["'`]|([^\s"'`,;(){}<>[\]$]{16,200})\s*$)/i;

const PLACEHOLDER =
  /example|sample|placeholder|change.?me|your|dummy|fake|mock|test|redacted|x{4,}|\*{3,}|\.{3}|^[<${%]|\$\{|process\.env|012345|123456|abcdef/i;

/** What makes even a known shape a made-up one. */
const MADE_UP = /example|x{4,}|\*{3,}|\.{3}|0{6,}|123456|abcdef|[-_](?:test|fake|dummy|mock|sample)(?:[-_]|$)/i;

const LOCKFILE =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Gemfile\.lock|composer\.lock)$/;

/** Bits per character below which a value is a word or a pattern, not something a generator made. */
const MIN_ENTROPY = 3.5;

/** Credentials on added lines. A finding never repeats the value. */
export const secret: Guard = {
  name: 'secret',
  check: ({ diff }) => diff.filter((file) => file.status !== 'deleted').flatMap(inFile),
};

function inFile(file: DiffFile): Finding[] {
  const before = file.hunks.flatMap((hunk) => hunk.removed.map((line) => line.text)).join('\n');
  return file.hunks.flatMap((hunk) =>
    hunk.added.flatMap(({ line, text }): Finding[] => {
      const found = secretIn(text, file.path);
      // A line that only moved, or changed around the value, brings no new secret.
      if (found === null || before.includes(found.value)) return [];
      const why = `This line holds what looks like ${found.what}. Take it out and read it from the environment or a secret store; if it is real, it must be revoked.`;
      return [{ rule: 'secret', file: file.path, hunk: hunk.header, line, why }];
    }),
  );
}

function secretIn(text: string, path: string): { what: string; value: string } | null {
  const key = PRIVATE_KEY.exec(text);
  if (key !== null && !isPattern(text)) return { what: 'a private key', value: text };
  for (const [shape, what] of SHAPES) {
    const value = shape.exec(text)?.[0];
    if (value !== undefined && entropy(value) >= 3 && !MADE_UP.test(value)) return { what, value };
  }
  if (LOCKFILE.test(posix.normalize(path))) return null;
  const match = ASSIGNED.exec(text);
  const value = match?.[1] ?? match?.[2];
  if (value === undefined || PLACEHOLDER.test(value) || !looksGenerated(value)) return null;
  return { what: 'a password, key or token', value };
}

/** Code that looks for private keys names their first line without holding one. */
const isPattern = (text: string): boolean =>
  /-----BEGIN.*PRIVATE KEY(?: BLOCK)?-----['"`/)]/.test(text) && !/\\n|MII/.test(text);

/** Mixed letters and digits without structure: no path, address, identifier with dots, or sentence. */
function looksGenerated(value: string): boolean {
  if (
    /^(https?|file|[a-z]+):\/\//i.test(value) ||
    /^[\w-]+(\.[\w-]+)+(\(|$)/.test(value) ||
    value.includes('/node_modules/')
  )
    return false;
  // Words joined by hyphens, at most one of them with a number.
  const words = value.split(/[-_.]/);
  if (words.length >= 3 && value === value.toLowerCase() && words.filter((word) => /\d/.test(word)).length <= 1)
    return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && entropy(value) >= MIN_ENTROPY;
}

/** Shannon entropy in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / text.length) * Math.log2(n / text.length), 0);
}
