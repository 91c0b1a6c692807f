import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import type { Dependencies } from './dependencies.ts';
import { venvOf } from './environment.ts';
import { INSTALL_FOLDER, INSTALL_SCRIPT, type Instructions } from './install-script.ts';
import { ownPackage } from './own-package.ts';
import { isTable, type Project, toolTable } from './project.ts';
import { hostsIn } from './requirements.ts';

const INSTALL_TIMEOUT_MS = 20 * 60_000;

/** pip's own default index and file host, or those that the image sets instead. */
const HOSTS_SCRIPT = `from pip._internal.models.index import PyPI
from pip._internal.configuration import Configuration
print(PyPI.url)
print(PyPI.file_storage_domain)
settings = Configuration(isolated=False)
settings.load()
for name, value in settings.items():
    if name.endswith(('index-url', 'find-links')): print('\\n'.join(value.split()))`;

const LOCKS = [
  ['uv.lock', 'uv'],
  ['poetry.lock', 'poetry'],
  ['Pipfile.lock', 'pipfile'],
  ['pylock.toml', 'pylock'],
] as const;
type LockKind = (typeof LOCKS)[number][1];

/** The lockfile that a project's manifest means; a sentence where several could be meant. */
export function lockOf(project: Project, paths: ReadonlySet<string>): { kind: LockKind; path: string } | string | null {
  const there = LOCKS.filter(([name]) => paths.has(join(project.folder, name)));
  const named = there.filter(([, kind]) => namesManager(project, kind));
  const [lock, other] = there.length > 1 && named.length > 0 ? named : there;
  if (lock === undefined) return null;
  if (other === undefined) return { kind: lock[1], path: join(project.folder, lock[0]) };
  return (
    `${lock[0]} and ${other[0]} both stand in ${project.folder === '' ? 'the root' : project.folder} and no manifest says which counts: ` +
    'remove one of them.'
  );
}

function namesManager({ pyproject, sources, folder }: Project, kind: LockKind): boolean {
  if (kind === 'poetry') return toolTable(pyproject, 'poetry') !== null;
  if (kind === 'uv') return toolTable(pyproject, 'uv') !== null;
  return kind === 'pipfile' && pyproject === null && sources.length > 0 && folder !== null;
}

export interface Installing {
  project: Project;
  dependencies: Pick<Dependencies, 'lines' | 'options' | 'constraints' | 'builds' | 'names'>;
  lock: { kind: LockKind; path: string } | null;
  /** Projects of the repository whose code this environment makes importable. */
  own: readonly Project[];
  tools: readonly string[];
  config: RepoConfig['install'];
}

/** Null when nothing is to be installed: then no check needs the network either. */
export async function installOf(it: Installing, files: RepoFiles): Promise<InstallSpec | null> {
  const { project, dependencies, lock, config } = it;
  const lockText = lock === null ? null : await files.read(lock.path);
  const lines = lock === null ? [...dependencies.lines, ...dependencies.builds] : [];
  if (lines.length === 0 && (lockText === null || !holdsPackages(lockText, lock?.kind))) return null;
  const pipConf = (await readFirst([join(project.folder, 'pip.conf'), 'pip.conf'], files)) ?? null;
  const hashed = lines.filter((line) => line.includes('--hash='));
  const sets: [string, readonly string[]][] = [
    ['hashed.txt', hashed],
    ['requirements.txt', lines.filter((line) => !hashed.includes(line))],
    ['constraints.txt', dependencies.constraints],
  ];
  const used = sets.filter(([, its]) => its.length > 0);
  const options = [...dependencies.options.flatMap(pipOption), ...(lock === null ? indexOptions(project) : [])];
  const instructions: Instructions = {
    requirements: used.map(([name]) => name).filter((name) => name !== 'constraints.txt'),
    constraints: dependencies.constraints.length === 0 ? null : 'constraints.txt',
    options,
    lock:
      lock === null
        ? null
        : { kind: lock.kind, path: posix.relative(project.folder, lock.path), roots: [...dependencies.names] },
    tools: it.tools,
    builds: config.scripts,
    own: it.own.map(ownPackage),
  };
  const at = (name: string) => join(project.folder, `${INSTALL_FOLDER}/${name}`);
  const input = new Map<string, Buffer>([
    [at('install.py'), Buffer.from(INSTALL_SCRIPT)],
    [at('instructions.json'), Buffer.from(JSON.stringify(instructions, null, 2))],
    ...used.map(([name, its]) => [at(name), Buffer.from(`${its.join('\n')}\n`)] as const),
  ]);
  if (lock !== null && lockText !== null) input.set(lock.path, Buffer.from(lockText));
  if (pipConf !== null) input.set(pipConf.path, Buffer.from(pipConf.text));
  const named = [...options, ...lines, lockText ?? '', pipConf?.text ?? ''].join('\n');
  return {
    files: input,
    cwd: project.folder,
    argv: ['python3', `${INSTALL_FOLDER}/install.py`],
    env: pipConf === null ? {} : { PIP_CONFIG_FILE: posix.join('/workspace', pipConf.path) },
    hostsFrom: ['python3', '-c', HOSTS_SCRIPT],
    outputs: [venvOf(project.folder)],
    hosts: [...new Set([...hostsIn(named), ...config.hosts])].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

async function readFirst(paths: readonly string[], files: RepoFiles): Promise<{ path: string; text: string } | null> {
  for (const path of paths) {
    const text = await files.read(path);
    if (text !== null) return { path, text };
  }
  return null;
}

function holdsPackages(lock: string, kind: LockKind | undefined): boolean {
  if (kind === 'pipfile') return /"version"\s*:|"git"\s*:/.test(lock);
  // A uv.lock always holds the project itself.
  return kind === 'uv' ? /^source = \{ (?:registry|url|git)\b/m.test(lock) : /^\[\[packages?\]\]/m.test(lock);
}

/** `--index-url URL` as two arguments. */
const pipOption = (line: string): string[] => line.split(/[\s=]+(.*)/, 2).filter((it) => it !== '');

/** Indexes that the manifest names for uv or poetry; a lock names its own. */
function indexOptions({ pyproject }: Project): string[] {
  const lists = [toolTable(pyproject, 'uv')?.index, toolTable(pyproject, 'poetry')?.source];
  return lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .flatMap((it) => {
      if (!isTable(it) || typeof it.url !== 'string') return [];
      const first = it.default === true || it.priority === 'default' || it.priority === 'primary';
      return [first ? '--index-url' : '--extra-index-url', it.url];
    });
}
