import type { DependencyLayer, Mirror, Sandbox, Sandboxes } from '../sandbox/types.ts';

/** The agent's work tree in its sandbox, and the same tree as git objects outside. */
export interface Workspace {
  /** Opens on first use, so that the model's first call does not wait for a container. */
  readonly sandbox: Sandbox;
  /** Resolves when it is open; rejects with why it can't be. */
  opened(): Promise<void>;
  /** What is in the workspace now: its tree in the mirror, and the patch from the attempt's start that makes it. */
  snapshot(): Promise<Snapshot>;
  close(): Promise<void>;
}

export interface Snapshot {
  tree: string;
  patch: Buffer;
}

export interface WorkspaceSpec {
  runId: string;
  mirror: Mirror;
  sandboxes: Sandboxes;
  layers: Promise<readonly DependencyLayer[]>;
  /** Where the attempt began: patches are against this tree. */
  startTree: string;
  /** What to fill the workspace with: the start, or the last tree stored before a restart. */
  tree: string;
  signal: AbortSignal;
}

export function openWorkspace(spec: WorkspaceSpec): Workspace {
  const opening = spec.layers.then((layers) =>
    spec.sandboxes.open({
      runId: spec.runId,
      purpose: 'agent',
      tree: () => spec.mirror.archive(spec.tree),
      layers,
      signal: spec.signal,
    }),
  );
  // Whoever needs it awaits it; a failure must not count as unhandled meanwhile.
  opening.catch(() => undefined);
  return {
    sandbox: deferred(opening),
    opened: async () => void (await opening),
    async snapshot() {
      const sandbox = await opening;
      const tree = await spec.mirror.apply(spec.tree, await sandbox.patch());
      return { tree, patch: await spec.mirror.patch(spec.startTree, tree) };
    },
    async close() {
      const sandbox = await opening.catch(() => null);
      await sandbox?.close();
    },
  };
}

function deferred(opening: Promise<Sandbox>): Sandbox {
  return {
    id: 'agent',
    run: async (command) => (await opening).run(command),
    converse: async (program) => (await opening).converse(program),
    readFile: async (path, maxBytes) => (await opening).readFile(path, maxBytes),
    writeFile: async (path, content) => (await opening).writeFile(path, content),
    patch: async (maxBytes) => (await opening).patch(maxBytes),
    close: async () => (await opening).close(),
  };
}
