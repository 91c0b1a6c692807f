/** What common file systems allow, in bytes. */
const MAX_NAME = 255;
const MAX_PATH = 4096;
/** Characters that HFS+ leaves out when it compares names, as git has them in `core.protectHFS`. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** A name as the most forgiving file system takes it: no case, no ignored characters, no stream, no dots or blanks behind. */
function plain(name: string): string {
  return name
    .replace(IGNORED, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/:.*$/s, '')
    .replace(/[ .]+$/, '');
}

/** `.git`, or what some file system takes for it. */
export const isGitFolder = (name: string): boolean => ['.git', 'git~1'].includes(plain(name));

/** `.gitmodules`, or what some file system takes for it; Windows' short names are git's own list. */
export const isModulesFile = (name: string): boolean => /^(?:\.gitmodules|gitmod~[1-4]|gi7eba~\d)$/.test(plain(name));

/** What is wrong with a path that a change adds, to be said after it; null when nothing is. */
export function nameProblem(path: string): string | null {
  if (path.includes('\ufffd')) return 'is a name that is not UTF-8: use a UTF-8 name.';
  if (/\p{Cc}/u.test(path)) return 'is a name with control characters: leave them out.';
  if (Buffer.byteLength(path) > MAX_PATH || path.split('/').some((part) => Buffer.byteLength(part) > MAX_NAME)) {
    return `is too long a name: at most ${MAX_NAME} bytes for each part and ${MAX_PATH} in all.`;
  }
  return null;
}

/** `a/b/c` gives `a`, `a/b`, `a/b/c`. */
function withFolders(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

/** The folders in which `paths` lie, the root ('') among them. */
export function foldersOf(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => ['', ...withFolders(path).slice(0, -1)]))];
}

/**
 * An added path and another one of the tree that are one on a file system without case (macOS, Windows); null when there is
 * none. `there`: files and folders of the tree that lie in the folders of the added ones.
 */
export function sameButForCase(added: readonly string[], there: readonly string[]): [string, string] | null {
  const fold = (path: string) => path.normalize('NFC').toLowerCase();
  const spelled = new Map<string, string>();
  for (const path of added)
    for (const part of withFolders(path)) {
      const known = spelled.get(fold(part));
      if (known !== undefined && known !== part) return [part, known];
      spelled.set(fold(part), part);
    }
  for (const path of there) {
    const ours = spelled.get(fold(path));
    if (ours !== undefined && ours !== path) return [ours, path];
  }
  return null;
}
