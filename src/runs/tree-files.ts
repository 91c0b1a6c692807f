import type { Mirror } from '../sandbox/types.ts';
import type { RepoFiles } from '../verifiers/types.ts';

/** The files of a commit or tree, read from git objects outside any sandbox. */
export function treeFiles(mirror: Mirror, treeish: string): RepoFiles {
  let listed: Promise<string[]> | null = null;
  return {
    list: () => (listed ??= mirror.listFiles(treeish)),
    ids: () => mirror.listIds(treeish),
    links: () => mirror.listLinks(treeish),
    bytes: (path) => mirror.readFile(treeish, path),
    read: async (path) => (await mirror.readFile(treeish, path))?.toString('utf8') ?? null,
  };
}
