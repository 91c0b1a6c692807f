import { posix } from 'node:path';
import { folderOf, join } from '../components.ts';
import { isTable, type Project, stringsIn, toolTable } from './project.ts';

/**
 * Folders from which the project's own code is imported, relative to the repository's root: the project itself, and
 * `src` or what its build settings name instead. Nothing is built to make it importable.
 */
export function importRoots(project: Project): string[] {
  const { folder, pyproject, setupCfg, setupPy, sources } = project;
  const named = new Set<string>();
  const setuptools = toolTable(pyproject, 'setuptools');
  const where = toolTable(pyproject, 'setuptools', 'packages', 'find')?.where;
  stringsIn(where).forEach((it) => named.add(it));
  if (isTable(setuptools?.['package-dir'])) stringsIn(setuptools['package-dir']['']).forEach((it) => named.add(it));
  const poetry = toolTable(pyproject, 'poetry')?.packages;
  for (const it of Array.isArray(poetry) ? poetry : [])
    if (isTable(it)) stringsIn(it.from).forEach((from) => named.add(from));
  const cfg = `${setupCfg.get('options.packages.find')?.get('where') ?? ''}\n${setupCfg.get('options')?.get('package_dir') ?? ''}`;
  for (const line of cfg.split('\n')) named.add(line.replace(/^\s*=\s*/, '').trim());
  for (const it of setupPy.matchAll(
    /(?:find_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?|package_dir\s*=\s*\{\s*['"]['"]\s*:\s*)['"]([\w./-]+)['"]/g,
  ))
    named.add(it[1] ?? '');
  if (sources.some((path) => isSrcLayout(path, folder))) named.add('src');
  const roots = [...named]
    .filter((it) => it !== '' && !it.startsWith('/') && !it.split('/').includes('..'))
    .map((it) => posix.normalize(join(folder, it)).replace(/\/$/, ''))
    .filter((it) => it !== folder && it !== '.' && sources.some((path) => path.startsWith(`${it}/`)));
  return [...new Set(roots), folder];
}

/** `src/shop/x.py`, but not where `src` is itself the package. */
function isSrcLayout(path: string, folder: string): boolean {
  const inside = folder === '' ? path : path.slice(folder.length + 1);
  return /^src\/(?!__init__\.py$)[^/]+(\.py$|\/)/.test(inside);
}

/**
 * The project's packages and modules as paths relative to its folder, for tools that must be told what to look at; no
 * tests, no set-up scripts.
 */
export function codeTargets(project: Project): string[] {
  const [root = ''] = importRoots(project);
  const prefix = root === '' ? '' : `${root}/`;
  const targets = new Set<string>();
  for (const path of project.sources) {
    if (!path.startsWith(prefix)) continue;
    const [first = '', ...rest] = path.slice(prefix.length).split('/');
    if (rest.length === 0) {
      if (
        path.endsWith('.py') &&
        !project.tests.includes(path) &&
        !/^(setup|conftest|noxfile|tasks|fabfile)\.py$/.test(first)
      )
        targets.add(first);
    } else if (!/^(tests?|testing|docs?|examples?|scripts?|tools?|build|dist|bench(marks?)?)$/.test(first)) {
      if (project.sources.includes(`${prefix}${first}/__init__.py`) || root !== project.folder) targets.add(first);
    }
  }
  const at = posix.relative(project.folder, root);
  return [...targets].sort().map((it) => (at === '' ? it : `${at}/${it}`));
}

/**
 * Where unittest must start to find each test file: the folder above its outermost package. Relative to the project's
 * folder, '.' for itself.
 */
export function startFolders(project: Project): string[] {
  const all = new Set(project.sources);
  const found = new Set<string>();
  for (const path of project.tests) {
    let folder = folderOf(path);
    while (folder !== project.folder && all.has(join(folder, '__init__.py'))) folder = folderOf(folder);
    found.add(posix.relative(project.folder, folder) || '.');
  }
  return [...found].sort();
}
