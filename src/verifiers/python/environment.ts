import { posix } from 'node:path';
import { join } from '../components.ts';

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Where the project's dependencies lie, relative to the repository's root. */
export const venvOf = (folder: string): string => join(folder, '.venv');

/** Its installed packages, whatever the Python version: a link that the install makes. Inside a sandbox. */
export const siteOf = (venv: string): string => posix.join('/workspace', venv, 'site');

/**
 * Settings that hold everywhere: nothing is written into the tree, and the project's own code can be imported. `roots`
 * are folders relative to the repository's root; Python makes them absolute when it starts.
 */
export function checkEnv(folder: string, roots: readonly string[]): Record<string, string> {
  return {
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: roots.map((root) => posix.relative(folder, root) || '.').join(':'),
    COVERAGE_FILE: '/tmp/fettle-coverage',
    HYPOTHESIS_STORAGE_DIRECTORY: '/tmp/fettle-hypothesis',
  };
}

/** The same inside a sandbox, where paths are known. Without dependencies there is no `venv`, and the image's Python runs. */
export function layerEnv(roots: readonly string[], venv: string): Record<string, string> {
  const absolute = (path: string) => posix.join('/workspace', path).replace(/\/$/, '');
  return {
    PYTHONPATH: roots.map(absolute).join(':'),
    PATH: `${absolute(venv)}/bin:${SYSTEM_PATH}`,
  };
}
