import { createHash } from 'node:crypto';
import { Recent } from './recent.ts';
import { parseChanges } from './tree-changes.ts';
import type { TreeChange } from './types.ts';

/** Runs git in one bare repository and gives its stdout. */
type Ask = (args: readonly string[], stdin?: string) => Promise<Buffer>;

/** A full object id: what it stands for never changes. */
const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Paths of trees, and bytes of blobs, that one process remembers at most. */
const MAX_PATHS = 100_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** What many mirrors share: a plan reads hundreds of files, is made anew for each tree, and most files stay the same. */
export interface ObjectMemory {
  trees: Recent<ReadonlyMap<string, string>>;
  blobs: Recent<Buffer>;
  names: Recent<string>;
  changes: Recent<TreeChange[]>;
}

export function objectMemory(): ObjectMemory {
  return {
    trees: new Recent(MAX_PATHS, (tree) => tree.size + 1),
    blobs: new Recent(MAX_BYTES, (blob) => blob.length + 100),
    names: new Recent(10_000, () => 1),
    changes: new Recent(MAX_PATHS / 10, (changes) => changes.length + 1),
  };
}

/** Reads git objects of one bare repository: each at most once while it is remembered, those wanted at once in one call. */
export class Objects {
  readonly #scope: string;
  readonly #ask: Ask;
  readonly #memory: ObjectMemory;
  #wanted: { id: string; resolve: (blob: Buffer) => void; reject: (error: unknown) => void }[] = [];

  constructor(scope: string, ask: Ask, memory: ObjectMemory) {
    this.#scope = scope;
    this.#ask = ask;
    this.#memory = memory;
  }

  /** Every path of a tree or commit, with its `mode type id`. */
  entries(treeish: string): Promise<ReadonlyMap<string, string>> {
    const ask = async () => {
      const listed = await this.#ask(['ls-tree', '-r', '-z', '--full-tree', treeish]);
      const entries = listed.toString('utf8').split('\0').filter(Boolean);
      return new Map(
        entries.map((entry) => [entry.slice(entry.indexOf('\t') + 1), entry.slice(0, entry.indexOf('\t'))]),
      );
    };
    return ID.test(treeish) ? this.#memory.trees.get(`${this.#scope} ${treeish}`, ask) : ask();
  }

  /** Every path that differs between two trees or commits. */
  changes(from: string, to: string): Promise<TreeChange[]> {
    const args = ['diff-tree', '-r', '--raw', '-z', '--no-renames', '--no-abbrev', from, to];
    const ask = async () => parseChanges((await this.#ask(args)).toString('utf8'));
    return ID.test(from) && ID.test(to) ? this.#memory.changes.get(`${this.#scope} ${from} ${to}`, ask) : ask();
  }

  /** What `git rev-parse` says of a full id, such as `<commit>^{tree}`. */
  parsed(id: string, suffix: string, ask: () => Promise<string>): Promise<string> {
    return ID.test(id) ? this.#memory.names.get(`${this.#scope} ${id}${suffix}`, ask) : ask();
  }

  blob(id: string): Promise<Buffer> {
    return this.#memory.blobs.get(`${this.#scope} ${id}`, () => this.#read(id));
  }

  #read(id: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#wanted.push({ id, resolve, reject });
      if (this.#wanted.length === 1) setImmediate(() => void this.#readWanted());
    });
  }

  async #readWanted(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    try {
      const answer = await this.#ask(['cat-file', '--batch'], wanted.map(({ id }) => `${id}\n`).join(''));
      let at = 0;
      for (const { id, resolve, reject } of wanted) {
        const head = answer.indexOf('\n', at) + 1;
        const [, type, size] = answer.toString('utf8', at, head).trim().split(' ');
        if (type !== 'blob') {
          reject(new Error(`git has no blob ${id}`));
          at = head;
          continue;
        }
        const end = head + Number(size);
        // A copy: a slice would keep all that was read together in memory.
        resolve(Buffer.from(answer.subarray(head, end)));
        at = end + 1;
      }
    } catch (error) {
      for (const { reject } of wanted) reject(error);
    }
  }
}

/** The id that git gives an object, by the kind of hash that `like` is. */
export function objectId(type: 'commit' | 'blob', bytes: Buffer, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}
