import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = ['guards', 'verifiers', 'judge'];

/**
 * Which verifiers, guards and judge's code there are: sha256 over their sources. Fettle runs from its sources, so they are
 * their own version. The prompt is no part of it, since it has a hash of its own.
 */
export async function codeHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of FOLDERS) {
    const entries = await readdir(join(SRC, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted();
    for (const file of files) hash.update(`${relative(SRC, file)}\n`).update(await readFile(file));
  }
  return hash.digest('hex');
}
