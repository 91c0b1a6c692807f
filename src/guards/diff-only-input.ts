import type { TreeChange } from '../sandbox/types.ts';
import type { DiffFile, GuardInput } from './types.ts';

/** As in a repository without settings of its own. */
const LIMITS = { maxFiles: 100, maxBytes: 1_000_000, protectedPaths: [] };

/**
 * What the guards look at where there is nothing but a diff: files are known as far as its hunks show them, changes by
 * its headers, and no plan of checks. Whether the App could push it is not known either, so workflows may be asked for.
 */
export function diffOnlyInput(files: DiffFile[], task: string): GuardInput {
  const shown = { base: new Map<string, string>(), tree: new Map<string, string>() };
  for (const file of files.filter((one) => !one.binary)) {
    if (file.status !== 'added') shown.base.set(file.path, textOf(file, '+'));
    if (file.status !== 'deleted') shown.tree.set(file.path, textOf(file, '-'));
  }
  return {
    diff: files,
    changes: files.map(changeOf),
    task,
    baseGate: [],
    treeGate: [],
    limits: LIMITS,
    layerPaths: [],
    mayPushWorkflows: true,
    read: async (side, path) => shown[side].get(path) ?? null,
  };
}

/** The lines of one side: all but those that only the other has. A file that only moved shows none: it is not known. */
function textOf({ hunks }: DiffFile, other: '+' | '-'): string {
  return hunks
    .flatMap(({ lines }) => lines.filter((line) => !line.startsWith(other)).map((line) => `${line.slice(1)}\n`))
    .join('');
}

function changeOf({ path, status, oldMode, newMode }: DiffFile): TreeChange {
  const mode = newMode ?? oldMode ?? '100644';
  return {
    path,
    status,
    oldMode: status === 'added' ? '000000' : (oldMode ?? mode),
    newMode: status === 'deleted' ? '000000' : mode,
    oldId: '',
    newId: '',
  };
}
