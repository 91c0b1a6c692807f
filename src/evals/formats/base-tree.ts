import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import tar from 'tar-stream';
import { UserError } from '../../errors.ts';
import { gitMirrors } from '../../sandbox/mirror.ts';
import type { Mirror } from '../../sandbox/types.ts';
import { lstatOrNull } from '../tasks/task-files.ts';
import type { ImportedFile } from './imported-task.ts';

/** A repository at the commit from which a task starts. */
export interface Base {
  files: ImportedFile[];
  /** The files that the hidden tests' patch adds or changes, as it makes them. */
  tests: ImportedFile[];
}

export interface Clones {
  /** Null where there is no clone of that repository. Throws a UserError where commit or patches do not fit. */
  base(wanted: { repo: string; commit: string; gold: string; testPatch: string }): Promise<Base | null>;
  close(): Promise<void>;
}

/**
 * Local clones below a folder, as `owner/name`, `owner__name` or `name`, with or without `.git`. They are read through
 * mirrors of our own, so that nothing of their settings or hooks ever runs.
 */
export async function openClones(folder: string): Promise<Clones> {
  const temporary = await mkdtemp(join(tmpdir(), 'fettle-import-'));
  const mirrors = gitMirrors(temporary);
  return {
    async base({ repo, commit, gold, testPatch }) {
      const path = await cloneOf(resolve(folder), repo);
      if (path === null) return null;
      const mirror = await mirrors.open(repo, { url: path, token: async () => null });
      if ((await mirror.resolve(commit)) === null)
        throw new UserError(`the clone ${path} has no commit ${commit} on any branch: fetch it there`);
      await applied(mirror, commit, gold, 'its gold patch');
      const tested = await applied(mirror, commit, testPatch, 'its test patch');
      return { files: await filesAt(mirror, commit), tests: await changedFiles(mirror, commit, tested) };
    },
    close: () => rm(temporary, { recursive: true, force: true }),
  };
}

async function cloneOf(folder: string, repo: string): Promise<string | null> {
  const names = [repo, repo.replace('/', '__'), repo.split('/')[1] ?? repo];
  for (const name of names.flatMap((it) => [it, `${it}.git`])) {
    const path = join(folder, name);
    const isClone =
      (await lstatOrNull(join(path, '.git'))) !== null || (await lstatOrNull(join(path, 'HEAD'))) !== null;
    if (isClone) return path;
  }
  return null;
}

async function applied(mirror: Mirror, commit: string, patch: string, what: string): Promise<string> {
  try {
    return await mirror.apply(commit, Buffer.from(patch.endsWith('\n') ? patch : `${patch}\n`));
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`${what} does not apply to ${commit}: ${error.message}`);
    throw error;
  }
}

/** Regular files only: links and submodules are left out, as a task can't hold them. */
async function filesAt(mirror: Mirror, commit: string): Promise<ImportedFile[]> {
  const files: ImportedFile[] = [];
  const extract = tar.extract();
  const done = mirror
    .archive(commit)
    .on('error', (error) => extract.destroy(error))
    .pipe(extract);
  for await (const entry of done) {
    const { name, type, mode } = entry.header;
    const content = await buffer(entry);
    if (type !== 'file' && type !== 'contiguous-file') continue;
    files.push({ path: name, content, executable: ((mode ?? 0) & 0o100) !== 0 });
  }
  return files;
}

async function changedFiles(mirror: Mirror, commit: string, tree: string): Promise<ImportedFile[]> {
  const files: ImportedFile[] = [];
  for (const { path, status, newMode } of await mirror.changes(commit, tree)) {
    const content = status === 'deleted' ? null : await mirror.readFile(tree, path);
    if (content !== null) files.push({ path, content, executable: newMode === '100755' });
  }
  return files;
}
