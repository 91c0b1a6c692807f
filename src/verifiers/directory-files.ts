import { execFile } from 'node:child_process';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';
import { firstLine } from '../text/clip.ts';
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
      listed ??= checkoutPaths(root).then((paths) => paths ?? walk(root, ''));
      return listed;
    },
    bytes,
    read: async (path) => (await bytes(path))?.toString('utf8') ?? null,
  };
}

/** Paths of the tracked and untracked files less the ignored ones, below `root`; null without git. */
export async function checkoutPaths(root: string): Promise<string[] | null> {
  const listed = await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  // A repository inside this one is listed as a folder.
  return listed === null ? null : paths(listed).filter((path) => !path.endsWith('/'));
}

/** Paths that differ from a commit, untracked ones included; null without git or without a commit. */
export async function changedInCheckout(root: string, since = 'HEAD'): Promise<string[] | null> {
  const tracked = await git(root, ['diff', '--name-only', '--no-renames', '--relative', '-z', since, '--']);
  const untracked = await git(root, ['ls-files', '-z', '--others', '--exclude-standard']);
  return tracked === null || untracked === null ? null : paths(tracked + untracked);
}

/** The commit that `ref` names, or for a branch that went on by itself, the one from which this checkout left it. */
export async function mergeBase(root: string, ref: string): Promise<string> {
  await requireGit(root);
  const commit = await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (commit === null) throw new UserError(`${JSON.stringify(ref)} is no commit or branch of ${root}.`);
  const base = await git(root, ['merge-base', 'HEAD', commit.trim()]);
  if (base === null) throw new UserError(`The checkout in ${root} and ${JSON.stringify(ref)} have no common commit.`);
  return base.trim();
}

/** The last commit; null when there is none yet. Throws a UserError where git does not answer. */
export async function headCommit(root: string): Promise<string | null> {
  await requireGit(root);
  return (await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']))?.trim() ?? null;
}

/** Throws a UserError with what git says, where `root` is in no checkout or git is not there. */
export async function requireGit(root: string): Promise<void> {
  try {
    await run('git', ['-C', root, 'rev-parse', '--is-inside-work-tree']);
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') throw new UserError('git is not on PATH: install it with your package manager.');
    throw new UserError(`This needs a git checkout, and ${root} is none: ${firstLine(stderr ?? '')}`);
  }
}

/** git's answer, null when it has none. It is the person's own git with their own settings. */
export async function git(root: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run('git', ['-C', root, ...args], { maxBuffer: MAX_LIST_BYTES })).stdout;
  } catch {
    return null;
  }
}

const paths = (listed: string): string[] => [...new Set(listed.split('\0').filter((path) => path !== ''))].sort();

async function walk(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (
      entry.isDirectory() &&
      entry.name !== 'node_modules' &&
      (!entry.name.startsWith('.') || entry.name === '.github')
    ) {
      found.push(...(await walk(root, path)));
    } else if (entry.isFile()) found.push(path.split(sep).join('/'));
  }
  return found.sort();
}
