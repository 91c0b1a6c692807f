import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { loadedWords, programWords, wordsOf } from './command-words.ts';
import type { GateFile, RepoFiles } from './types.ts';

/** Entry for a whole file, or for one part of it given as a JSON value; key order does not count. */
export function gateFile(path: string, part: string | null, content: unknown): GateFile {
  const text = typeof content === 'string' ? content : JSON.stringify(sorted(content));
  return { path, part, hash: createHash('sha256').update(text).digest('hex') };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/**
 * Scripts and settings, by where they lie or what they are called. A command also names sources and tests
 * (`node --test test/a.test.js`); those are what is checked, not what does the checking.
 */
const DECIDES =
  /(^|\/)(scripts?|tools?|ci|\.ci|hack|bin)\/|\.(sh|bash|mk|cfg|ini|toml|ya?ml)$|(^|\/)(GNU)?[Mm]akefile$|(^|\/)[Jj]ustfile$|\.config\.\w+$|(^|\/)\.env(\.\w+)*$/;
/** Where a product's own code lies, or what its entry is called: what is checked, also where a command runs it. */
const PRODUCT = /(^|\/)(src|lib|app|dist|build)\/|(^|\/)(index|main|app|server|cli)\.\w+$/;
/** Code that holds test cases is what is checked; the guard of the tests looks at it. */
const HOLDS_TESTS = /(?<![\w.$])(?:it|test|describe|expect|assert)\w*\s*[.(]/;
/** Files that consist of commands themselves. */
const COMMANDS = /\.(sh|bash|mk)$|(^|\/)(GNU)?[Mm]akefile$|(^|\/)[Jj]ustfile$|(^|\/)[^/.]+$/;
const MAKEFILES = ['Makefile', 'makefile', 'GNUmakefile'];
const JUSTFILES = ['justfile', 'Justfile'];
/** How deep scripts that name scripts are followed. */
const MAX_DEPTH = 4;

/** Every path of a tree and every folder that holds one. Made once where many texts are looked at. */
export interface Paths {
  files: ReadonlySet<string>;
  folders: ReadonlySet<string>;
}

export async function pathsOf(files: RepoFiles): Promise<Paths> {
  const all = new Set(await files.list());
  const folders = new Set<string>();
  for (const path of all) {
    for (let folder = posix.dirname(path); folder !== '.' && !folders.has(folder); folder = posix.dirname(folder)) {
      folders.add(folder);
    }
  }
  return { files: all, folders };
}

/** The files of the repository that a command's text names and that decide what it does, and those that they name. */
export async function namedGateFiles(
  command: string,
  cwd: string,
  files: RepoFiles,
  known?: Paths,
): Promise<GateFile[]> {
  const paths = known ?? (await pathsOf(files));
  const found = new Map<string, string>();
  let texts = [{ text: command, cwd, runs: true }];
  for (let depth = 0; depth < MAX_DEPTH && texts.length > 0; depth += 1) {
    const next: typeof texts = [];
    for (const it of texts) {
      for (const [path, weight] of namedPaths(it, paths)) {
        if (found.has(path)) continue;
        const text = await files.read(path);
        if (text === null || (weight === 'program' && HOLDS_TESTS.test(text))) continue;
        found.set(path, text);
        next.push({ text, cwd: posix.dirname(path), runs: COMMANDS.test(path) });
      }
    }
    texts = next;
  }
  return [...found].map(([path, text]) => gateFile(path, null, text));
}

const ENDINGS = ['', '.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.json', '/index.js', '/index.ts'];
/** Read for other reasons, sources, or themselves what is checked. */
const NOT_CONFIGURING = /(^|\/)(node_modules\/|package(-lock)?\.json$)|[._-](test|spec)\.\w+$/;

/** Settings whose paths are mostly sources: the compiler's, of which only what they extend counts, and bundlers'. */
const COMPILER = /(^|\/)[jt]sconfig[^/]*$/;
const BUNDLER = /(^|\/)(webpack|rollup|tsup|esbuild)\.[^/]*$/;
const EXTENDS = /"extends"\s*:\s*(?:"[^"]*"|\[[^\]]*\])/g;

/** Files that a tool's settings name by a relative path: what they extend, set-up files, rules of one's own. */
export async function configuredFiles(
  text: string,
  path: string,
  files: RepoFiles,
  known?: Paths,
): Promise<GateFile[]> {
  const { files: paths } = known ?? (await pathsOf(files));
  const found = new Map<string, string>();
  const texts = BUNDLER.test(path) ? [] : [{ text, path }];
  for (let it = texts.pop(); it !== undefined; it = texts.pop()) {
    const naming = COMPILER.test(path) ? [...it.text.matchAll(EXTENDS)].join(' ') : it.text;
    for (const word of wordsOf(naming.replaceAll('<rootDir>/', './'))) {
      if (!/^\.{1,2}\//.test(word)) continue;
      const named = posix.join(posix.dirname(it.path), word);
      const target = ENDINGS.map((ending) => named + ending).find((name) => paths.has(name));
      if (target === undefined || found.has(target) || PRODUCT.test(target) || NOT_CONFIGURING.test(target)) continue;
      const its = await files.read(target);
      if (its === null) continue;
      found.set(target, its);
      // Settings that extend settings; what a set-up file imports is code like any other.
      if (target.endsWith('.json')) texts.push({ text: its, path: target });
    }
  }
  return [...found].map(([name, its]) => gateFile(name, null, its));
}

/** Paths that a text names, and whether they decide for certain or only as the program that is run. */
function namedPaths(
  { text, cwd, runs }: { text: string; cwd: string; runs: boolean },
  { files: paths, folders }: Paths,
): Map<string, 'decides' | 'program'> {
  const words = wordsOf(text);
  // `cd x && make`, `make -C x`: what a folder's name is followed by may be meant from there.
  const entered = words.map((word) => posix.join(cwd, word)).filter((path) => folders.has(path.replace(/\/+$/, '')));
  const bases = [...new Set([cwd, '', ...entered])];
  const named = new Map<string, 'decides' | 'program'>();
  const look = (word: string, weight: 'decides' | 'program', fits: (path: string) => boolean) => {
    for (const base of bases) {
      const path = posix.join(base, word);
      if (paths.has(path) && fits(path) && named.get(path) !== 'decides') named.set(path, weight);
    }
  };
  for (const word of words) look(word, 'decides', (path) => DECIDES.test(path));
  if (!runs) return named;
  for (const word of loadedWords(text)) look(word, 'decides', () => true);
  for (const word of programWords(text)) look(word, 'program', (path) => !PRODUCT.test(path));
  if (words.includes('make')) for (const name of MAKEFILES) look(name, 'decides', () => true);
  if (words.includes('just')) for (const name of JUSTFILES) look(name, 'decides', () => true);
  return named;
}
