import type { Readable } from 'node:stream';

/** What of the settings concerns sandboxes. */
export interface SandboxSettings {
  /** The usual image. */
  image: string;
  /**
   * Images that a repository may ask for, by exact name; the usual one always is among them. `name=image` gives `image`
   * to those that ask for `name`. Default: only the usual one.
   */
  images?: readonly string[];
  /** Images of services (databases and the like) that a repository may ask for, by exact name. Default: none. */
  serviceImages?: readonly string[];
  runtime: string | null;
  /** The operator's own hosts that prepare containers may reach: `host` or `host:port`, private addresses too. */
  hosts: readonly string[];
  /** Of those, the hosts that are reached untouched, where a tool trusts no gateway; code can then also publish there. */
  tunnels?: readonly string[];
  /** Hosts of the GitHub that Fettle works for, besides github.com's: no repository can open them. */
  githubHosts?: readonly string[];
  /** File with the logins of private registries; see logins.ts. */
  loginsFile?: string | null;
  /** PEM file of a private certificate authority that prepare containers must trust. */
  caFile: string | null;
  dockerHost: string | null;
  /** What one sandbox may use; what is left out has its default. */
  limits?: { memoryBytes: number; cpus: number; workspaceBytes: number };
  /** Memory for all sandboxes that are open at the same time; null: half of the engine's. */
  budgetBytes?: number | null;
  /** Dependency layers that nothing used for so long are removed, in days. Default 14. */
  layerDays?: number;
}

/** A program that checks need beside them, such as a database: in a container of its own, reachable at 127.0.0.1. */
export interface Service {
  /** Unique in its environment, for messages: `postgres`. */
  name: string;
  image: string;
  env: Readonly<Record<string, string>>;
  /** TCP port that answers once it is ready. Null: the ports that its image declares. */
  port: number | null;
  /** A shell command inside the service's container that succeeds once it is ready. Null: a connection is enough. */
  ready: string | null;
  /** Folders inside its container that it writes to beside the volumes that its image declares. */
  writable: readonly string[];
}

/** What a base commit asks for. Agent, baseline and gate of a run get the same. */
export interface Environment {
  /** `owner/name`: what was installed for one repository never reaches another. */
  repo: string;
  /** Null: the offered one, or the usual one. */
  image: string | null;
  /** Taken when the operator allows it: what a devcontainer.json names was written for another purpose. */
  offeredImage?: string | null;
  services: readonly Service[];
}

/** One command inside a sandbox. Always an argument list; a script is `['bash', '-c', text]`. */
export interface Command {
  argv: readonly string[];
  /** Relative to the workspace's root; default the root itself. */
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  stdin?: Buffer;
  timeoutMs: number;
  /** Bytes of output kept in the result (head and tail); the rest is drained and dropped. Default 1 MiB. */
  maxOutputBytes?: number;
  /** Sees every byte of stdout and stderr as it comes, also what the result drops. */
  onOutput?: (chunk: Buffer) => void;
  signal?: AbortSignal;
}

/** Success and failure in one shape. A command that could not be carried out at all is a thrown error. */
export interface CommandResult {
  status: 'exited' | 'timed_out' | 'cancelled' | 'out_of_memory';
  /** Null unless `exited`. 128+n when a signal ended it. */
  exitCode: number | null;
  /** stdout only, complete up to `maxOutputBytes`: for commands whose output is data. */
  stdout: Buffer;
  /** stdout and stderr in the order they came, cut in the middle past `maxOutputBytes` with a line saying so. */
  output: string;
  truncated: boolean;
  durationMs: number;
}

/** A program that is talked to while it runs. */
export interface Conversation {
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  stdin: Readable;
  /** Each piece of what it writes to stdout, as it comes. */
  onStdout: (chunk: Buffer) => void;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** A container holding one tree at its workspace root. Commands are carried out one after the other. */
export interface Sandbox {
  readonly id: string;
  run(command: Command): Promise<CommandResult>;
  /**
   * Runs a program beside whatever else is done here: files and patch can be read meanwhile. No `run` may be carried out at
   * the same time, since each ends what else the agent's user runs. Its output is not in the result.
   */
  converse(program: Conversation): Promise<CommandResult>;
  /** A file of the workspace, by path relative to its root; null when there is none. Links are resolved inside only. */
  readFile(path: string, maxBytes?: number): Promise<Buffer | null>;
  writeFile(path: string, content: Buffer | string): Promise<void>;
  /** The workspace's difference from the tree it was opened with, as `git diff --binary --full-index`. Throws past `maxBytes`. */
  patch(maxBytes?: number): Promise<Buffer>;
  /** Removes the container and its volumes. Safe to call twice. */
  close(): Promise<void>;
}

/** What a component's manifests and lockfiles install; see "dependency layer" in the design. */
export interface DependencyLayer {
  /** Hash over the repository's name, the input files, the image and the install command. */
  key: string;
  /** The engine's name of the volume that holds it; mounted read-only, its content copied over the workspace. */
  volume: string;
}

export interface InstallSpec {
  /** Files the installer may see, by path relative to the repository's root: manifests, lockfiles, local packages. */
  files: ReadonlyMap<string, Buffer>;
  /** Where the install runs, relative to the root ('' is the root). */
  cwd: string;
  /** e.g. `['npm', 'ci', '--ignore-scripts']`. */
  argv: readonly string[];
  /** Added to the installer's environment; paths below /workspace, e.g. `{ CARGO_HOME: '/workspace/.fettle-deps/cargo' }`. */
  env?: Readonly<Record<string, string>>;
  /**
   * Prints URLs or host names, one a line, that the installer uses unless told otherwise: its own effective configuration
   * in the image. Run without a network in an empty folder, before anything of the repository is there.
   */
  hostsFrom?: readonly string[];
  /** Folders, relative to the root, that make up the layer (e.g. `node_modules`); globs are not supported. */
  outputs: readonly string[];
  /** Host names that the lockfile and the base commit's settings name; the operator's list is added by the sandbox. */
  hosts: readonly string[];
  timeoutMs: number;
}

export type PrepareResult =
  | {
      status: 'ready';
      layer: DependencyLayer;
      cached: boolean;
      durationMs: number;
      /** What the install asked for and did not get, `host:port` or with the method and path before; also when it was done before. */
      refused: readonly string[];
    }
  | {
      status: 'failed';
      reason: 'install_failed' | 'registry_unreachable' | 'timed_out';
      output: string;
      refused: string[];
    };

export interface OpenSpec {
  /** For labels, so that leftovers of a run can be found and removed. */
  runId: string;
  purpose: 'agent' | 'gate' | 'baseline' | 'local';
  /** The tree to fill the workspace with, as a tar stream from `Mirror.archive`. */
  tree: () => Readable;
  layers: readonly DependencyLayer[];
  /** Empty folders outside the workspace that commands may write to, as absolute paths, each at most 64 MiB. */
  scratch?: readonly string[];
  signal?: AbortSignal;
}

export type EngineStatus =
  /** `imageId` stands for all that checks run on: the image, and the services next to it. */
  | { status: 'ready'; version: string; imageId: string }
  | { status: 'no_engine'; problem: string }
  | { status: 'no_image'; image: string };

/** Everything that runs somebody else's code. One implementation: Docker. */
export interface Sandboxes {
  check(): Promise<EngineStatus>;
  /** Pulls or builds the image when it is missing; one build at a time, later callers wait for the same one. */
  ensureImage(onProgress: (line: string) => void): Promise<void>;
  open(spec: OpenSpec): Promise<Sandbox>;
  prepare(runId: string, spec: InstallSpec, signal?: AbortSignal): Promise<PrepareResult>;
  /** How many sandboxes may be open at the same time, by the engine's CPUs and the memory set apart for them; at least 1. */
  capacity(): Promise<number>;
  /**
   * The same engine, with what one repository asks for: its image, its services, its own layers. Throws an
   * EnvironmentProblem when it asks for an image that the operator doesn't allow.
   */
  within(environment: Environment): Sandboxes;
  /** Removes containers and volumes of runs that `isActive` does not know, and layers that nothing used for long. */
  sweep(isActive: (runId: string) => boolean): Promise<number>;
  /** The part of `sweep` that may be done while runs are under way. */
  removeOldLayers(): Promise<number>;
}

/** A commit's identity and dates are given, so that making it twice gives the same commit. */
export interface CommitSpec {
  tree: string;
  parents: readonly string[];
  message: string;
  author: { name: string; email: string };
  at: Date;
}

/** Which of our tokens a push takes; GitHub wants another one for a commit that holds workflow files. */
export type PushPurpose = 'push' | 'push_workflows';

export type PushResult =
  | { status: 'pushed' }
  /** The branch is not where we last saw it (`actual` null: it is gone). Nothing was changed. */
  | { status: 'moved'; actual: string | null }
  | { status: 'refused'; message: string };

/** A bare clone outside every sandbox. Never has a work tree; never runs a hook, filter or attribute of the repository. */
export interface Mirror {
  readonly path: string;
  /** True when opening it was the first fetch: it holds what the server has, and another fetch brings nothing. */
  readonly cloned?: boolean;
  /** Fetches all branches; `token` null for a local path or a public server. Never stores the token. */
  fetch(signal?: AbortSignal): Promise<void>;
  /** Full object id of a branch, tag, or commit; null when there is none. */
  resolve(ref: string): Promise<string | null>;
  treeOf(commit: string): Promise<string>;
  /** Regular files only, sorted; symlinks and submodules are left out. */
  listFiles(treeish: string): Promise<string[]>;
  /** Symbolic links with what they hold; never followed. */
  listLinks(treeish: string): Promise<ReadonlyMap<string, string>>;
  /** What stands for each path's content and mode, links included: equal ids mean equal files. */
  listIds(treeish: string): Promise<ReadonlyMap<string, string>>;
  readFile(treeish: string, path: string): Promise<Buffer | null>;
  /** tar of the whole tree, untouched by in-tree attributes. */
  archive(treeish: string): Readable;
  /** The tree that `patch` makes of `treeish`. Throws UserError when it does not apply or names a forbidden path. */
  apply(treeish: string, patch: Buffer): Promise<string>;
  /** The tree that some of a change's paths make of `onto`: each as the change has it. Both sides are in this mirror. */
  graft(onto: string, changes: readonly TreeChange[]): Promise<string>;
  /** Unified diff for people, guards and the judge: text, no renames, no colour, no textconv. */
  diff(from: string, to: string): Promise<string>;
  /** Binary-safe diff which `apply` takes back. */
  patch(from: string, to: string): Promise<Buffer>;
  /** `git diff-tree -r --raw`, parsed: every changed path with its modes. */
  changes(from: string, to: string): Promise<TreeChange[]>;
  commit(spec: CommitSpec): Promise<string>;
  isSigned(commit: string): Promise<boolean>;
  /** A blob's bytes by its id. */
  blob(id: string): Promise<Buffer>;
  /** Stores a commit that was made elsewhere, of which these may be the bytes; false when none of them hashes to `id`. */
  adopt(id: string, objects: readonly Buffer[]): Promise<boolean>;
  /** Moves `branch` on the server from `expected` (null: it must not exist) to `commit`, or changes nothing. */
  push(branch: string, commit: string, expected: string | null, purpose?: PushPurpose): Promise<PushResult>;
  /** Merges `theirs` into `ours` without a work tree: the merged tree, or the paths in conflict. */
  merge(
    ours: string,
    theirs: string,
  ): Promise<{ status: 'merged'; tree: string } | { status: 'conflict'; tree: string; paths: string[] }>;
  isAncestor(ancestor: string, of: string): Promise<boolean>;
}

export interface TreeChange {
  path: string;
  status: 'added' | 'modified' | 'deleted';
  oldMode: string;
  newMode: string;
  oldId: string;
  newId: string;
}

export interface MirrorSource {
  /** Where to clone from: an https/http URL without credentials, or a local path. */
  url: string;
  /** Asked anew for each fetch and push; null when none is needed. `refused` is one that the server just turned down. */
  token: (purpose: 'fetch' | PushPurpose, refused?: string) => Promise<string | null>;
}

export interface Mirrors {
  /** Opens (and on first use clones) the mirror of one repository; `name` is `owner/repo`. */
  open(name: string, source: MirrorSource, signal?: AbortSignal): Promise<Mirror>;
}
