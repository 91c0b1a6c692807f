import type { DependencyLayer } from '../sandbox/types.ts';
import { Lane } from './lane.ts';
import { restoredFiles } from './list.ts';
import type { Verification } from './verify.ts';

/** Sandboxes for the tree, opened when they are first needed and shared by groups one after the other. */
export class Lanes {
  readonly #spec: Verification;
  readonly #layers: readonly DependencyLayer[];
  readonly #idle: Lane[] = [];
  readonly #all: Promise<Lane>[] = [];

  constructor(spec: Verification, layers: readonly DependencyLayer[]) {
    this.#spec = spec;
    this.#layers = layers;
  }

  take(): Promise<Lane> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return Promise.resolve(idle);
    const lane = this.#open();
    this.#all.push(lane);
    return lane;
  }

  giveBack(lane: Lane): void {
    this.#idle.push(lane);
  }

  #open(): Promise<Lane> {
    const { context, base, tree, scripts } = this.#spec;
    const open = async () => {
      const sandbox = await context.open(tree, this.#layers, 'gate');
      if (base !== null && scripts !== 'tree') {
        for (const { path, content } of await restoredFiles(context.files(base), context.files(tree))) {
          await sandbox.writeFile(path, content);
        }
      }
      return sandbox;
    };
    return Lane.open(open, context, this.#layers.length > 0);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#all.map(async (opening) => (await opening).sandbox.close()));
  }
}
