import { createHash } from 'node:crypto';
import type { DependencyLayer } from '../sandbox/types.ts';
import { folderOf, inComponent } from './components.ts';
import { verifierOf } from './list.ts';
import { usedBy } from './select.ts';
import type { Check, Plan, RepoFiles } from './types.ts';

/** Raised when what is stored, or what it means, changes shape. */
const FORMAT = 1;

/**
 * What everything a check's outcome can depend on comes to, as one key: the check itself, its verifier's version, the
 * dependency layers, and every file but those of components that it does not use. Null where files have no ids.
 */
export async function recallKey(
  kind: 'passed' | 'base',
  check: Check,
  { plan, files, layers, more }: { plan: Plan; files: RepoFiles; layers: readonly DependencyLayer[]; more: unknown },
): Promise<string | null> {
  const ids = await files.ids?.();
  if (ids === undefined) return null;
  const hash = createHash('sha256');
  const version = verifierOf(check.verifier)?.version ?? 0;
  hash.update(JSON.stringify([FORMAT, kind, version, check, layers.map((layer) => layer.key).sort(), more]));
  const counts = countingPaths(plan, check);
  for (const path of [...ids.keys()].sort()) if (counts(path)) hash.update(`\0${path}\0${ids.get(path)}`);
  return hash.digest('hex');
}

/** A repository's own commands may read anything; a component's checks may not read what it does not say it uses. */
function countingPaths(plan: Plan, check: Check): (path: string) => boolean {
  if (check.when !== undefined) return () => true;
  const folders = new Set(plan.checks.map((it) => it.component).filter((folder) => folder !== ''));
  const own = new Set([check.component, ...usedBy(plan.uses ?? [], check.component)]);
  const owners = new Map<string, string>();
  const ownerOf = (folder: string): string => {
    const known = owners.get(folder);
    if (known !== undefined) return known;
    const owner = folder === '' || folders.has(folder) ? folder : ownerOf(folderOf(folder));
    owners.set(folder, owner);
    return owner;
  };
  return (path) => {
    const owner = ownerOf(folderOf(path));
    return own.has(owner) || inComponent(owner, check.component) || inComponent(check.component, owner);
  };
}
