import type { Phase } from '../types.ts';
import type { Manifest } from './detect.ts';

export interface ScriptCheck {
  /** The last part of a check's id. */
  kind: 'lint' | 'typecheck' | 'build' | 'test';
  script: string;
  phase: Phase;
}

const KINDS: readonly (Omit<ScriptCheck, 'script'> & { names: readonly string[] })[] = [
  { kind: 'lint', phase: 'static', names: ['lint'] },
  { kind: 'typecheck', phase: 'static', names: ['typecheck', 'type-check', 'check-types', 'tsc'] },
  { kind: 'build', phase: 'build', names: ['build'] },
  { kind: 'test', phase: 'test', names: ['test'] },
];

/**
 * The scripts of a package that say something about a change. What `npm init` writes as test is none, and neither is
 * a linter that rewrites files: it would change the tree which the next check is to look at.
 */
export function scriptChecks(scripts: Manifest['scripts']): ScriptCheck[] {
  return KINDS.flatMap(({ kind, phase, names }) => {
    const script = names.find((name) => (scripts[name] ?? '').trim() !== '');
    const text = script === undefined ? '' : (scripts[script] ?? '');
    if (script === undefined || text.includes('no test specified') || /\s--(fix|write)(?![\w-])/.test(text)) return [];
    return [{ kind, phase, script }];
  });
}

/**
 * The scripts that decide what our checks do: those of the checks, their pre and post hooks, and every script whose
 * name stands in the text of one of them (`npm run x`, `run-s "test:*"`). Others may change freely.
 */
export function decidingScripts(scripts: Manifest['scripts']): Record<string, string> {
  return reachedScripts(
    scripts,
    scriptChecks(scripts).map((check) => check.script),
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
