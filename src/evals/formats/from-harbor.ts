import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { lstatOrNull, taskFiles } from '../tasks/task-files.ts';
import type { ImportedFile, ImportedTask } from './imported-task.ts';

/** With our settings in it, task.toml is taken as it is; whether they are right is seen when the task is read. */
const HasOurs = z.object({ metadata: z.object({ fettle: z.unknown() }) });
const PARTS = ['environment', 'tests', 'solution'] as const;

/**
 * A task directory of Harbor with our settings added to its own. What Harbor builds from a Dockerfile is not built here:
 * the work tree is `environment/repo`, or the folder of the task's name below `repos`. Throws a UserError where neither is
 * there.
 */
export async function fromHarbor(directory: string, repos: string | null, image: string | null): Promise<ImportedTask> {
  const dir = resolve(directory);
  const id = basename(dir);
  if ((await lstatOrNull(join(dir, 'steps'))) !== null) throw new UserError('it is a task of several steps');
  const toml = await readText(join(dir, 'task.toml'));
  const settings = readToml(toml);
  const files: ImportedFile[] = [];
  for (const part of PARTS) files.push(...(await copied(join(dir, part), part)));
  if (!files.some(({ path }) => path.startsWith('environment/repo/'))) {
    const tree = repos === null ? [] : await copied(join(repos, id), 'environment/repo');
    if (tree.length === 0)
      throw new UserError(
        `its work tree is made by a Dockerfile, which Fettle does not build: put the tree into a folder ${id} and give the folder above it as --repos`,
      );
    files.push(...tree);
  }
  const task = { id, instruction: await readText(join(dir, 'instruction.md')), files };
  if (HasOurs.safeParse(settings).success) return { ...task, meta: {}, toml };
  return {
    ...task,
    settings,
    meta: {
      prompt_kind: 'other',
      cluster: id,
      languages: ['unknown'],
      origin: 'Harbor',
      ...(image === null ? {} : { image }),
    },
  };
}

function readToml(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(parse(text));
  } catch (cause) {
    throw new UserError('its task.toml is no TOML', { cause });
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError(`${path} can't be read`, { cause });
  });
}

async function copied(from: string, to: string): Promise<ImportedFile[]> {
  const files = (await taskFiles(from)) ?? [];
  return Promise.all(
    files.map(async (file) => ({
      path: `${to}/${file.path}`,
      content: await file.read(),
      executable: file.executable,
    })),
  );
}
