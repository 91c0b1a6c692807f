import type { TreeChange } from '../sandbox/types.ts';
import type { GateFile } from '../verifiers/types.ts';

/** One file of a diff, parsed from git's unified format. */
export interface DiffFile {
  path: string;
  status: 'added' | 'modified' | 'deleted';
  binary: boolean;
  hunks: DiffHunk[];
  /** As the diff's headers say them, where they do. */
  oldMode?: string;
  newMode?: string;
  /** Of a diff with renames: the other half of this one, which is gone there or new there. */
  renamedTo?: string;
  renamedFrom?: string;
}
export interface DiffHunk {
  /** As it stands in the diff: `@@ -a,b +c,d @@` and what follows. */
  header: string;
  added: { line: number; text: string }[];
  removed: { line: number; text: string }[];
  /** All of it in order, context too, each with its mark: `+`, `-` or a blank. */
  lines: string[];
}

export interface GuardInput {
  diff: DiffFile[];
  changes: TreeChange[];
  /** The task's text: the only thing that can allow a finding. */
  task: string;
  /** From base and from the tree: differences raise `gate_changed`. */
  baseGate: GateFile[];
  treeGate: GateFile[];
  limits: { maxFiles: number; maxBytes: number; protectedPaths: readonly string[] };
  layerPaths: readonly string[];
  /** Whether a change of `.github/workflows` could be pushed: the App has the permission, or it is not ours to push. */
  mayPushWorkflows: boolean;
  /** Text of a file on base or on the tree; null when there is none. */
  read: (side: 'base' | 'tree', path: string) => Promise<string | null>;
}

export type GuardName =
  | 'protected_path'
  | 'weakened_test'
  | 'weakened_gate'
  | 'generated'
  | 'gate_changed'
  | 'secret'
  | 'dependency'
  | 'unicode'
  | 'size'
  | 'file_mode'
  | 'unreadable'
  /** Found by running, after the guards: see runs/gate/. */
  | 'vacuous_test'
  | 'tests_uncollected';

export interface Finding {
  /** The guard that found it. */
  rule: GuardName;
  /** The file's path; '' where it is about the whole change. */
  file: string;
  /** The header of the hunk, exactly as in the diff; null where it is about the whole file. */
  hunk: string | null;
  line?: number;
  /** What is wrong and what to do, addressed to whoever made the change. Never holds a secret's value. */
  why: string;
  /** Why it does not block, when the task asked for it; absent when it blocks. */
  allowed?: string;
  /** The task asks for it, and only a permission that the App lacks stands in the way: no repair can help. */
  needs?: 'workflows';
}

export interface Guard {
  name: GuardName;
  check(input: GuardInput): Promise<Finding[]> | Finding[];
}
