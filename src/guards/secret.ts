import { assigned } from './secret/assigned.ts';
import { asksForMadeUp } from './secret/asked.ts';
import type { Candidate } from './secret/candidate.ts';
import { contexts } from './secret/contexts.ts';
import { isCalledFake, isGenerated, isMadeUp, isStandIn } from './secret/made-up.ts';
import { isKeyBody, privateKeys } from './secret/private-key.ts';
import { randomLiterals } from './secret/random.ts';
import { scan } from './secret/scanner.ts';
import { SHAPES } from './secret/shapes.ts';
import { decodeBase64, unfold } from './secret/unfold.ts';
import type { DiffFile, Finding, Guard } from './types.ts';

/** Names that hold no secret but much that looks generated: there only known shapes count. */
const GENERATED_TEXT =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|deno\.lock|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|packages\.lock\.json|Package\.resolved|gradle\.lockfile|verification-metadata\.xml|pubspec\.lock|mix\.lock)$|\.(?:min\.(?:js|css)|map|svg|snap|sum|sha\d{3}|md5|pub|crt|cer|csr)$/;

/** Credentials on added lines. A finding never repeats the value; what already stood in the diff's old lines is not new. */
export const secret: Guard = {
  name: 'secret',
  check: ({ diff, task }) => secretsIn(diff, task),
};

/** The same for a diff alone; `task`, the text that may allow one. */
export async function secretsIn(diff: readonly DiffFile[], task: string): Promise<Finding[]> {
  const before = diff.flatMap((file) => file.hunks.flatMap((hunk) => hunk.removed.map((line) => line.text))).join('\n');
  const findings: Finding[] = [];
  for (const file of diff.filter((it) => it.status !== 'deleted' && !it.binary)) {
    findings.push(...(await inFile(file, before, task)));
  }
  return findings;
}

async function inFile(file: DiffFile, before: string, task: string): Promise<Finding[]> {
  const lines = file.hunks.flatMap((hunk) => hunk.added.map((line) => ({ ...line, header: hunk.header })));
  if (lines.length === 0) return [];
  const text = lines.map((line) => line.text).join('\n');
  const starts: number[] = [];
  let start = 0;
  for (const line of lines) {
    starts.push(start);
    start += line.text.length + 1;
  }
  const found = new Map<number, Finding>();
  for (const { at, value, what } of await candidates(text, file.path)) {
    const index = lastUpTo(starts, at);
    const line = lines[index];
    if (line === undefined || found.has(index) || before.includes(value)) continue;
    if (isStandIn(file.path) && isCalledFake(line.text)) continue;
    found.set(index, finding(file.path, line, what, asksForMadeUp(task, file.path)));
  }
  return [...found].sort(([a], [b]) => a - b).map(([, it]) => it);
}

/** What looks like a secret in a text, as it stands there, put together, and decoded. */
async function candidates(text: string, path: string): Promise<Candidate[]> {
  const joined = unfold(text);
  const found: Candidate[] = privateKeys(text, path).map((at) => ({
    at,
    value: text.slice(at, at + 200),
    what: 'a private key',
  }));
  // Its other lines need no finding of their own.
  if (found.length === 0) found.push(...keyBody(text, path));
  found.push(...shapes(text, path));
  for (const { from, to, what } of await scan(text)) {
    const value = text.slice(from, to);
    if (!isMadeUp(value, path)) found.push({ at: from, value, what });
  }
  if (!GENERATED_TEXT.test(path)) {
    found.push(
      ...contexts(text, path),
      ...assigned(text, path),
      ...wholeLines(text, path),
      ...randomLiterals(text, path),
    );
  }
  if (joined.text.length !== text.length) {
    const again = [...shapes(joined.text, path), ...(GENERATED_TEXT.test(path) ? [] : assigned(joined.text, path))];
    found.push(...again.map((it) => ({ ...it, at: joined.origin(it.at) })));
  }
  for (const decoded of decodeBase64(text)) {
    const inside = [
      ...shapes(decoded.text, path),
      ...contexts(decoded.text, path),
      ...privateKeys(decoded.text, path).map(() => ({ what: 'a private key' })),
    ];
    const [first] = inside;
    if (first !== undefined)
      found.push({ at: decoded.at, value: text.slice(decoded.at, decoded.at + 24), what: `${first.what}, in base64` });
  }
  return found;
}

function shapes(text: string, path: string): Candidate[] {
  return SHAPES.flatMap(([shape, what]) =>
    [...text.matchAll(shape)].flatMap((match): Candidate[] => {
      const value = match[1] ?? match[0];
      return isMadeUp(value, path) ? [] : [{ at: match.index, value, what }];
    }),
  );
}

/** The middle of a key, whose first line the diff does not show. */
function keyBody(text: string, path: string): Candidate[] {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => isKeyBody(line, path));
  const value = lines[index];
  return value === undefined ? [] : [{ at: text.indexOf(value), value, what: 'a private key' }];
}

/** Files that are nothing but a secret. */
function wholeLines(text: string, path: string): Candidate[] {
  const isSecretFile =
    /(?:^|\/)(?:master\.key|\.vault[_-]?pass(?:word)?|[\w.-]{0,40}(?:password|secret|token)s?(?:\.txt)?)$/i.test(
      path,
    ) && !isStandIn(path);
  let at = 0;
  return text.split('\n').flatMap((line): Candidate[] => {
    const here = at;
    at += line.length + 1;
    return isSecretFile && isGenerated(line.trim(), 12) ? [{ at: here, value: line.trim(), what: 'a secret' }] : [];
  });
}

function finding(
  path: string,
  { line, header }: { line: number; header: string },
  what: string,
  allowed: string | null,
): Finding {
  const about = { rule: 'secret' as const, file: path, hunk: header, line };
  const fact = `This line holds what looks like ${what}.`;
  if (allowed !== null) return { ...about, why: fact, allowed };
  return {
    ...about,
    why: `${fact} Take it out and read it from the environment or a secret store; if it is real, it must be revoked.`,
  };
}

/** The index of the last number that is not above the given one, in a list that rises. */
function lastUpTo(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}
