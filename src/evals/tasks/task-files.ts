import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { isGitFolder, nameProblem } from '../../sandbox/tree-names.ts';
import type { TaskFile } from './task.ts';

/** More than any work tree of a task we know has; one file of a task is read at a time. */
const MAX_FILES = 50_000;
const MAX_FILE_BYTES = 32 * 1024 * 1024;
const MAX_BYTES = 1024 * 1024 * 1024;

/**
 * The regular files below a folder, sorted. Null when there is no such folder. Throws a UserError for symbolic links,
 * devices, git's own folders and whatever is too big: a task is data that others may have written.
 */
export async function taskFiles(root: string): Promise<TaskFile[] | null> {
  const top = await lstatOrNull(root);
  if (top === null) return null;
  if (!top.isDirectory()) throw new UserError(`${root} must be a folder, not a file or a link.`);
  const files: TaskFile[] = [];
  const folders = [''];
  let bytes = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of await readdir(join(root, folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const problem = nameProblem(path);
      if (problem !== null) throw new UserError(`${join(root, path)} ${problem}`);
      const stat = await lstat(join(root, path));
      if (stat.isDirectory()) {
        if (isGitFolder(name)) throw new UserError(`${join(root, path)}: a task holds plain files, no git folder.`);
        folders.push(path);
        continue;
      }
      if (!stat.isFile())
        throw new UserError(`${join(root, path)} is a link or a device: a task holds plain files only.`);
      bytes += stat.size;
      if (stat.size > MAX_FILE_BYTES) throw new UserError(`${join(root, path)} is bigger than 32 MiB.`);
      if (files.length >= MAX_FILES || bytes > MAX_BYTES)
        throw new UserError(`${root} is too big for a task: at most ${MAX_FILES} files and 1 GiB.`);
      files.push(await taskFile(root, path, (stat.mode & 0o100) !== 0));
    }
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export async function taskFile(root: string, path: string, executable: boolean): Promise<TaskFile> {
  const read = () => readFile(join(root, path));
  const content = await read();
  return { path, executable, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex'), read };
}

export async function lstatOrNull(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
