import { posix } from 'node:path';
import { folderOf, isMaterial, outermostFirst } from '../components.ts';
import type { RepoFiles } from '../types.ts';

/** Files that make their folder a Python project wherever it lies. */
const PROJECT =
  /^(pyproject\.toml|setup\.(py|cfg)|tox\.(ini|toml)|noxfile\.py|Pipfile|pytest\.ini|\.pytest\.ini|uv\.lock|poetry\.lock)$/;
/** Settings of tools, and requirements: they make one only where nothing above them does. */
const SETTINGS = /^(\.?mypy\.ini|\.?ruff\.toml|pyrightconfig\.json|\.flake8|\.?pylintrc(\.toml)?|\.isort\.cfg)$/;
export const REQUIREMENTS = /^(?:[\w-]+[-_.])?requirements?(?:[-_.][\w-]+)*\.(txt|in)$/;
export const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*_test|tests)\.py$/;
/** Code that is installed or generated, never the project's own. */
const NOT_OWN = /(^|\/)(node_modules|site-packages|\.[^/]+|venv|env|__pycache__|vendor|third_party)\//;

/** A folder with a Python project, and the paths that are its own: those of projects inside it are not. */
export interface Component {
  folder: string;
  /** Python sources and tests. */
  sources: string[];
  tests: string[];
  /** Folders of Python projects inside this one. */
  inner: string[];
}

/**
 * Python projects by their files: manifests make one, requirements and tools' settings only where nothing above does, and
 * a repository with nothing but test files is one project.
 */
export async function detect(files: RepoFiles): Promise<Component[]> {
  const paths = await files.list();
  const folders = new Set<string>();
  const weak = new Set<string>();
  const code: string[] = [];
  for (const path of paths) {
    const name = posix.basename(path);
    if (/\.pyi?$/.test(name) && !NOT_OWN.test(path)) code.push(path);
    if (isMaterial(path)) continue;
    if (PROJECT.test(name)) folders.add(folderOf(path));
    else if (REQUIREMENTS.test(name) || SETTINGS.test(name)) weak.add(folderOf(path));
  }
  for (const folder of outermostFirst(weak)) {
    // requirements/dev.txt belongs to the folder above.
    const home = posix.basename(folder) === 'requirements' ? folderOf(folder) : folder;
    if (enclosing(folders, home) === null && code.some((path) => inside(home, path))) folders.add(home);
  }
  if (folders.size === 0 && code.some((path) => TEST_FILE.test(path))) folders.add('');
  const components = outermostFirst(folders).map((folder) => ({ folder, sources: [], tests: [], inner: [] }));
  const byFolder = new Map<string, Component>(components.map((it) => [it.folder, it]));
  for (const path of code) {
    const owner = enclosing(folders, folderOf(path));
    const component = owner === null ? undefined : byFolder.get(owner);
    if (component === undefined) continue;
    component.sources.push(path);
    if (TEST_FILE.test(path)) component.tests.push(path);
  }
  for (const folder of folders) {
    for (const outer of byFolder.values())
      if (outer.folder !== folder && inside(outer.folder, folder)) outer.inner.push(folder);
  }
  // A folder that only configures tools for JavaScript or documents, say, has no Python to check.
  return [...byFolder.values()].filter((it) => it.sources.length > 0 || it.inner.length > 0);
}

/** The innermost of `folders` that is this folder or holds it. */
function enclosing(folders: ReadonlySet<string>, folder: string): string | null {
  for (let it = folder; ; it = folderOf(it)) {
    if (folders.has(it)) return it;
    if (it === '') return null;
  }
}

const inside = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
