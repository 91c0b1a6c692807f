import { posix } from 'node:path';
import { UserError } from '../../errors.ts';

const ROOT = '/workspace';

/**
 * A path as the model writes it, relative to the repository's root ('' is the root). `/workspace/x` is accepted, as
 * models like absolute paths. Links are the sandbox's business; this only keeps honest mistakes from being confusing.
 */
export function workspacePath(given: string): string {
  const inside = given === ROOT || given.startsWith(`${ROOT}/`) ? given.slice(ROOT.length + 1) : given;
  if (inside.includes('\0')) throw new UserError('The path holds a NUL character.');
  if (posix.isAbsolute(inside)) {
    throw new UserError(`${given} is not in the repository. Give a path relative to the repository's root.`);
  }
  const path = posix.normalize(inside).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) {
    throw new UserError(`${given} leads out of the repository. Give a path relative to the repository's root.`);
  }
  return path === '.' ? '' : path;
}

/** Like `workspacePath`, for writing: names a file, and none of git's own. */
export function writablePath(given: string): string {
  const path = workspacePath(given);
  if (path === '') throw new UserError('This is the root folder. Give the path of a file.');
  if (path.split('/').some((part) => part.toLowerCase() === '.git')) {
    throw new UserError("Files of git itself (.git) can't be edited.");
  }
  return path;
}
