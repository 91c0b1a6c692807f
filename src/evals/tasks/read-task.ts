import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { type Task, type TaskFile, taskHash } from './task.ts';
import { lstatOrNull, taskFile, taskFiles } from './task-files.ts';
import { TaskToml } from './task-settings.ts';

const MAX_TEXT_BYTES = 256 * 1024;
const PARTS = ['environment', 'tests', 'solution'] as const;

/** Reads one task directory. Throws a UserError that names the file and the key, and says what to do. */
export async function readTask(directory: string): Promise<Task> {
  const dir = resolve(directory);
  const id = basename(dir);
  if (!/^[A-Za-z0-9][\w.-]{0,119}$/.test(id))
    throw new UserError(`${dir}: a task directory's name is its id: letters, digits, "_", "." and "-".`);
  const top = await lstatOrNull(dir);
  if (top === null || !top.isDirectory()) throw new UserError(`${dir} is no directory (links are not followed).`);
  if ((await lstatOrNull(join(dir, 'steps'))) !== null)
    throw new UserError(`${dir} is a task of several steps; Fettle runs tasks of one step only.`);

  const toml = await textFile(dir, 'task.toml');
  const instruction = await textFile(dir, 'instruction.md');
  if (instruction.text.trim() === '') throw new UserError(`${join(dir, 'instruction.md')} is empty.`);
  const settings = readSettings(toml.text, join(dir, 'task.toml'));
  const [environment, tests, solution] = await Promise.all(PARTS.map((part) => taskFiles(join(dir, part))));
  const repo = environment?.some(({ path }) => path.startsWith('repo/'))
    ? environment.flatMap((file) => (file.path.startsWith('repo/') ? [{ ...file, path: file.path.slice(5) }] : []))
    : null;
  const meta = settings.metadata.fettle;
  if (repo === null && meta.repo === null)
    throw new UserError(
      `${join(dir, 'environment/repo')} has no files. Put the work tree there, or say in [metadata.fettle.repo] of task.toml where it is (url, commit).`,
    );
  if (!(tests ?? []).some(({ path }) => path === 'test.sh'))
    throw new UserError(`${join(dir, 'tests/test.sh')} is missing: it runs the hidden tests.`);
  const gold = solution?.find(({ path }) => path === 'gold.patch') ?? null;
  return {
    id,
    dir,
    instruction: instruction.text,
    meta,
    agentTimeoutMs: settings.agent.timeout_sec * 1000,
    verifierTimeoutMs: settings.verifier.timeout_sec * 1000,
    repo,
    tests: tests ?? [],
    gold: gold === null ? null : utf8(await gold.read(), join(dir, 'solution/gold.patch')),
    hash: taskHash({
      '': [toml.file, instruction.file],
      environment: environment ?? [],
      tests: tests ?? [],
      solution: solution ?? [],
    }),
  };
}

/** `[metadata.fettle]` and the rest of a task.toml. `where` is named in errors. */
export function readSettings(text: string, where: string): TaskToml {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    if (error instanceof TomlError) throw new UserError(`${where}, line ${error.line}: ${firstOf(error.message)}`);
    throw error;
  }
  if (!z.object({ metadata: z.object({ fettle: z.unknown() }) }).safeParse(raw).success)
    throw new UserError(`${where} has no [metadata.fettle]. \`fettle eval import harbor\` adds one to a Harbor task.`);
  const parsed = TaskToml.safeParse(raw);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new UserError(`${where}: ${lines.join('; ')}`);
}

/**
 * All tasks of some paths, by id: each is a task directory, or a folder of them. Throws a UserError where none is, where
 * two have one id, or where a twin is not among them.
 */
export async function readTasks(paths: readonly string[]): Promise<Task[]> {
  const tasks = (await Promise.all(paths.map(taskDirectories))).flat();
  const read: Task[] = [];
  for (const dir of new Set(tasks)) read.push(await readTask(dir));
  const byId = new Map<string, Task>();
  for (const task of read) {
    const other = byId.get(task.id);
    if (other !== undefined) throw new UserError(`${task.dir} and ${other.dir} have the same id, ${task.id}.`);
    byId.set(task.id, task);
  }
  for (const { id, meta } of read)
    if (meta.twin !== null && !byId.has(meta.twin))
      throw new UserError(`The task ${id} names the twin ${meta.twin}, which is not among the tasks given.`);
  return read.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function taskDirectories(path: string): Promise<string[]> {
  const root = resolve(path);
  const top = await lstatOrNull(root);
  if (top === null) throw new UserError(`There is no ${root}.`);
  if (!top.isDirectory()) throw new UserError(`${root} is no directory (links are not followed).`);
  if ((await lstatOrNull(join(root, 'task.toml'))) !== null) return [root];
  const found: string[] = [];
  for (const name of (await readdir(root)).toSorted())
    if ((await lstatOrNull(join(root, name, 'task.toml'))) !== null) found.push(join(root, name));
  if (found.length === 0) throw new UserError(`There is no task in ${root}: a task directory has a task.toml.`);
  return found;
}

async function textFile(dir: string, name: string): Promise<{ text: string; file: TaskFile }> {
  const path = join(dir, name);
  const stat = await lstatOrNull(path);
  if (stat === null) throw new UserError(`${path} is missing.`);
  if (!stat.isFile()) throw new UserError(`${path} must be a plain file.`);
  if (stat.size > MAX_TEXT_BYTES) throw new UserError(`${path} is bigger than 256 KiB.`);
  const file = await taskFile(dir, name, false);
  return { text: utf8(await file.read(), path), file };
}

function utf8(content: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (cause) {
    throw new UserError(`${path} is not UTF-8.`, { cause });
  }
}

const firstOf = (message: string): string => message.split('\n')[0] ?? '';
