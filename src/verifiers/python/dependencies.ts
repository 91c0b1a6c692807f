import { posix } from 'node:path';
import { parse } from 'smol-toml';
import { folderOf } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { REQUIREMENTS } from './detect.ts';
import { isTable, type Project, stringsIn, toolTable } from './project.ts';
import { normalised, type Requirements, readRequirements, requirementNames, sort } from './requirements.ts';

/** Extras and groups that are for working on the project, so that checks may need them. */
const FOR_WORK =
  /^(?:all|dev|develop|development|tests?|testing|unit-?tests?|qa|ci|check|checks|lint|linting|linters?|style|format|types?|typing|typecheck|mypy|pytest|coverage|cov)(?:[-_.](?:all|dev|tests?|deps|dependencies|requirements|lint|types?))?$/i;
/** Requirement files that only documents, releases or measurements need. */
const NOT_FOR_CHECKS =
  /(?:^|[-_./])(?:docs?|documentation|rtd|release|publish|deploy|bench(?:mark)?s?|examples?|build)(?:[-_.]|$)/i;

export interface Dependencies extends Requirements {
  /** Normalised names of all that is declared, locks aside. */
  names: Set<string>;
}

/** What a project declares in its manifests, locks aside: everything its checks may need. */
export async function declared(project: Project, paths: readonly string[], files: RepoFiles): Promise<Dependencies> {
  const found = await readRequirements(requirementFiles(project, paths), files);
  const extras = new Set<string>();
  for (const { folder, extras: own } of found.local) if (folder === project.folder) own.forEach((it) => extras.add(it));
  for (const line of toxValues(project, 'extras')) line.split(/[\s,]+/).forEach((it) => extras.add(it));
  const lines = [
    ...fromPyproject(project, extras),
    ...fromSetup(project, extras),
    ...toxValues(project, 'deps').filter((line) => !/^-|[{}]/.test(line)),
    ...(await fromNox(project, files)),
    ...fromPoetry(project),
    ...fromPipfile(await readPipfile(project, files)),
  ];
  for (const line of lines) sort(line, project.folder, found);
  found.local = found.local.filter(({ folder }) => folder !== project.folder);
  found.lines = [...new Set(found.lines)];
  return { ...found, names: new Set(requirementNames(found.lines)) };
}

/** Requirement files of a project: beside its manifests, or in `requirements/`. A `.in` only where no `.txt` stands for it. */
function requirementFiles(project: Project, paths: readonly string[]): string[] {
  const beside = paths.filter((path) => {
    const folder = folderOf(path);
    const name = posix.basename(path);
    const inFolder = posix.basename(folder) === 'requirements' && /\.(txt|in)$/.test(name);
    const home = inFolder ? folderOf(folder) : folder;
    return home === project.folder && (inFolder || REQUIREMENTS.test(name)) && !NOT_FOR_CHECKS.test(name);
  });
  return beside.filter((path) => path.endsWith('.txt') || !beside.includes(path.replace(/\.in$/, '.txt')));
}

function fromPyproject({ pyproject }: Project, extras: ReadonlySet<string>): string[] {
  const own = normalised(pyproject?.project?.name ?? '');
  const optional = Object.entries(pyproject?.project?.['optional-dependencies'] ?? {});
  const groups = pyproject?.['dependency-groups'] ?? {};
  const wanted = (name: string) => FOR_WORK.test(name) || extras.has(name);
  const lines = [...(pyproject?.project?.dependencies ?? [])];
  const taken = new Set<string>();
  const takeExtra = (name: string): void => {
    if (taken.has(name)) return;
    taken.add(name);
    for (const line of optional.find(([other]) => normalised(other) === normalised(name))?.[1] ?? []) takeLine(line);
  };
  // An extra may be made of others: `shop[test,lint]`.
  const takeLine = (line: string): void => {
    const [, name = '', list] = /^\s*([\w.-]+)\s*\[([^\]]*)\]/.exec(line) ?? [];
    if (list !== undefined && own !== '' && normalised(name) === own)
      list.split(',').forEach((it) => takeExtra(it.trim()));
    else lines.push(line);
  };
  for (const [name] of optional) if (wanted(name)) takeExtra(name);
  const takeGroup = (name: string, depth: number): void => {
    for (const item of groups[name] ?? []) {
      if (typeof item === 'string') takeLine(item);
      else if (isTable(item) && typeof item['include-group'] === 'string' && depth < 8)
        takeGroup(item['include-group'], depth + 1);
    }
  };
  for (const name of Object.keys(groups)) if (wanted(name)) takeGroup(name, 0);
  for (const line of stringsIn(toolTable(pyproject, 'uv')?.['dev-dependencies'])) takeLine(line);
  return lines;
}

function fromSetup({ setupCfg, setupPy }: Project, extras: ReadonlySet<string>): string[] {
  const options = setupCfg.get('options');
  const lines = [options?.get('install_requires'), options?.get('tests_require')];
  for (const [name, value] of setupCfg.get('options.extras_require') ?? []) {
    if (FOR_WORK.test(name) || extras.has(name)) lines.push(value);
  }
  const fromCode = ['install_requires', 'tests_require'].flatMap((key) => {
    const list = new RegExp(`\\b${key}\\s*=\\s*\\[([^\\]]*)\\]`).exec(setupPy)?.[1] ?? '';
    return literals(list);
  });
  const more = /\bextras_require\s*=\s*\{([\s\S]*?)\}\s*[,)]/.exec(setupPy)?.[1] ?? '';
  for (const [, name = '', list = ''] of more.matchAll(/['"]([\w-]+)['"]\s*:\s*\[([^\]]*)\]/g)) {
    if (FOR_WORK.test(name) || extras.has(name)) fromCode.push(...literals(list));
  }
  const written = lines.flatMap((value) => (value ?? '').split('\n')).map((line) => line.replace(/\s#.*$/, '').trim());
  return [...written.filter((line) => line !== '' && !/^(file|attr):/.test(line)), ...fromCode];
}

const literals = (list: string): string[] =>
  [...list.matchAll(/(['"])(.*?)\1/g)].map((it) => it[2] ?? '').filter((it) => it !== '');

/** Values of a key in tox's plain test environment, one a line, factors (`py311: pytest`) left off. */
export function toxValues({ toxIni }: Pick<Project, 'toxIni'>, key: string): string[] {
  const lines = (toxIni.get('testenv')?.get(key) ?? '').split('\n');
  return lines.map((line) => line.replace(/^[\w!,{}-]+:\s+/, '').trim()).filter((line) => line !== '');
}

/** What `session.install("a", "b")` names outright. */
async function fromNox({ folder }: Project, files: RepoFiles): Promise<string[]> {
  const text = (await files.read(posix.join(folder, 'noxfile.py'))) ?? '';
  const calls = [...text.matchAll(/\bsession\.install\(([^)]*)\)/g)].flatMap((it) => literals(it[1] ?? ''));
  return calls.filter((it) => /^[A-Za-z0-9]/.test(it) && !/\.(txt|toml)$/.test(it));
}

function fromPoetry({ pyproject }: Project): string[] {
  const poetry = toolTable(pyproject, 'poetry');
  const tables = [poetry?.dependencies, poetry?.['dev-dependencies']];
  for (const group of Object.values(toolTable(pyproject, 'poetry', 'group') ?? {})) {
    if (isTable(group)) tables.push(group.dependencies);
  }
  return tables
    .flatMap((table) => (isTable(table) ? Object.entries(table) : []))
    .flatMap(([name, value]) => looseLine(name, value));
}

/** Names alone, without versions: poetry's and Pipfile's own notation is for their locks; without a lock the newest will do. */
function looseLine(name: string, value: unknown): string[] {
  if (name === 'python') return [];
  if (!isTable(value)) return [`${name}${plainVersion(value)}`];
  if (typeof value.path === 'string') return [value.path.startsWith('.') ? value.path : `./${value.path}`];
  if (typeof value.git === 'string') return [`${name} @ git+${value.git}`];
  if (typeof value.url === 'string') return [`${name} @ ${value.url}`];
  const extras = stringsIn(value.extras);
  return [`${name}${extras.length === 0 ? '' : `[${extras.join(',')}]`}${plainVersion(value.version)}`];
}

/** `^1.2` and `~1.2` as pip writes them; anything else that pip knows is taken as it is. */
function plainVersion(value: unknown): string {
  if (typeof value !== 'string') return '';
  const [, sign = '', version = ''] = /^([~^])\s*(\d[\w.]*)$/.exec(value.trim()) ?? [];
  if (sign !== '') {
    const parts = version.split('.').map(Number);
    const at =
      sign === '~'
        ? Math.min(1, parts.length - 1)
        : Math.max(
            0,
            parts.findIndex((it) => it > 0),
          );
    const next = parts.slice(0, at + 1).map((it, index) => (index === at ? it + 1 : it));
    return `>=${version},<${next.join('.')}`;
  }
  if (/^\d[\w.]*$/.test(value.trim())) return `==${value.trim()}`;
  return /^(?:[<>=!~]=?\s*[\w.*]+\s*,?\s*)+$/.test(value.trim()) ? value.trim() : '';
}

async function readPipfile({ folder }: Project, files: RepoFiles): Promise<unknown> {
  const text = await files.read(posix.join(folder, 'Pipfile'));
  if (text === null) return null;
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function fromPipfile(pipfile: unknown): string[] {
  if (!isTable(pipfile)) return [];
  const tables = [pipfile.packages, pipfile['dev-packages']].filter(isTable);
  return tables
    .flatMap((table) => Object.entries(table))
    .flatMap(([name, value]) => looseLine(name, value === '*' ? '' : value));
}
