import { posix } from 'node:path';
import { folderOf } from '../components.ts';
import type { RepoFiles } from '../types.ts';

/** Requirement files read through, with what they include, as far as it matters before pip sees them. */
export interface Requirements {
  /** Requirements and the options that belong to them (`--hash`), one logical line each. */
  lines: string[];
  /** `--index-url`, `--extra-index-url`, `--find-links` and the like, as written. */
  options: string[];
  constraints: string[];
  /** Folders inside the repository that are installed from there: `-e ../core`. Extras of the project itself: `-e .[dev]`. */
  local: { folder: string; extras: string[] }[];
  /** Lines that only a build could install: version control, source archives. */
  builds: string[];
  /** Every file that was read. */
  paths: string[];
}

const OPTION =
  /^(?:-i|--index-url|--extra-index-url|-f|--find-links|--no-index|--pre|--prefer-binary|--trusted-host)(?=[\s=]|$)/;

/** Reads requirement files with those they name by `-r` and `-c`. `names` are paths from the repository's root. */
export async function readRequirements(names: readonly string[], files: RepoFiles): Promise<Requirements> {
  const found: Requirements = { lines: [], options: [], constraints: [], local: [], builds: [], paths: [] };
  const read = async (path: string, constrains: boolean): Promise<void> => {
    if (found.paths.includes(path)) return;
    const text = await files.read(path);
    if (text === null) return;
    found.paths.push(path);
    for (const line of logicalLines(text)) {
      const included = /^(-r|--requirement|-c|--constraint)[\s=]*(\S+)/.exec(line);
      if (included !== null) {
        const next = posix.normalize(posix.join(folderOf(path), included[2] ?? ''));
        await read(next, constrains || ((included[1] ?? '').includes('c') && !(included[1] ?? '').includes('req')));
      } else if (OPTION.test(line)) found.options.push(line);
      else if (line.startsWith('-') && !/^(-e|--editable)\b/.test(line)) continue;
      else if (constrains) found.constraints.push(line);
      else sort(line, folderOf(path), found);
    }
  };
  for (const name of names) await read(name, false);
  return found;
}

/** One requirement to where it belongs; `folder` is where local paths start from. */
export function sort(line: string, folder: string, found: Pick<Requirements, 'lines' | 'local' | 'builds'>): void {
  const target = line.replace(/^(?:-e|--editable)[\s=]*/, '').replace(/^file:(?:\/\/)?(?=\.)/, '');
  const [, path = '', extras = ''] = /^(\.{1,2}(?:\/[^[\s;]*)?)(?:\[([^\]]*)\])?/.exec(target) ?? [];
  if (path !== '' && !/\.whl$/.test(path)) {
    const inside = posix.normalize(posix.join(folder, path)).replace(/\/$/, '').replace(/^\.$/, '');
    found.local.push({ folder: inside, extras: namesOf(extras) });
  } else if (/^(?:git|hg|svn|bzr)\+|@\s*(?:git|hg|svn|bzr)\+/.test(target)) found.builds.push(target);
  else if (/(?:^|@\s*)(?:https?|file):\S+/.test(target) && !/\.whl(?:[#\s;]|$)/.test(target)) found.builds.push(target);
  else if (target !== '') found.lines.push(target);
}

/** Names of the distributions that requirements are for, normalised. */
export const requirementNames = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const name = /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1];
    return name === undefined ? [] : [normalised(name)];
  });

export const normalised = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

/** Hosts of all addresses in a text. */
export function hostsIn(text: string): string[] {
  const hosts = [...text.matchAll(/https?:\/\/(?:[^\s/@"']*@)?(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+)(?::\d+)?/gi)];
  return [...new Set(hosts.map((it) => (it[1] ?? '').toLowerCase()))];
}

const namesOf = (list: string): string[] =>
  list
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');

function logicalLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}
