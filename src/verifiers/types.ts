import type { RepoConfig } from '../repo-config.ts';
import type { CommandResult, DependencyLayer, InstallSpec, Sandbox } from '../sandbox/types.ts';

/** A read-only look at a tree, wherever it is: a commit in a mirror, or a checkout on a laptop. */
export interface RepoFiles {
  list(): Promise<readonly string[]>;
  /** UTF-8 text of a regular file, null when there is none. */
  read(path: string): Promise<string | null>;
  /** The same as bytes, for files that are not text. Where it is missing, only text files can be handed to installers. */
  bytes?(path: string): Promise<Buffer | null>;
  /** Symbolic links with their targets, which `list` and `read` leave out. Absent where links are not looked at. */
  links?(): Promise<ReadonlyMap<string, string>>;
  /** What stands for each path's content and mode, links included. Absent where nothing may be remembered. */
  ids?(): Promise<ReadonlyMap<string, string>>;
}

export type Phase = 'format' | 'static' | 'build' | 'test';

/** One thing a verifier will run for one component. All of it is fixed from the base commit. */
export interface Check {
  /** Stable and readable: `npm:test`, `npm:test packages/a`, `custom:docs`. */
  id: string;
  verifier: string;
  /** The component's folder, '' for the root. */
  component: string;
  phase: Phase;
  /** The command text shown to people and fixed by the plan. */
  command: string;
  /** What the command goes on to run, where that is written down elsewhere: the text of a package's script. */
  runs?: string;
  argv: readonly string[];
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** Added to `env` where dependencies were installed as layers, so that tools find them: paths below /workspace. */
  layerEnv?: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Hint for the distiller, e.g. `npm`, `jest`. */
  tool?: string;
  /** Globs of paths; the check applies only to a change of one of them. Absent: to any change of its component. */
  when?: readonly string[];
  /** Versions of tools that the base commit asks for; looked at before anything runs. Absent: whatever is there. */
  needs?: readonly ToolNeed[];
  /** A formatter's fix mode, run on the agent's own files before a red check costs a turn. */
  fix?: Fix;
  /** Lists the tests without running them, for base; its output is distilled or counted by `Verifier.collected`. */
  collect?: readonly string[];
}

/** A tool's version as the base commit asks for it. */
export interface ToolNeed {
  /** For people: `Node.js`, `Go`, `JDK`. */
  tool: string;
  /** As written in the repository: `22`, `>=3.11`, `go1.22.3`. */
  wanted: string;
  /** The same as a semver range. */
  range: string;
  /** Where it is written: `.nvmrc`, `go.mod`. */
  from: string;
  /** Prints the version that is there: `['go', 'version']`; the first number with a dot (or alone) is taken. */
  probe: readonly string[];
}

/** The paths to fix are appended to `argv`; `files` are globs, relative to the component's folder, of what it can fix. */
export interface Fix {
  argv: readonly string[];
  files: readonly string[];
}

/** A component that was recognised but can't be checked by us, and why: it must not look verified. */
export interface Unsupported {
  verifier: string;
  component: string;
  reason: CouldNotRunReason;
  /** One sentence: what is missing, and what to do. */
  summary: string;
}

/** A file, or the part of it, that decides what a check does; `hash` is of that part only. */
export interface GateFile {
  path: string;
  part: string | null;
  hash: string;
}

/** What will be run and what configures it, from one commit. */
export interface Plan {
  checks: Check[];
  installs: InstallSpec[];
  gateFiles: GateFile[];
  unsupported?: Unsupported[];
  /** Components that use others of the same repository: a change of one calls for the checks of those that use it. */
  uses?: ComponentUse[];
}

/** `component` can break when one of `uses` changes. Folders, '' for the root. */
export interface ComponentUse {
  /** Set by `planFrom`. */
  verifier?: string;
  component: string;
  uses: readonly string[];
}

export type CouldNotRunReason =
  | 'no_verifier'
  | 'base_red'
  | 'tool_missing'
  | 'toolchain'
  | 'install_failed'
  | 'registry_unreachable'
  | 'timed_out'
  | 'out_of_memory'
  | 'disk_full'
  | 'no_tests'
  | 'needs_service'
  | 'needs_platform'
  /** A cheaper check of the same component failed first. */
  | 'not_reached';

/** One failure, for comparison with base: `key` holds neither line numbers nor times. */
export interface Failure {
  key: string;
  /** What an engineer reads: name, file:line, message, expected and actual. */
  text: string;
  file?: string;
  line?: number;
  /** The test's full name as its tool prints it, enough to select it again. Only where a test framework was recognised. */
  test?: string;
}

export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What one check found. `could_not_run` always has a reason; absence of evidence is never `passed`. */
export interface Report {
  check: string;
  component: string;
  phase: Phase;
  command: string;
  result: 'passed' | 'failed' | 'pre_existing' | 'could_not_run';
  reason?: CouldNotRunReason;
  /** One line for tables. */
  summary: string;
  /** Distilled output; '' when there is nothing to add to the summary. */
  detail: string;
  /** How base stands, where it was run: 'green' | 'red' ; absent when it was not needed. */
  baseline?: 'green' | 'red';
  tests?: TestCounts;
  /** Where it `failed`: what base does not have. Where it is `pre_existing`: what base has too. */
  failures: Failure[];
  /** Failed once and passed when run again on the same tree: named, and no reason to block. */
  flaky?: Failure[];
  /** Red on base and no longer. Known only where base was run as a whole. */
  fixed?: Failure[];
  /** Names of tests that base lists and the tree does not, and the other way round. Only where some are gone. */
  names?: { gone: string[]; come: string[] };
  /** Lines of changed files that none of its tests ran; files of which the tool knows nothing are missing. */
  unrun?: Record<string, readonly number[]>;
  /** What the installs before the checks asked for and did not get; on the first report of a verification. */
  refused?: readonly string[];
  /** The same check passed before on the same files, with the same image and dependencies. */
  cached?: true;
  durationMs: number;
}

/** What raw output of a check comes to. */
export interface Distilled {
  /** For the agent and for people, capped; '' on success. */
  text: string;
  /** One line, e.g. `2 of 120 tests failed`, `120 tests passed`. */
  summary: string;
  failures: Failure[];
  tests?: TestCounts;
  /** Set when the log shows why nothing could be judged. */
  couldNotRun?: CouldNotRunReason;
  /** Tools recognised in the log. */
  tools: string[];
}

/** A verifier: knows by a component's files that it applies. Pure but for reading files. */
export interface Verifier {
  name: string;
  version: number;
  /** For docs/verifiers.md, in Markdown. */
  activatedBy: string;
  runs: string;
  /** How our own tests prove it, tool by tool: by running the real one, or from its published output format alone. */
  proven: readonly Proof[];
  /** Names of files that its installers read as settings: what base has of them is what an install sees. */
  installSettings?: readonly string[];
  /** `config` is the base commit's; absent: the defaults. */
  plan(files: RepoFiles, config?: RepoConfig): Promise<Plan>;
  /**
   * Files to overwrite in a verification sandbox so that base's commands are what runs, where the tree has other ones
   * in a place that a command goes through (e.g. the scripts of package.json).
   */
  restore?(base: RepoFiles, tree: RepoFiles): Promise<{ path: string; content: string }[]>;
  /** The same check for these failures' tests alone, where the tool can select them; null where it can't. */
  narrow?(check: Check, failures: readonly Failure[]): Check | null;
  /** The same check for the tests of these files alone, at least; null where the tool can't select files. */
  onlyFiles?(check: Check, paths: readonly string[]): Check | null;
  /** How it can be seen which lines of these files a check's tests run; null where its tool can't tell. */
  measure?(check: Check, paths: readonly string[]): Measure | null;
  /** Names of the tests that `Check.collect` listed, as many as the tool counts when it runs them; null when unreadable. */
  collected?(check: Check, output: string): readonly string[] | null;
}

export interface Measure {
  /** The check with what makes its tool record lines. Its result counts for nothing. */
  check: Check;
  /** Prints what was recorded, run in the root. */
  read: readonly string[];
  /** For each path of which something is known, its lines that no test ran. */
  unrun(output: string): ReadonlyMap<string, readonly number[]>;
}

/** `real`: a test runs the tool, red and green. `format`: its output is parsed as published, the tool was never run. */
export interface Proof {
  how: 'real' | 'format';
  tools: readonly string[];
}

/** How verification gets its sandboxes: `tree` null means base. */
export interface VerifyContext {
  open(tree: string, layers: readonly DependencyLayer[], purpose: 'gate' | 'baseline'): Promise<Sandbox>;
  prepare(spec: InstallSpec): Promise<import('../sandbox/types.ts').PrepareResult>;
  files(tree: string): RepoFiles;
  signal: AbortSignal;
  onProgress: (event: VerifyProgress) => void;
  /** Is given what each check printed, right after it ran. Absent: nobody wants to see it. */
  keepRaw?: (raw: RawOutput) => void;
  /** Sandboxes that may be open for one verification at the same time. Default 1. */
  lanes?: number;
  /** Remembers what was seen, within one repository and image. Absent: everything is run. */
  memory?: VerifyMemory;
}

/** What one check printed, its middle cut where that is long. Foreign text, with credentials if it held some. */
export interface RawOutput {
  check: string;
  /** Run on the base commit, to compare with. */
  onBase: boolean;
  status: CommandResult['status'];
  exitCode: number | null;
  durationMs: number;
  text: string;
  /** Printed in all, and how much of that is missing in `text`. */
  bytes: number;
  cut: number;
}

/** JSON values by key. Only verification writes here; what a sandbox says reaches it as a report about its own tree. */
export interface VerifyMemory {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

export type VerifyProgress =
  | { kind: 'check_started'; check: string }
  | { kind: 'check_finished'; report: Report }
  | { kind: 'preparing'; what: string };
