import { posix } from 'node:path';
import { UserError } from '../errors.ts';
import { foldersOf, isGitFolder, isModulesFile, nameProblem, sameButForCase } from './tree-names.ts';
import type { TreeChange } from './types.ts';

const SUBMODULE = '160000';
export const SYMLINK = '120000';
/** Longer ones no system follows. */
const MAX_TARGET = 4096;

/** `git diff-tree -r --raw -z --no-renames --no-abbrev`: `:oldmode newmode oldid newid status NUL path NUL`. */
export function parseChanges(raw: string): TreeChange[] {
  const fields = raw.split('\0').filter(Boolean);
  const changes: TreeChange[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode, newMode, oldId, newId, letter] = (fields[at] as string).slice(1).split(' ') as [
      string,
      string,
      string,
      string,
      string,
    ];
    // T, a change of type, is a modification whose modes tell the story.
    const status = letter === 'A' ? 'added' : letter === 'D' ? 'deleted' : 'modified';
    changes.push({ path: fields[at + 1] as string, status, oldMode, newMode, oldId, newId });
  }
  return changes;
}

/** What `refuseForbidden` asks about the changed tree. */
export interface ChangedTree {
  linkTarget(id: string): Promise<string>;
  /** Files and folders that lie directly in these folders ('' is the root), by path. */
  entriesOf(folders: readonly string[]): Promise<string[]>;
}

/**
 * Throws a UserError for what no change of ours may bring: submodules, their list, links out of the repository, and names
 * that some machine can't check out.
 */
export async function refuseForbidden(changes: readonly TreeChange[], tree: ChangedTree): Promise<void> {
  const added = changes.filter((change) => change.status === 'added').map((change) => change.path);
  for (const { path, status } of changes) {
    // What is there may stay as it is named, but no name can be passed on that is not text.
    const problem = status === 'added' || path.includes('\ufffd') ? nameProblem(path) : null;
    if (problem !== null) throw new UserError(`${JSON.stringify(path.slice(0, 300))} ${problem}`);
  }
  for (const change of changes) {
    if (change.oldMode === SUBMODULE || change.newMode === SUBMODULE) {
      throw new UserError(
        `${change.path} is a submodule or a nested repository: Fettle doesn't add, change or remove those.`,
      );
    }
    if (isModulesFile(change.path)) {
      throw new UserError('.gitmodules was changed: Fettle leaves submodules alone.');
    }
    if (change.newMode === SYMLINK && leadsOut(change.path, await tree.linkTarget(change.newId))) {
      throw new UserError(`${change.path} is a symbolic link that leads out of the repository.`);
    }
  }
  const pair = added.length === 0 ? null : sameButForCase(added, await tree.entriesOf(foldersOf(added)));
  if (pair !== null) {
    throw new UserError(
      `${pair[0]} and ${pair[1]} differ only in upper and lower case: on many machines they are one. Choose another name.`,
    );
  }
}

/**
 * Whether a link leads, by its text, to an absolute path, above the root, or into a .git folder. `..` after a name counts
 * as well: where that name is itself a link, no text tells where it goes.
 */
export function leadsOut(path: string, target: string): boolean {
  if (target.length > MAX_TARGET) return true;
  const parts = target.split('/');
  const name = parts.findIndex((part) => !['', '.', '..'].includes(part));
  if (name !== -1 && parts.lastIndexOf('..') > name) return true;
  if (posix.isAbsolute(target) || /^[A-Za-z]:|\\|\0/.test(target)) return true;
  const at = posix.normalize(posix.join(posix.dirname(path), target));
  return at === '..' || at.startsWith('../') || at.split('/').some(isGitFolder);
}
