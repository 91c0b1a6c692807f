import type { DiffFile, Finding } from '../../guards/types.ts';
import type { Report } from '../../verifiers/types.ts';

/**
 * Tests that base's runner lists and the change's does not, although the diff takes no case of that name away: they were
 * hidden from the runner. What the diff does take away, or names otherwise, is the guard's of weakened tests, which has
 * let it pass. `allowed` is why the checks' own settings may be others; then it is shown and does not block.
 */
export function uncollectedTests(
  reports: readonly Report[],
  diff: readonly DiffFile[],
  allowed: string | undefined,
): Finding[] {
  const words = wordsOf(diff);
  return reports.flatMap((report) => {
    const { gone, come } = report.names ?? { gone: [], come: [] };
    const hidden = unexplained(gone, come, words);
    if (hidden.length === 0) return [];
    const named = hidden.slice(0, 10).join(', ') + (hidden.length > 10 ? ` and ${hidden.length - 10} more` : '');
    const fact = `${report.check} no longer collects ${hidden.length === 1 ? 'a test' : `${hidden.length} tests`} that the base commit has: ${named}.`;
    const about = { rule: 'tests_uncollected' as const, file: '', hunk: null };
    if (allowed !== undefined) return [{ ...about, why: fact, allowed }];
    return [{ ...about, why: `${fact} Let the runner find them again.` }];
  });
}

interface Words {
  /** Names, numbers and strings that stand more often in removed lines than in added ones. */
  taken: ReadonlySet<string>;
  /** The strings among them, as titles. */
  titles: readonly Title[];
  /** Titles in which runners put values, wherever they stand near the change. */
  templates: readonly Title[];
}

const STRING = /(["'`])((?:\\.|(?!\1)[^\\\n]){1,300})\1/g;
const NAME = /[\p{L}\p{N}_$]+/gu;
const PLACEHOLDER = /%[sdifjoOpc#%]|\$\{[^}]*\}|\$[\w.]+|#\{[^}]*\}/;

function wordsOf(diff: readonly DiffFile[]): Words {
  const found = new Map<string, number>();
  const strings = new Set<string>();
  const count = (text: string, by: number) => {
    for (const it of stringsIn(text)) strings.add(it);
    for (const it of [...stringsIn(text), ...(text.match(NAME) ?? [])]) found.set(it, (found.get(it) ?? 0) + by);
  };
  const hunks = diff.flatMap((file) => file.hunks);
  for (const hunk of hunks) {
    for (const { text } of hunk.removed) count(text, -1);
    for (const { text } of hunk.added) count(text, 1);
  }
  const near = hunks.flatMap((hunk) => hunk.lines.filter((line) => PLACEHOLDER.test(line)).flatMap(stringsIn));
  const taken = new Set([...found].flatMap(([word, by]) => (by < 0 ? [word] : [])));
  return {
    taken,
    titles: [...taken].filter((it) => strings.has(it)).map(title),
    templates: near.map(title).filter((it) => it.length > 1),
  };
}

const stringsIn = (text: string): string[] => [...text.matchAll(STRING)].map((match) => match[2] ?? '');

function unexplained(gone: readonly string[], come: readonly string[], { taken, titles, templates }: Words): string[] {
  const twins = Map.groupBy(come, leaf);
  const isTaken = (text: string) => (text.match(NAME) ?? []).some((word) => taken.has(word));
  return gone.filter((name) => {
    // The same test in another file, class or suite.
    if (twins.get(leaf(name))?.pop() !== undefined) return false;
    if (taken.has(leaf(name)) || titles.some((it) => bears(name, it))) return false;
    // A row of a table of values.
    if (isTaken(/[[({].*$/s.exec(name)?.[0] ?? '')) return false;
    if (templates.some((it) => bears(name, it)) && isTaken(name)) return false;
    return !isRenamedSuite(name, come, taken);
  });
}

/** Tools part names by `::`, `.`, `#` or `/`; what is a sentence, or has no parts, stands as a whole. Without parameters. */
function leaf(name: string): string {
  const plain = name.replace(/[[({].*$/s, '').trim();
  if (plain === '' || /\s/.test(plain)) return name;
  return plain.split(/::|[.#/:]/).findLast((part) => part !== '') ?? plain;
}

/** A title as it stands in code, cut where values stand for its placeholders. */
type Title = readonly string[];

const title = (text: string): Title => text.replaceAll(/\\(.)/g, '$1').split(PLACEHOLDER);

/** Whether a runner's name for a test ends in this title, alone or after those of its suites. */
function bears(name: string, parts: Title): boolean {
  const [first = '', ...rest] = parts;
  // A title that is all placeholders would stand for every name.
  if (parts.join('').trim() === '') return false;
  const last = rest.pop();
  if (last === undefined) return name.endsWith(first) && /^$|[\s>›:#]$/.test(name.slice(0, name.length - first.length));
  let at = name.indexOf(first);
  if (at === -1 || (at > 0 && !/[\s>›:#]/.test(name[at - 1] ?? ''))) return false;
  at += first.length;
  for (const part of rest) {
    at = name.indexOf(part, at);
    if (at === -1) return false;
    at += part.length;
  }
  return name.endsWith(last) && name.length - last.length >= at;
}

/** The diff names the suite otherwise, and what follows its name in the test's is still there. */
function isRenamedSuite(name: string, come: readonly string[], taken: ReadonlySet<string>): boolean {
  for (let at = name.indexOf(' '); at !== -1; at = name.indexOf(' ', at + 1)) {
    const rest = name.slice(at);
    if (taken.has(name.slice(0, at)) && come.some((other) => other.endsWith(rest))) return true;
  }
  return false;
}
