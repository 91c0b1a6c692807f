import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import type { RepoFiles } from './types.ts';

const run = promisify(execFile);
const MAX_LIST_BYTES = 64 * 1024 * 1024;

/**
 * A person's own checkout as files: tracked and untracked ones, less what git ignores. Without git: everything but
 * `node_modules` and dot folders. Links are left out, as they are in a commit's files.
 */
export function directoryFiles(root: string): RepoFiles {
  let listed: Promise<readonly string[]> | null = null;
  const bytes = async (path: string): Promise<Buffer | null> => {
    const full = join(root, path);
    try {
      if (!(await lstat(full)).isFile()) return null;
      const inside = relative(await realpath(root), await realpath(full));
      return inside.startsWith('..') ? null : await readFile(full);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return null;
      throw error;
    }
  };
  return {
    list: () => {
      listed ??= listWithGit(root).then((paths) => paths ?? walk(root, ''));
      return listed;
    },
    bytes,
    read: async (path) => (await bytes(path))?.toString('utf8') ?? null,
  };
}

/** Null when the folder is no git checkout, or git is not installed. */
async function listWithGit(root: string): Promise<string[] | null> {
  const paths = await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return paths === null ? null : [...new Set(paths)].sort();
}

/** Paths that differ from the last commit, untracked ones included; null without git or without a commit. */
export async function changedInCheckout(root: string): Promise<string[] | null> {
  const tracked = await git(root, ['diff', '--name-only', '--no-renames', '--relative', '-z', 'HEAD']);
  const untracked = await git(root, ['ls-files', '-z', '--others', '--exclude-standard']);
  return tracked === null || untracked === null ? null : [...new Set([...tracked, ...untracked])].sort();
}

async function git(root: string, args: readonly string[]): Promise<string[] | null> {
  try {
    const { stdout } = await run('git', ['-C', root, ...args], { maxBuffer: MAX_LIST_BYTES });
    return stdout.split('\0').filter((path) => path !== '');
  } catch {
    return null;
  }
}

async function walk(root: string, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (
      entry.isDirectory() &&
      entry.name !== 'node_modules' &&
      (!entry.name.startsWith('.') || entry.name === '.github')
    ) {
      paths.push(...(await walk(root, path)));
    } else if (entry.isFile()) paths.push(path.split(sep).join('/'));
  }
  return paths.sort();
}
