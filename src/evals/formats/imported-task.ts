import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'smol-toml';
import { UserError } from '../../errors.ts';
import { readTask } from '../tasks/read-task.ts';
import type { Task } from '../tasks/task.ts';
import { lstatOrNull } from '../tasks/task-files.ts';
import type { FettleMetadata } from '../tasks/task-settings.ts';

export interface ImportedFile {
  /** Relative to the task's directory. */
  path: string;
  content: string | Buffer;
  executable?: boolean;
}

/** A task of another format, as the files of a task directory. */
export interface ImportedTask {
  id: string;
  instruction: string;
  /** Harbor's own settings beside ours. */
  settings?: Record<string, unknown>;
  meta: Partial<FettleMetadata>;
  /** The whole task.toml, where it has our settings already. */
  toml?: string;
  files: ImportedFile[];
}

/**
 * Writes a task below `out` and reads it again: what is there afterwards can be read. Throws a UserError, and leaves nothing,
 * where it can't or where a task of that name is there already.
 */
export async function writeTask(
  { id, instruction, settings, meta, toml, files }: ImportedTask,
  out: string,
): Promise<Task> {
  const dir = join(out, id);
  if ((await lstatOrNull(dir)) !== null)
    throw new UserError(`${dir} is there already: remove it, or choose another --out.`);
  // A name that no task may have, and the same folder's name below it, since the name is the task's id.
  const making = join(out, '.importing');
  await rm(making, { recursive: true, force: true });
  try {
    const all: ImportedFile[] = [
      { path: 'instruction.md', content: instruction.endsWith('\n') ? instruction : `${instruction}\n` },
      { path: 'task.toml', content: toml ?? taskToml(settings ?? {}, meta) },
      ...files,
    ];
    for (const { path, content, executable } of all) {
      const to = join(making, id, path);
      await mkdir(dirname(to), { recursive: true });
      await writeFile(to, content);
      if (executable === true) await chmod(to, 0o755);
    }
    await readTask(join(making, id));
    await rename(join(making, id), dir);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return readTask(dir);
}

/** What is null is left out: TOML has no null, and our reader takes what is missing for it. */
function taskToml(settings: Record<string, unknown>, meta: Partial<FettleMetadata>): string {
  const metadata = settings.metadata;
  const fettle = Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== null));
  const others = typeof metadata === 'object' ? metadata : {};
  return `${stringify({ ...('schema_version' in settings ? {} : { version: '1.0' }), ...settings, metadata: { ...others, fettle } })}\n`;
}
