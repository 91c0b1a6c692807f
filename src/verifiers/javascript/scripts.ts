import type { Phase } from '../types.ts';
import type { Manifest } from './manifest.ts';

export interface ScriptCheck {
  /** The last part of a check's id: `test`, or the script's own name where it is none of the usual ones. */
  kind: string;
  script: string;
  phase: Phase;
}

const KINDS: readonly { kind: string; phase: Phase; names: readonly string[] }[] = [
  {
    kind: 'format',
    phase: 'format',
    names: [
      'format:check',
      'check:format',
      'format-check',
      'check-format',
      'fmt:check',
      'prettier:check',
      'check:prettier',
    ],
  },
  { kind: 'lint', phase: 'static', names: ['lint', 'lint:check', 'lint:ci'] },
  { kind: 'typecheck', phase: 'static', names: ['typecheck', 'type-check', 'check-types', 'check:types', 'tsc'] },
  { kind: 'build', phase: 'build', names: ['build'] },
  { kind: 'test', phase: 'test', names: ['test', 'test:unit', 'unit'] },
];

/** Other scripts that are taken as checks where the repository's workflows run them. */
const LOOKS_LIKE_CHECK =
  /^(lint|format|fmt|prettier|check|types?|typecheck|type-check|test|unit|validate|verify)([-:_.]|$)/;
/** They need a browser, a network, a service or a person, or write what they compare with. */
const NEEDS_MORE =
  /e2e|integration|browser|cypress|playwright|puppeteer|storybook|chromatic|visual|watch|:ui$|update|deploy|publish|release|docker|bench|perf|mutation|stryker|\bdev\b|\bserve\b|\bfix\b/i;
const PHASES: readonly [RegExp, Phase][] = [
  [/^(format|fmt|prettier)/, 'format'],
  [/^(test|unit)/, 'test'],
  [/./, 'static'],
];

/** It would rewrite the tree that the next check is to look at. */
const WRITES = /\s--(fix|write|apply|update-snapshot|updateSnapshot)(?![\w-])|\bprettier\b[^&|;]*\s-w\b/;

/**
 * The scripts of a package that say something about a change. What `npm init` writes as test is none, and neither is
 * a linter that rewrites files. `evidence`: names of scripts that the repository's workflows run.
 */
export function scriptChecks(scripts: Manifest['scripts'], evidence: ReadonlySet<string> = new Set()): ScriptCheck[] {
  const usual = KINDS.flatMap(({ kind, phase, names }) => {
    const script = names.find((name) => isCheck(scripts[name]));
    return script === undefined ? [] : [{ kind, phase, script }];
  });
  const reached = new Set(
    Object.keys(
      reachedScripts(
        scripts,
        usual.map((check) => check.script),
      ),
    ),
  );
  const more: ScriptCheck[] = [];
  for (const name of Object.keys(scripts)) {
    const skip = reached.has(name) || !evidence.has(name) || !LOOKS_LIKE_CHECK.test(name) || NEEDS_MORE.test(name);
    if (skip || !isCheck(scripts[name]) || /^(pre|post)/.test(name)) continue;
    // One that calls a check which is run anyway would run it twice.
    const its = reachedScripts(scripts, [name]);
    if (Object.entries(its).some(([other, text]) => other !== name && (reached.has(other) || WRITES.test(text))))
      continue;
    if (Object.values(its).some((text) => NEEDS_MORE.test(text))) continue;
    more.push({ kind: name, script: name, phase: PHASES.find(([when]) => when.test(name))?.[1] ?? 'static' });
    for (const other of Object.keys(its)) reached.add(other);
  }
  return [...usual, ...more];
}

const isCheck = (text = ''): boolean =>
  text.trim() !== '' && !text.includes('no test specified') && !WRITES.test(` ${text}`);

/**
 * The scripts that decide what our checks do: those of the checks, their pre and post hooks, and every script whose
 * name stands in the text of one of them (`npm run x`, `run-s "test:*"`). Others may change freely.
 */
export function decidingScripts(scripts: Manifest['scripts'], evidence?: ReadonlySet<string>): Record<string, string> {
  return reachedScripts(
    scripts,
    scriptChecks(scripts, evidence).map((check) => check.script),
  );
}

/** The scripts that some words name, with their hooks, and every script that those name in turn. */
export function reachedScripts(scripts: Manifest['scripts'], words: Iterable<string>): Record<string, string> {
  const names = Object.keys(scripts);
  const reached = new Set<string>();
  const queue: string[] = [];
  const meet = (word: string) => {
    if (!word.includes('*')) return queue.push(word);
    const start = word.slice(0, word.indexOf('*'));
    return start === '' ? 0 : queue.push(...names.filter((other) => other.startsWith(start)));
  };
  for (const word of words) meet(word);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (reached.has(name) || !Object.hasOwn(scripts, name)) continue;
    reached.add(name);
    queue.push(`pre${name}`, `post${name}`);
    for (const word of scriptWords(scripts[name] ?? '')) meet(word);
  }
  return Object.fromEntries([...reached].sort().map((name) => [name, scripts[name] ?? '']));
}

/** Words of a script's text that may name a script; npm's own short forms of `npm test` are spelt out. */
export const scriptWords = (text: string): string[] =>
  text.split(/[\s"'&|;()]+/).map((word) => (word === 't' || word === 'tst' ? 'test' : word));
