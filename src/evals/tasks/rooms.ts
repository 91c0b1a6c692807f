import { buffer } from 'node:stream/consumers';
import type { DependencyLayer, Mirror, Sandbox, Sandboxes } from '../../sandbox/types.ts';

/** Where CI and the hidden tests run: on a tree as git has it, in a container that no agent ever saw. */
export interface Rooms {
  /** What `use` finds is the tree and nothing that an earlier use left. Rejects when no container is to be had. */
  within<T>(tree: string, use: (sandbox: Sandbox) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface RoomsSpec {
  sandboxes: Sandboxes;
  mirror: Mirror;
  runId: string;
  /** What a tree's manifests install. */
  layers: (tree: string) => Promise<readonly DependencyLayer[]>;
  signal: AbortSignal;
}

/** The hidden tests' own folders, as Harbor has them. */
export const SCRATCH = ['/tests', '/logs'] as const;

const open = async (spec: RoomsSpec, tree: string): Promise<Sandbox> =>
  spec.sandboxes.open({
    runId: spec.runId,
    purpose: 'local',
    tree: () => spec.mirror.archive(tree),
    layers: await spec.layers(tree),
    scratch: SCRATCH,
    signal: spec.signal,
  });

/** A new container each time: what a change did to one is never seen again. */
export function freshRooms(spec: RoomsSpec): Rooms {
  return {
    async within(tree, use) {
      const sandbox = await open(spec, tree);
      try {
        return await use(sandbox);
      } finally {
        // Nobody waits for the engine; what it can't remove now ends by its own time limit, or with the next sweep.
        void sandbox.close().catch(() => undefined);
      }
    },
    close: async () => undefined,
  };
}

const REFILL = `
find /workspace /tmp /home/agent /run/fettle /dev/shm ${SCRATCH.join(' ')} -mindepth 1 -delete
exec /opt/fettle/bin/fill`;
const REFILL_TIMEOUT_MS = 120_000;

/**
 * One container, emptied and filled anew for each use, one use at a time. Much quicker, and for trees that nobody hostile
 * made: the author's own change and its mutants, scripted agents. It keeps the dependencies of the first tree.
 */
export function sharedRoom(spec: RoomsSpec): Rooms {
  let opened: Promise<Sandbox> | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const enter = async <T>(tree: string, use: (sandbox: Sandbox) => Promise<T>): Promise<T> => {
    const isNew = opened === null;
    opened ??= open(spec, tree).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    const sandbox = await opened;
    if (!isNew) await refill(sandbox, await buffer(spec.mirror.archive(tree)));
    return use(sandbox);
  };
  return {
    within(tree, use) {
      const mine = turn.then(() => enter(tree, use));
      turn = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      await turn;
      const sandbox = await opened?.catch(() => null);
      await sandbox?.close();
    },
  };
}

async function refill(sandbox: Sandbox, tar: Buffer): Promise<void> {
  const result = await sandbox.run({ argv: ['bash', '-c', REFILL], stdin: tar, timeoutMs: REFILL_TIMEOUT_MS });
  if (result.exitCode !== 0)
    throw new Error(
      `The room could not be filled anew (${result.exitCode ?? result.status}): ${result.output.slice(-2000)}`,
    );
}
