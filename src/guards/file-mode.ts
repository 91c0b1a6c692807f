import { posix } from 'node:path';
import type { DiffFile, Finding, Guard, GuardInput } from './types.ts';
import type { TreeChange } from '../sandbox/types.ts';

const LINK = '120000';
const SUBMODULE = '160000';
const EXECUTABLE = '100755';

/** Files that people run, by name; others must begin with `#!` to be executable. */
const RUN_BY_PEOPLE =
  /\.(sh|bash|zsh|py|rb|pl|mjs|cjs|js|ts|ps1|bat|cmd)$|(^|\/)(bin|scripts?|\.husky|hooks?)\/|(^|\/)(gradlew|mvnw|configure)$/;

/** Links that lead out of the tree, submodules, and files that became executable without being programs. */
export const fileMode: Guard = {
  name: 'file_mode',
  check: async ({ changes, diff, read }) => {
    const byPath = new Map(diff.map((file) => [file.path, file]));
    const findings: Finding[] = [];
    for (const change of changes) {
      const why = await problem(change, byPath.get(change.path), read);
      if (why !== null) findings.push({ rule: 'file_mode', file: change.path, hunk: null, why });
    }
    return findings;
  },
};

async function problem(
  change: TreeChange,
  file: DiffFile | undefined,
  read: GuardInput['read'],
): Promise<string | null> {
  const { path, newMode, oldMode, status } = change;
  if (oldMode === SUBMODULE || newMode === SUBMODULE) {
    return `${path} is a submodule, and which commit it names may not be changed. Undo this change.`;
  }
  if (status === 'deleted') return null;
  if (newMode === LINK) {
    // What a link holds is its target, and that is what git's diff shows as its content.
    const target = file?.hunks.flatMap((hunk) => hunk.added).at(-1)?.text ?? (await read('tree', path));
    if (target === null) return `${path} is a symbolic link whose target can't be read. Undo this change.`;
    const inside = posix.normalize(posix.join(posix.dirname(path), target));
    if (posix.isAbsolute(target) || inside === '..' || inside.startsWith('../')) {
      return `${path} is a symbolic link that leads out of the repository. Use a path inside of it, or a copy.`;
    }
    return inside === '.git' || inside.startsWith('.git/') || inside.includes('/.git/')
      ? `${path} is a symbolic link into git's own folder. Undo this change.`
      : null;
  }
  if (newMode === EXECUTABLE && oldMode !== EXECUTABLE && !RUN_BY_PEOPLE.test(path)) {
    if ((await read('tree', path))?.startsWith('#!') === true) return null;
    return `${path} became executable, but it is no program. Take the executable bit away (chmod -x).`;
  }
  return null;
}
