import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { gitOutput } from '../../sandbox/git.ts';
import { ensureRepository, gitMirrors } from '../../sandbox/mirror.ts';
import type { Mirror } from '../../sandbox/types.ts';
import type { Task } from './task.ts';

/** A task's work tree at base as git objects: one commit, with no history before it and nothing of the future in it. */
export interface TaskRepository {
  mirror: Mirror;
  /** The same id whenever it is made from the same files. */
  baseSha: string;
  baseTree: string;
  /** What the gold change makes of base; null where the task has none. */
  goldTree: string | null;
}

/** The same for all, so that a commit's id depends on nothing but its tree and what it follows. */
const AUTHOR = { name: 'Fettle', email: 'fettle@localhost' };
const AT = new Date(0);

/**
 * Makes the repository of a task in an empty `folder`, which the caller removes. Throws a UserError where the task has no
 * work tree, or where its gold change does not apply.
 */
export async function taskRepository(task: Task, folder: string): Promise<TaskRepository> {
  if (task.repo === null)
    throw new UserError(
      `${task.id} has no work tree: put the files of ${task.meta.repo?.url ?? 'its repository'} at ${task.meta.repo?.commit ?? 'its commit'} into ${join(task.dir, 'environment/repo')}.`,
    );
  const path = join(folder, 'task', 'repository.git');
  await ensureRepository(path);
  const root = join(task.dir, 'environment', 'repo');
  const env = { GIT_DIR: path, GIT_WORK_TREE: root, GIT_INDEX_FILE: join(folder, 'index') };
  const stdin = task.repo.map((file) => `${file.path}\0`).join('');
  await gitOutput(['update-index', '-z', '--add', '--stdin'], { cwd: root, env, stdin });
  const baseTree = (await gitOutput(['write-tree'], { cwd: path, env })).toString('utf8').trim();
  // With a branch in it the mirror counts as cloned: nothing is ever fetched.
  const first = await commit(path, baseTree);
  await gitOutput(['update-ref', 'refs/heads/main', first], { cwd: path, env: { GIT_DIR: path } });
  const mirror = await gitMirrors(folder).open('task/repository', { url: root, token: async () => null });
  const goldTree = task.gold === null ? null : await goldOf(task, task.gold, mirror, baseTree);
  return { mirror, baseSha: first, baseTree, goldTree };
}

async function goldOf(task: Task, gold: string, mirror: Mirror, baseTree: string): Promise<string> {
  try {
    return await mirror.apply(baseTree, Buffer.from(gold));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${task.id}: solution/gold.patch does not apply to environment/repo: ${error.message}`);
  }
}

async function commit(path: string, tree: string): Promise<string> {
  const at = `@${AT.getTime() / 1000} +0000`;
  const env = {
    GIT_DIR: path,
    GIT_AUTHOR_NAME: AUTHOR.name,
    GIT_AUTHOR_EMAIL: AUTHOR.email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: AUTHOR.name,
    GIT_COMMITTER_EMAIL: AUTHOR.email,
    GIT_COMMITTER_DATE: at,
  };
  return (await gitOutput(['commit-tree', tree, '-m', 'The tree this task starts from'], { cwd: path, env }))
    .toString('utf8')
    .trim();
}

/** A change as a commit on what it was made from, as the publisher would make it. */
export const commitOn = (mirror: Mirror, tree: string, parent: string): Promise<string> =>
  mirror.commit({ tree, parents: [parent], message: 'The change\n', author: AUTHOR, at: AT });
