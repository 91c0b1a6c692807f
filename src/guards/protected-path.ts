import { createMatcher } from '../repo-config.ts';
import { asksFor } from './asks-for.ts';
import type { Finding, Guard } from './types.ts';

/** Patterns are in lower case, and so is what they are compared with: many checkouts hold `.GitHub` for the same. */
const matches = (globs: readonly string[]) => {
  const matcher = createMatcher(globs);
  return (path: string) => matcher(path.toLowerCase());
};

/** The App asks for no permission to change workflows, so GitHub would refuse the push whatever the task says. */
const NEVER = matches(['.github/workflows/**', '.git/**', '**/.git/**']);

/**
 * What decides who reviews, what CI runs, how git reads the tree, and what a script's `node` or `jest` is: npm looks in
 * `node_modules/.bin` before anywhere else. A folder's bare name is there too: a link can stand in for it.
 */
const PROTECTED = matches([
  '.github',
  '.github/**',
  '**/codeowners',
  '.gitmodules',
  '**/.gitattributes',
  '.gitlab-ci.yml',
  '.circleci',
  '.circleci/**',
  '.buildkite',
  '.buildkite/**',
  '.travis.yml',
  'azure-pipelines.yml',
  'jenkinsfile',
  '**/node_modules',
  '**/node_modules/**',
]);

/** Files that a change may not touch unless the task names them, and installed dependencies, which no change holds. */
export const protectedPath: Guard = {
  name: 'protected_path',
  check: ({ changes, task, limits, layerPaths }) => {
    const own = createMatcher(limits.protectedPaths);
    return changes.flatMap(({ path }): Finding[] => {
      const about = { rule: 'protected_path' as const, file: path, hunk: null };
      if (layerPaths.some((layer) => path === layer || path.startsWith(`${layer}/`))) {
        const why = `${path} belongs to the installed dependencies, which are not part of the repository. Leave it out of the change.`;
        return [{ ...about, why }];
      }
      if (NEVER(path)) {
        return [
          {
            ...about,
            why: `${path} can't be changed by this app, whatever the task says. Undo this change and say in your summary what a person would have to change there.`,
          },
        ];
      }
      if (!PROTECTED(path) && !own(path)) return [];
      const allowed = asksFor(task, { path, verbs: 'change' });
      const why = `${path} is a protected path and the task does not ask for a change of it by name. Undo this change.`;
      return [{ ...about, ...(allowed === null ? { why } : { why: `${path} is a protected path.`, allowed }) }];
    });
  },
};
