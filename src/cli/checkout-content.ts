import { createHash } from 'node:crypto';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { changedInCheckout, git } from '../verifiers/directory-files.ts';

/** A hash of what a checkout holds: its last commit and whatever differs from it. Null without git. */
export async function checkoutContent(root: string): Promise<string | null> {
  const tree = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{tree}']);
  const listed =
    tree === null
      ? await git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
      : (await changedInCheckout(root))?.join('\0');
  if (listed === null || listed === undefined) return null;
  const hash = createHash('sha256').update(tree ?? '');
  for (const path of listed.split('\0').filter(Boolean))
    hash.update(`\0${path}\0`).update(await content(join(root, path)));
  return hash.digest('hex');
}

async function content(path: string): Promise<Buffer> {
  try {
    const found = await lstat(path);
    if (found.isSymbolicLink()) return Buffer.from(`link ${await readlink(path)}`);
    if (!found.isFile()) return Buffer.from('no file');
    const hash = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    return Buffer.from(`${(found.mode & 0o100) === 0 ? '644' : '755'} ${hash}`);
  } catch {
    return Buffer.from('gone');
  }
}
