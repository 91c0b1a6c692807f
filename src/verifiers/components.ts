import { posix } from 'node:path';
import type { RepoFiles } from './types.ts';

/** Folders whose projects are material of tests, examples or installs, not parts of the product. */
const NOT_PRODUCT =
  /(^|\/)(node_modules|fixtures?|__fixtures__|testdata|test-data|tests?|__tests__|__mocks__|examples?|samples?|templates?|vendor|third_party|dist|build|target|\.[^/]+)\//;

export const isMaterial = (path: string): boolean => NOT_PRODUCT.test(path);

export const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** The folder a path lies in, '' for the root. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

/** Whether a path lies in a component's folder; everything lies in the root's. */
export const inComponent = (component: string, path: string): boolean =>
  component === '' || path === component || path.startsWith(`${component}/`);

/** Folders of the product that hold a file of one of these names or of a name that matches, outermost first. */
export async function componentFolders(files: RepoFiles, markers: readonly (string | RegExp)[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of await files.list()) {
    const name = posix.basename(path);
    const marks = markers.some((marker) => (typeof marker === 'string' ? marker === name : marker.test(name)));
    if (marks && !isMaterial(path)) found.add(folderOf(path));
  }
  return outermostFirst(found);
}

/** Of these folders, those that lie in no other one. */
export function outermost(folders: readonly string[]): string[] {
  const kept: string[] = [];
  for (const folder of outermostFirst(folders)) {
    if (!kept.some((outer) => outer === '' || folder.startsWith(`${outer}/`))) kept.push(folder);
  }
  return kept;
}

const depth = (folder: string): number => (folder === '' ? 0 : folder.split('/').length);

export const outermostFirst = (folders: Iterable<string>): string[] =>
  [...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));

/** `go:test`, `go:test services/a`. */
export const checkId = (verifier: string, kind: string, component: string): string =>
  component === '' ? `${verifier}:${kind}` : `${verifier}:${kind} ${component}`;
