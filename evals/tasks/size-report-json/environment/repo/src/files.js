import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Regular files below a folder, sorted by path. */
export async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = [];
  for (const entry of entries.filter((it) => it.isFile())) {
    const full = join(entry.parentPath, entry.name);
    files.push({ path: relative(folder, full).split(sep).join('/'), bytes: (await stat(full)).size });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
