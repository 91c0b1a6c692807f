import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { gitOutput } from '../sandbox/git.ts';
import { ensureRepository, gitMirrors } from '../sandbox/mirror.ts';
import type { Mirror } from '../sandbox/types.ts';
import { checkoutPaths, git } from '../verifiers/directory-files.ts';

export interface CheckoutMirror {
  mirror: Mirror;
  /** The files of the checkout as they are: tracked and untracked ones, less the ignored. */
  tree: string;
  /** What `commit` has in the same folder; null when it has none, or there is no commit. */
  base: string | null;
  close(): Promise<void>;
}

const AUTHOR = { name: 'Fettle', email: 'fettle@localhost' };

/**
 * A checkout as git objects, in a temporary folder that borrows the objects of the checkout's own repository: nothing is
 * written there, and no filter, attribute or hook of it is applied. `commit` is what to compare with.
 */
export async function checkoutMirror(dir: string, commit: string | null): Promise<CheckoutMirror> {
  const folder = await mkdtemp(join(tmpdir(), 'fettle-checkout-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'local', 'checkout.git');
    await ensureRepository(path);
    const objects = await git(dir, ['rev-parse', '--git-path', 'objects']);
    if (objects === null) throw new UserError(`git finds no repository for ${dir}.`);
    await writeFile(join(path, 'objects', 'info', 'alternates'), `${resolve(dir, objects.trimEnd())}\n`);
    const tree = await writeTree(dir, path, join(folder, 'index'));
    const base = commit === null ? null : await treeAt(dir, commit);
    const env = { GIT_DIR: path };
    const at = { name: 'checkout', email: AUTHOR.email };
    const id = (
      await gitOutput(['commit-tree', tree, '-m', 'checkout'], {
        cwd: path,
        env: {
          ...env,
          GIT_AUTHOR_NAME: at.name,
          GIT_AUTHOR_EMAIL: at.email,
          GIT_COMMITTER_NAME: at.name,
          GIT_COMMITTER_EMAIL: at.email,
        },
      })
    )
      .toString('utf8')
      .trim();
    // With a branch in it, it counts as cloned: nothing is fetched.
    await gitOutput(['update-ref', 'refs/heads/checkout', id], { cwd: path, env });
    const mirror = await gitMirrors(folder).open('local/checkout', { url: dir, token: async () => null });
    return { mirror, tree, base, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function writeTree(dir: string, gitDir: string, index: string): Promise<string> {
  const listed = (await checkoutPaths(dir)) ?? [];
  const submodules = await submodulePaths(dir);
  const stdin = listed
    .filter((path) => !submodules.has(path))
    .map((path) => `${path}\0`)
    .join('');
  const env = { GIT_DIR: gitDir, GIT_WORK_TREE: dir, GIT_INDEX_FILE: index };
  await gitOutput(['update-index', '-z', '--add', '--remove', '--stdin'], { cwd: dir, env, stdin });
  return (await gitOutput(['write-tree'], { cwd: dir, env })).toString('utf8').trim();
}

/** Submodules are other repositories; as in a mirror's archive, their folders are left out. */
async function submodulePaths(dir: string): Promise<Set<string>> {
  const staged = (await git(dir, ['ls-files', '-z', '--stage'])) ?? '';
  const entries = staged.split('\0').filter((entry) => entry.startsWith('160000 '));
  return new Set(entries.map((entry) => entry.slice(entry.indexOf('\t') + 1)));
}

async function treeAt(dir: string, commit: string): Promise<string | null> {
  const prefix = ((await git(dir, ['rev-parse', '--show-prefix'])) ?? '').trimEnd();
  const named = prefix === '' ? `${commit}^{tree}` : `${commit}:${prefix.replace(/\/$/, '')}`;
  return (await git(dir, ['rev-parse', '--verify', '--quiet', '--end-of-options', named]))?.trim() ?? null;
}
