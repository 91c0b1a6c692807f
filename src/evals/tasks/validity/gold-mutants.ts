import { languageOf, isDocument, isTestPath } from '../../../guards/test-code/language.ts';
import { parseDiff } from '../../../guards/parse-diff.ts';
import { gitOutput } from '../../../sandbox/git.ts';
import type { Mirror, TreeChange } from '../../../sandbox/types.ts';
import { mutateLine } from './mutate-line.ts';

export interface Mutant {
  tree: string;
  /** For people: `src/a.js:3: < to <=`. */
  what: string;
}

/** As many as a task's time allows; spread over the changed lines. */
export const MAX_MUTANTS = 12;

/**
 * Changes that are nearly the gold one: it with one of its own lines altered, or without one of its files. Tests which let
 * most of them pass would let wrong changes pass. Deterministic; at most MAX_MUTANTS.
 */
export async function goldMutants(mirror: Mirror, baseTree: string, goldTree: string): Promise<Mutant[]> {
  const diff = parseDiff(await mirror.diff(baseTree, goldTree)).filter(({ path }) => isCode(path));
  const changes = (await mirror.changes(baseTree, goldTree)).filter(({ path }) => isCode(path));
  const perLine: (() => Promise<Mutant>)[][] = [];
  for (const { path, status, hunks } of diff) {
    if (status === 'deleted') continue;
    const change = changes.find((one) => one.path === path);
    const lines = ((await mirror.readFile(goldTree, path))?.toString('utf8') ?? '').split('\n');
    if (change === undefined) continue;
    for (const { line, text } of hunks.flatMap(({ added }) => added))
      perLine.push(
        mutateLine(text, languageOf(path)).map((mutant) => async () => ({
          what: `${path}:${line}: ${mutant.what}`,
          tree: await withFile(mirror, goldTree, change, lines.with(line - 1, mutant.line).join('\n')),
        })),
      );
  }
  const chosen = roundRobin(perLine).slice(0, MAX_MUTANTS - (changes.length > 1 ? 1 : 0));
  const made = await Promise.all(chosen.map((make) => make()));
  const [first] = changes;
  if (changes.length < 2 || first === undefined) return made;
  const without = await mirror.graft(goldTree, [{ ...first, newMode: first.oldMode, newId: first.oldId }]);
  return [...made, { tree: without, what: `${first.path}: left as on base` }];
}

const isCode = (path: string): boolean => languageOf(path) !== null && !isTestPath(path) && !isDocument(path);

async function withFile(mirror: Mirror, tree: string, change: TreeChange, text: string): Promise<string> {
  const env = { GIT_DIR: mirror.path };
  const id = await gitOutput(['hash-object', '-w', '--stdin'], { cwd: mirror.path, env, stdin: text });
  return mirror.graft(tree, [{ ...change, newId: id.toString('utf8').trim() }]);
}

/** The first of each, then the second of each. */
function roundRobin<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}
