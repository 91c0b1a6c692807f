import { createMatcher } from '../repo-config.ts';
import { asksFor } from './asks-for.ts';
import { asksForCi, asksForPlace, CI_FILE } from './asks-for-ci.ts';
import { asksForVersions } from './asks-for-versions.ts';
import type { Finding, Guard, GuardInput } from './types.ts';
import { weakenedGates } from './weakened-gate/weakened-gate.ts';

/** Patterns are in lower case, and so is what they are compared with: many checkouts hold `.GitHub` for the same. */
const matches = (globs: readonly string[]) => {
  const matcher = createMatcher(globs);
  return (path: string) => matcher(path.toLowerCase());
};

const GITS_OWN = matches(['.git/**', '**/.git/**']);

/** GitHub refuses a push that touches these from an App without the permission to change workflows. */
const WORKFLOW = matches(['.github/workflows', '.github/workflows/**']);

/**
 * What decides who reviews, how git reads the tree, and what a script's `node` or `jest` is: npm looks in
 * `node_modules/.bin` before anywhere else. A folder's bare name is there too: a link can stand in for it. CI files are
 * told by `CI_FILE`.
 */
const PROTECTED = matches([
  '.github',
  '.github/**',
  '**/codeowners',
  '.gitmodules',
  '**/.gitattributes',
  '**/node_modules',
  '**/node_modules/**',
]);

/** In `.github`, but read by people only, or by GitHub when they write: nothing that a check does depends on them. */
const FOR_PEOPLE = matches([
  '.github/*.md',
  '.github/issue_template/**',
  '.github/pull_request_template/**',
  '.github/discussion_template/**',
  '.github/funding.yml',
]);

/** What people call some of them. */
const CALLED: readonly (readonly [RegExp, RegExp])[] = [
  [/dependabot\.ya?ml$/i, /\bdependabot\b/i],
  [/renovate\.json5?$/i, /\brenovate\b/i],
  [/codeowners$/i, /\bcode ?owners?\b|\bowners? of\b/i],
  [/\.gitattributes$/i, /\.?git ?attributes\b/i],
  [/\.gitmodules$/i, /\bsubmodules?\b/i],
  [
    /release-drafter|labeler|stale|auto_?assign|mergify/i,
    /\b(?:release[- ]drafter|labell?er|stale|auto[- ]?assign|mergify)\b/i,
  ],
  [/\.github\/fettle\.ya?ml$/i, /\bfettle(?:\.ya?ml)?\b/i],
];

/** Whether a change touches what GitHub lets nobody push without a permission of its own. */
export const holdsWorkflows = (changes: readonly { path: string }[]): boolean =>
  changes.some(({ path }) => WORKFLOW(path));

/** Files that a change may not touch unless the task names them, and installed dependencies, which no change holds. */
export const protectedPath: Guard = {
  name: 'protected_path',
  check: ({ diff, changes, task, limits, layerPaths, mayPushWorkflows }) => {
    const own = createMatcher(limits.protectedPaths);
    let known: Finding[] | undefined;
    const gates = () => (known ??= weakenedGates(diff, task));
    const ask = (path: string) =>
      asksForCi(task, path) ?? asksForAll(gates(), path) ?? asksForVersions(task, path, diff);
    return changes.flatMap(({ path }): Finding[] => {
      const about = { rule: 'protected_path' as const, file: path, hunk: null };
      if (layerPaths.some((layer) => path === layer || path.startsWith(`${layer}/`))) {
        const why = `${path} belongs to the installed dependencies, which are not part of the repository. Leave it out of the change.`;
        return [{ ...about, why }];
      }
      if (GITS_OWN(path)) return [{ ...about, why: `${path} lies in git's own folder. Undo this change.` }];
      if (WORKFLOW(path)) return [{ ...about, ...workflow(path, ask(path), mayPushWorkflows) }];
      if (!own(path) && (FOR_PEOPLE(path) || !(PROTECTED(path) || CI_FILE.test(path)))) return [];
      const words = CALLED.find(([name]) => name.test(path))?.[1];
      const byName = () =>
        words === undefined ? asksFor(task, { path, verbs: 'change' }) : asksForPlace(task, path, words);
      const allowed = CI_FILE.test(path) ? ask(path) : byName();
      const why = `${path} is a protected path and the task does not ask for a change of it by name. Undo this change.`;
      return [{ ...about, ...(allowed === null ? { why } : { why: `${path} is a protected path.`, allowed }) }];
    });
  },
};

/** The sentence that asks for what a CI file's change leaves out, where all of it is asked for. */
function asksForAll(gates: readonly Finding[], path: string): string | null {
  const found = gates.filter(({ file }) => file === path);
  return found.every(({ allowed }) => allowed !== undefined) ? (found[0]?.allowed ?? null) : null;
}

function workflow(
  path: string,
  asked: string | null,
  mayPush: GuardInput['mayPushWorkflows'],
): Pick<Finding, 'why' | 'allowed' | 'needs'> {
  if (asked === null) {
    return {
      why: `${path} decides what CI runs, and the task does not ask for a change of it. Undo this change, and say in your summary what a person would have to change there.`,
    };
  }
  if (mayPush) return { why: `${path} decides what CI runs.`, allowed: asked };
  return {
    why: `The task asks for a change of ${path}, and this App lacks the permission to push one (workflows: write).`,
    needs: 'workflows',
  };
}
