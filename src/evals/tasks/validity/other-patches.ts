import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from '../task.ts';
import type { TaskRepository } from '../task-repository.ts';

/** A change beside the gold one that the author of a task wrote: `solution/wrong-*.patch`, `solution/right-*.patch`. */
export interface Alternative {
  name: string;
  right: boolean;
  tree: string;
}

/** Those of a task, by name. Throws a UserError for one that does not apply. */
export async function alternatives(
  { dir }: Pick<Task, 'dir'>,
  { mirror, baseTree }: TaskRepository,
): Promise<Alternative[]> {
  const names = (await readdir(join(dir, 'solution')).catch(() => [])).filter((name) =>
    /^(?:wrong|right|gamed)-[\w.-]+\.patch$/.test(name),
  );
  return Promise.all(
    names.toSorted().map(async (name) => ({
      name,
      right: name.startsWith('right-'),
      tree: await mirror.apply(baseTree, await readFile(join(dir, 'solution', name))),
    })),
  );
}
