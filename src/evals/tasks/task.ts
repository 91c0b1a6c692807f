import { createHash } from 'node:crypto';
import type { FettleMetadata } from './task-settings.ts';

export interface TaskFile {
  /** Relative to its part of the task, with `/`. */
  path: string;
  executable: boolean;
  bytes: number;
  sha256: string;
  read(): Promise<Buffer>;
}

/**
 * One whole task for an agent: a directory in Harbor's layout (harborframework.com/docs/tasks).
 *
 *     instruction.md        what is asked
 *     task.toml             Harbor's settings, and ours in [metadata.fettle]
 *     environment/repo/     the work tree at base as plain files, without .git
 *     tests/test.sh ...     hidden: as in Harbor they are put at /tests once the agent has ended, in a container which it
 *                           never saw, and `bash /tests/test.sh` runs from the work tree's root. What must lie inside the
 *                           tree, test.sh copies there. It writes 1 or 0 (or a share) to /logs/verifier/reward.txt and,
 *                           where it can, one line a test to /logs/verifier/tests.txt: `pass NAME` or `fail NAME`.
 *     solution/gold.patch   a right change, as git writes it; solution/solve.sh applies it
 */
export interface Task {
  /** The directory's name. */
  id: string;
  dir: string;
  instruction: string;
  meta: FettleMetadata;
  agentTimeoutMs: number;
  verifierTimeoutMs: number;
  /** Null where `meta.repo` says where it is to be had. */
  repo: readonly TaskFile[] | null;
  /** All of `tests/`; `test.sh` is among them. */
  tests: readonly TaskFile[];
  /** `solution/gold.patch`; null where there is none (impossible tasks have none). */
  gold: string | null;
  hash: string;
}

/** sha256 of everything that makes a task what it is: each part's paths, modes and contents. */
export function taskHash(parts: Readonly<Record<string, readonly TaskFile[]>>): string {
  const hash = createHash('sha256');
  for (const part of Object.keys(parts).toSorted())
    for (const file of (parts[part] ?? []).toSorted((a, b) => (a.path < b.path ? -1 : 1)))
      hash.update(`${JSON.stringify([part, file.path, file.executable, file.sha256])}\n`);
  return hash.digest('hex');
}
