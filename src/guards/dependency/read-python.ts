import { dependency, type Entry } from './types.ts';

const NAME = /^([A-Za-z\d][\w.-]{0,80}?)(?:\[[\w,. -]{0,80}\])?\s*(?=[<>=!~;@,\s#]|$)/;

/** One requirement as pip reads it; null for what is none. */
function requirement(line: string): Entry | null {
  const text = line
    .replace(/(?:^|\s)#.*$/, '')
    .replace(/\s+--hash.*$/, '')
    .replace(/\s*\\$/, '')
    .trim();
  if (text === '') return null;
  const address = /^(?:-e\s+|--editable[ =])?((?:git|hg|svn|bzr)\+\S+|https?:\/\/\S+|file:\S+|\.{0,2}\/\S+|\.)$/.exec(
    text,
  )?.[1];
  if (address !== undefined) {
    const name =
      /[#&]egg=([\w.-]+)/.exec(address)?.[1] ??
      /\/([\w.-]+?)(?:\.git)?(?:@[^/]*)?(?:#.*)?$/.exec(address)?.[1] ??
      address;
    return dependency(
      name,
      address,
      /^(?:git|hg|svn|bzr)\+/.test(address) ? 'git' : /^https?:/.test(address) ? 'url' : 'path',
    );
  }
  const match = NAME.exec(text);
  if (match === null) return null;
  const rest = text
    .slice(match[0].length)
    .trim()
    .replace(/\s*;.*$/, '');
  if (rest !== '' && !/^(?:[<>=!~]=?|===|@)/.test(rest)) return null;
  const direct = /^@\s*(\S+)/.exec(rest)?.[1];
  return direct === undefined
    ? dependency(match[1] ?? '', rest, 'registry')
    : dependency(match[1] ?? '', direct, direct.startsWith('git') ? 'git' : direct.startsWith('file') ? 'path' : 'url');
}

const INDEX = /^\s*(?:-i|--(?:extra-)?index-url|--find-links|-f|--trusted-host)[ =]\s*(\S+)/;

export function readRequirements(text: string): Entry[] {
  return text.split('\n').flatMap((line): Entry[] => {
    const index = INDEX.exec(line);
    if (index !== null)
      return [
        { kind: 'registry', name: /^\s*(\S+?)[ =]/.exec(line)?.[1] ?? 'index', spec: index[1] ?? '', from: 'url' },
      ];
    if (/^\s*-(?!e\s|-editable)/.test(line)) return [];
    const entry = requirement(line);
    return entry === null ? [] : [entry];
  });
}

/** Keys of pyproject.toml and Pipfile that hold versions and are no dependencies. */
const NOT_NAMES =
  /^(?:python|version|requires-python|python_version|python_full_version|target-version|name|description|readme|license|requires|minversion|line-length|url|verify_ssl|ref|rev|branch|tag|current_version)$/;
const DEPENDENCY_TABLE = /dependencies|^packages$|^dev-packages$|dependency-groups|^project\.optional/;

/** pyproject.toml (PEP 621, PEP 735, Poetry, PDM, uv), Pipfile. */
export function readPyproject(text: string): Entry[] {
  let table = '';
  let list = '';
  return text.split('\n').flatMap((line): Entry[] => {
    const head = /^\s*\[\[?\s*([^\]]{1,100}?)\s*\]\]?\s*(?:#.*)?$/.exec(line)?.[1];
    if (head !== undefined) {
      table = head;
      list = '';
      return /(?:^|\.)(?:source|index)$/.test(head) ? [] : [];
    }
    if (/(?:^|\.)(?:source|index)$/.test(table) && /^\s*url\s*=/.test(line))
      return [{ kind: 'registry', name: table, spec: line.split('=').slice(1).join('=').trim(), from: 'url' }];
    if (/^\s*(?:index-url|extra-index-url|find-links|allow-insecure-host)\s*=/.test(line))
      return [{ kind: 'registry', name: 'index-url', spec: line.trim(), from: 'url' }];
    const opened = /^\s*["']?([\w.-]+)["']?\s*=\s*\[(.*)$/.exec(line);
    if (opened !== null) {
      list = opened[1] ?? '';
      const items = requirementsIn(opened[2] ?? '', list, table, true);
      if ((opened[2] ?? '').includes(']') && !/\[[\w,]+\]["']\s*,?\s*$/.test(line)) list = '';
      return items;
    }
    if (/^\s*\]/.test(line)) {
      list = '';
      return [];
    }
    if (/^\s*["']/.test(line)) return requirementsIn(line, list, table, list !== '');
    const [, name, value] = /^\s*["']?([\w.-]+)["']?\s*=\s*(.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || NOT_NAMES.test(name)) return [];
    const inTable = DEPENDENCY_TABLE.test(table);
    const inSources = /uv\.sources$/.test(table);
    const isRange = /^["'](?:[\^~<>=!]{1,2}\s?\d|\*)/.test(value) || /^\{.*\b(?:version|git|path|url)\s*=/.test(value);
    if (!(inTable || inSources) && (table !== '' || !isRange)) return [];
    return /^["'{]/.test(value) ? [tomlEntry(name, value)] : [];
  });
}

/** `"1.2"`, or an inline table with a version, a repository, a path. */
export function tomlEntry(name: string, value: string): Entry {
  const part = (key: string) => new RegExp(`\\b${key}\\s*=\\s*["']([^"']*)["']`).exec(value)?.[1];
  const git = part('git');
  if (git !== undefined) return dependency(name, git, 'git');
  const url = part('url');
  if (url !== undefined) return dependency(name, url, 'url');
  const path = part('path');
  if (path !== undefined) return dependency(name, path, 'path');
  return dependency(
    part('package') ?? name,
    value.startsWith('{') ? (part('version') ?? '') : value.replaceAll(/^["']|["'].*$/g, ''),
    'registry',
  );
}

function requirementsIn(text: string, list: string, table: string, known: boolean): Entry[] {
  const isDependencies =
    known && (/dependencies|^requires$|^dev$|^test$|^docs$|^lint$/.test(list) || DEPENDENCY_TABLE.test(table));
  return [...text.matchAll(/"([^"\n]{1,200})"|'([^'\n]{1,200})'/g)].flatMap((match) => {
    const it = match[1] ?? match[2] ?? '';
    const entry = requirement(it);
    if (entry === null) return [];
    // Out of sight of the list's name, only what carries a version is taken for a requirement.
    return isDependencies || (!known && /[<>=~]=|\s@\s/.test(it)) ? [entry] : [];
  });
}

/** setup.py and setup.cfg: requirements in lists, as strings or one a line. */
export function readSetup(text: string): Entry[] {
  let inList = false;
  return text.split('\n').flatMap((line): Entry[] => {
    if (/\b(?:install_requires|extras_require|tests_require|setup_requires|requirements?)\b/.test(line)) inList = true;
    else if (/^\s*(?:\]|\)|\})|^\[|^\w+\s*=/.test(line)) inList = false;
    const strings = [...line.matchAll(/"([^"\n]{1,120})"|'([^'\n]{1,120})'/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    const items = strings.length > 0 ? strings : /^\s+[\w.[\]-]+\s*(?:[<>=~!]=.*)?$/.test(line) ? [line.trim()] : [];
    return items.flatMap((item) => {
      const entry = requirement(item);
      return entry !== null &&
        (inList || /[<>=~]=\s?\d/.test(item) || / @ /.test(item)) &&
        !/^(?:python|name|version)$/.test(entry.name)
        ? [entry]
        : [];
    });
  });
}

/** conda's environment.yml. */
export const readConda = (text: string): Entry[] =>
  text.split('\n').flatMap((line): Entry[] => {
    const [, name, spec] =
      /^\s*-\s+["']?(?:[\w-]+::)?([A-Za-z][\w.-]*)\s*((?:[<>=!~]=?|\s)[^\s"'#]{1,40})?["']?\s*(?:#.*)?$/.exec(line) ??
      [];
    return name === undefined || /^(?:python|pip|conda-forge|defaults|nodefaults)$/.test(name)
      ? []
      : [dependency(name, (spec ?? '').trim(), 'registry')];
  });
