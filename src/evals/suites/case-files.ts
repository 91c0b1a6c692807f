import { createHash } from 'node:crypto';
import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';

/**
 * The texts of JSON Lines files, given as files, folders of `*.jsonl` or glob patterns, each file once and sorted by name.
 * Throws a UserError that names what leads to no file.
 */
export async function readCaseFiles(paths: readonly string[]): Promise<{ file: string; text: string }[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const files = await filesOf(path);
    if (files.length === 0) throw new UserError(`${path} leads to no file of cases (*.jsonl).`);
    for (const file of files) found.add(file);
  }
  return Promise.all([...found].toSorted().map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

async function filesOf(path: string): Promise<string[]> {
  const there = await stat(path).catch(() => null);
  if (there?.isFile() === true) return [path];
  const files: string[] = [];
  for await (const file of glob(there?.isDirectory() === true ? join(path, '*.jsonl') : path)) files.push(file);
  return files;
}

/** sha256 of everything that makes a case what it is. */
export const caseHash = (it: unknown): string => createHash('sha256').update(JSON.stringify(it)).digest('hex');

/** Throws a UserError where two files hold a case of the same name, or where there is none at all. */
export function checkCases(cases: readonly { id: string }[], paths: readonly string[]): void {
  if (cases.length === 0) throw new UserError(`There is no case in ${paths.join(', ')}.`);
  const seen = new Set<string>();
  for (const { id } of cases) {
    if (seen.has(id)) throw new UserError(`The case ${id} is there twice, in two of the files of ${paths.join(', ')}.`);
    seen.add(id);
  }
}
