import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../errors.ts';
import { measured } from '../telemetry/scope.ts';
import { type GitOptions, git, gitOutput, gitStream } from './git.ts';
import { objectId, objectMemory, type ObjectMemory, Objects } from './objects.ts';
import { Remote, type RemoteOptions } from './remote.ts';
import { refuseForbidden } from './tree-changes.ts';
import type { CommitSpec, Mirror, Mirrors, MirrorSource, PushPurpose, PushResult, TreeChange } from './types.ts';

/** Overrides what a repository says about itself: nothing is hidden from an archive or a diff, nothing is rewritten. */
const ATTRIBUTES =
  '* -export-ignore -export-subst -text -eol -filter -ident -working-tree-encoding !diff !merge !whitespace\n';
/** As many as fit on a command line, each as long as may be. */
const MAX_LISTED_FOLDERS = 100;
const MAX_PATCH_BYTES = 20 * 1024 * 1024;
/** Heads and tags where they are on the server, and the server's HEAD under a name of ours. */
const REFSPECS = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
const HEAD = 'refs/fettle/head';
const DIFF = ['--no-ext-diff', '--no-textconv', '--no-renames', '--no-color', '--src-prefix=a/', '--dst-prefix=b/'];

type Log = (line: string) => void;

/** Bare clones below `dir`, one a repository, shared by all runs of this process. */
export function gitMirrors(dir: string, log: Log = () => {}, options: RemoteOptions = {}): Mirrors {
  const turns = new Map<string, Promise<unknown>>();
  const memory = objectMemory();
  /** One after the other for each mirror: two fetches at once would fight for the same ref locks. */
  const inTurn = <T>(path: string, work: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(path) ?? Promise.resolve()).then(work, work);
    turns.set(path, turn);
    void turn
      .catch(() => {})
      .then(() => {
        if (turns.get(path) === turn) turns.delete(path);
      });
    return turn;
  };
  return {
    async open(name: string, source: MirrorSource, signal?: AbortSignal): Promise<Mirror> {
      if (!/^[\w-][\w.-]*\/[\w.-]+$/.test(name) || /(?:^|\/)\.{1,2}(?:\/|$)/.test(name)) {
        throw new UserError(`${JSON.stringify(name)} is not a repository's name: it should read owner/repo.`);
      }
      const path = resolve(dir, `${name.toLowerCase()}.git`);
      const mirror = new GitMirror(path, new Remote(source, path, options), memory, (work) => inTurn(path, work));
      const isNew = await inTurn(path, () => ensureRepository(path));
      if (isNew || !(await mirror.hasContent())) {
        log(`Cloning ${name}`);
        await mirror.fetch(signal);
        mirror.cloned = true;
      }
      return mirror;
    },
  };
}

/** Makes an empty bare repository unless there is one; complete or not there at all. */
export async function ensureRepository(path: string): Promise<boolean> {
  if (await stat(path).catch(() => null)) return false;
  await mkdir(dirname(path), { recursive: true });
  const making = `${path}.${randomBytes(4).toString('hex')}.new`;
  try {
    await gitOutput(['init', '--quiet', '--bare', '--template=', making], { cwd: dirname(path) });
    await mkdir(join(making, 'info'), { recursive: true });
    await writeFile(join(making, 'info', 'attributes'), ATTRIBUTES);
    await writeFile(join(making, 'local-source.config'), '[safe]\n\tdirectory = *\n');
    await rename(making, path);
    return true;
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    // Another process was faster.
    if (await stat(path).catch(() => null)) return true;
    throw error;
  }
}

class GitMirror implements Mirror {
  readonly path: string;
  cloned = false;
  readonly #remote: Remote;
  readonly #objects: Objects;
  readonly #inTurn: <T>(work: () => Promise<T>) => Promise<T>;

  constructor(path: string, remote: Remote, memory: ObjectMemory, inTurn: <T>(work: () => Promise<T>) => Promise<T>) {
    this.path = path;
    this.#remote = remote;
    this.#objects = new Objects(
      path,
      (args, stdin) => gitOutput(args, this.#at(stdin === undefined ? {} : { stdin })),
      memory,
    );
    this.#inTurn = inTurn;
  }

  #at(more: Omit<GitOptions, 'cwd'> = {}): GitOptions {
    return { cwd: this.path, ...more, env: { GIT_DIR: this.path, ...more.env } };
  }

  async #text(args: readonly string[], more: Omit<GitOptions, 'cwd'> = {}): Promise<string> {
    return (await gitOutput(args, this.#at(more))).toString('utf8').trim();
  }

  async hasContent(): Promise<boolean> {
    return (await this.#text(['for-each-ref', '--count=1'])) !== '';
  }

  async fetch(signal?: AbortSignal): Promise<void> {
    await measured('git_fetch', {}, () => this.#inTurn(() => this.#remote.fetch(REFSPECS, `+HEAD:${HEAD}`, signal)));
  }

  async resolve(ref: string): Promise<string | null> {
    const names = ref === 'HEAD' ? [HEAD] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
    if (/^refs\/(?:heads|tags)\//.test(ref)) names.unshift(ref);
    if (/^[0-9a-f]{7,64}$/.test(ref)) names.unshift(ref);
    for (const name of names) {
      const found = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], this.#at());
      if (found.code === 0) return found.stdout.toString('utf8').trim();
    }
    return null;
  }

  async treeOf(commit: string): Promise<string> {
    return this.#objects.parsed(commit, '^{tree}', () =>
      this.#text(['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]),
    );
  }

  async listFiles(treeish: string): Promise<string[]> {
    return [...(await this.#objects.entries(treeish))].flatMap(([path, entry]) => (isFile(entry) ? [path] : []));
  }

  async listIds(treeish: string): Promise<ReadonlyMap<string, string>> {
    return this.#objects.entries(treeish);
  }

  async listLinks(treeish: string): Promise<ReadonlyMap<string, string>> {
    const links = [...(await this.#objects.entries(treeish))].filter(([, entry]) => entry.startsWith('120000 '));
    return new Map(
      await Promise.all(
        links.map(async ([path, entry]) => [path, (await this.#objects.blob(idOf(entry))).toString('utf8')] as const),
      ),
    );
  }

  async readFile(treeish: string, path: string): Promise<Buffer | null> {
    const entry = (await this.#objects.entries(treeish)).get(posix.normalize(path));
    return entry === undefined || !isFile(entry) ? null : this.#objects.blob(idOf(entry));
  }

  archive(treeish: string): Readable {
    return gitStream(['archive', '--format=tar', treeish], this.#at({ config: [['tar.umask', '0022']] }));
  }

  async apply(treeish: string, patch: Buffer): Promise<string> {
    if (patch.length === 0) return this.treeOf(treeish);
    if (patch.length > MAX_PATCH_BYTES) {
      throw new UserError(
        `The change is larger than ${MAX_PATCH_BYTES / 1024 / 1024} MiB: leave generated files out of it.`,
      );
    }
    const index = join(this.path, `fettle-index-${randomBytes(6).toString('hex')}`);
    const at = this.#at({ env: { GIT_INDEX_FILE: index } });
    try {
      await gitOutput(['read-tree', treeish], at);
      const applied = await git(['apply', '--cached', '--whitespace=nowarn', '-'], { ...at, stdin: patch });
      if (applied.code !== 0) throw new UserError(`The change can't be applied: ${applied.stderr.slice(0, 1000)}`);
      const tree = (await gitOutput(['write-tree'], at)).toString('utf8').trim();
      await refuseForbidden(await this.changes(treeish, tree), {
        linkTarget: (id) => this.#text(['cat-file', 'blob', id]),
        entriesOf: (folders) => this.#entriesOf(tree, folders),
      });
      return tree;
    } finally {
      await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
    }
  }

  async graft(onto: string, changes: readonly TreeChange[]): Promise<string> {
    const index = join(this.path, `fettle-index-${randomBytes(6).toString('hex')}`);
    const at = this.#at({ env: { GIT_INDEX_FILE: index } });
    // Mode 0, which a deleted file has, takes a path out of the index.
    const lines = changes.map(({ path, newMode, newId }) => `${newMode} ${newId}\t${path}\0`);
    try {
      await gitOutput(['read-tree', onto], at);
      await gitOutput(['update-index', '-z', '--index-info'], { ...at, stdin: lines.join('') });
      return (await gitOutput(['write-tree'], at)).toString('utf8').trim();
    } finally {
      await Promise.all([index, `${index}.lock`].map((file) => rm(file, { force: true })));
    }
  }

  /** Only the folders that are asked for, unless they are many: a large tree has many more files than a change. */
  async #entriesOf(tree: string, folders: readonly string[]): Promise<string[]> {
    const some = folders.length <= MAX_LISTED_FOLDERS ? folders : null;
    const below = some?.filter((folder) => folder !== '').map((folder) => `${folder}/`) ?? [];
    const list = async (...args: string[]) =>
      (await gitOutput(['ls-tree', '-z', '--name-only', '--full-tree', ...args], this.#at()))
        .toString('utf8')
        .split('\0');
    if (some === null) return list('-r', '-t', tree);
    return [...(await list(tree)), ...(below.length === 0 ? [] : await list(tree, '--', ...below))];
  }

  async diff(from: string, to: string): Promise<string> {
    return (await gitOutput(['diff', ...DIFF, from, to, '--'], this.#at())).toString('utf8');
  }

  async patch(from: string, to: string): Promise<Buffer> {
    return gitOutput(['diff', ...DIFF, '--binary', '--full-index', from, to, '--'], this.#at());
  }

  async changes(from: string, to: string): Promise<TreeChange[]> {
    return this.#objects.changes(from, to);
  }

  async commit(spec: CommitSpec): Promise<string> {
    const date = `@${Math.floor(spec.at.getTime() / 1000)} +0000`;
    const { name, email } = spec.author;
    const env = {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
      GIT_COMMITTER_DATE: date,
    };
    const parents = spec.parents.flatMap((parent) => ['-p', parent]);
    return this.#text(['commit-tree', spec.tree, ...parents, '-F', '-'], { env, stdin: spec.message });
  }

  async isSigned(commit: string): Promise<boolean> {
    return /^gpgsig /m.test((await this.#text(['cat-file', 'commit', commit])).split('\n\n', 1)[0] ?? '');
  }

  async blob(id: string): Promise<Buffer> {
    return gitOutput(['cat-file', 'blob', id], this.#at());
  }

  async adopt(id: string, objects: readonly Buffer[]): Promise<boolean> {
    for (const stdin of objects) {
      if (objectId('commit', stdin, id) !== id) continue;
      await gitOutput(['hash-object', '-t', 'commit', '-w', '--stdin'], this.#at({ stdin }));
      return true;
    }
    return false;
  }

  async push(branch: string, commit: string, expected: string | null, purpose?: PushPurpose): Promise<PushResult> {
    await gitOutput(['check-ref-format', '--branch', branch], this.#at());
    const result = await measured('git_push', {}, async (span) => {
      const pushed = await this.#remote.push(branch, commit, expected, purpose);
      span?.set({ 'fettle.result': pushed.status });
      return pushed;
    });
    if (result.status === 'pushed') {
      await this.#inTurn(() => gitOutput(['update-ref', `refs/heads/${branch}`, commit], this.#at()));
    }
    return result;
  }

  async merge(ours: string, theirs: string): ReturnType<Mirror['merge']> {
    const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs];
    const merged = await git(args, this.#at());
    const [tree, ...paths] = merged.stdout.toString('utf8').split('\0').filter(Boolean);
    if (tree === undefined || merged.code > 1)
      throw new Error(`git merge-tree failed (${merged.code}): ${merged.stderr}`);
    return merged.code === 0 ? { status: 'merged', tree } : { status: 'conflict', tree, paths: [...new Set(paths)] };
  }

  async isAncestor(ancestor: string, of: string): Promise<boolean> {
    const asked = await git(['merge-base', '--is-ancestor', ancestor, of], this.#at());
    if (asked.code > 1) throw new Error(`git merge-base failed (${asked.code}): ${asked.stderr}`);
    return asked.code === 0;
  }
}

/** An entry as `git ls-tree` prints it: `100644 blob <id>`. */
const isFile = (entry: string): boolean => entry.startsWith('100');
const idOf = (entry: string): string => entry.slice(entry.lastIndexOf(' ') + 1);
