import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { bareEnvironment } from './child-environment.ts';
import { SECRET_FD, secretConfig } from './secret-config.ts';

/** What a git command gave: an exit code is a value here, since many mean something. */
export interface GitResult {
  code: number;
  stdout: Buffer;
  stderr: string;
}

export interface GitOptions {
  /** Where git runs; also its repository unless `env` says otherwise. */
  cwd: string;
  env?: Readonly<Record<string, string>>;
  /** Settings for this command alone; they never reach a command line or a file. */
  config?: readonly (readonly [key: string, value: string])[];
  /** The same for what nobody may see: not in the environment either, where a system has a way. */
  secrets?: readonly (readonly [key: string, value: string])[];
  stdin?: Buffer | string;
  signal?: AbortSignal | undefined;
  /** Bytes of stdout above which the command is stopped with an error; default 256 MiB. */
  maxBytes?: number;
}

/**
 * Foreign repositories are data: no hook, filter, attribute, helper or protocol of theirs runs, and of the machine's own
 * configuration nothing is read. What arrives is checked; five kinds of damage that old but honest histories are full of
 * are let pass, since a repository can't be cloned otherwise.
 */
const HARDENED: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['core.quotePath', 'false'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['protocol.https.allow', 'always'],
  ['protocol.http.allow', 'always'],
  ['protocol.file.allow', 'always'],
  ['transfer.fsckObjects', 'true'],
  ['fetch.fsck.zeroPaddedFilemode', 'warn'],
  ['fetch.fsck.badTimezone', 'warn'],
  ['fetch.fsck.missingSpaceBeforeDate', 'warn'],
  ['fetch.fsck.badEmail', 'warn'],
  ['fetch.fsck.missingEmail', 'warn'],
  ['fetch.recurseSubmodules', 'false'],
  ['submodule.recurse', 'false'],
  // Objects of runs in progress hang on no branch yet; nothing may tidy them away under us.
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  // A server that stops talking: less than a byte a second for two minutes.
  ['http.lowSpeedLimit', '1'],
  ['http.lowSpeedTime', '120'],
];

function environment(options: GitOptions): Record<string, string> {
  const env: Record<string, string> = {
    ...bareEnvironment(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    HOME: '/nonexistent',
    LC_ALL: 'C',
  };
  const config = [...HARDENED, ...(options.config ?? [])];
  env.GIT_CONFIG_COUNT = String(config.length);
  for (const [at, [key, value]] of config.entries()) {
    env[`GIT_CONFIG_KEY_${at}`] = key;
    env[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return { ...env, ...options.env };
}

function start(args: readonly string[], options: GitOptions) {
  options.signal?.throwIfAborted();
  const { secrets = [] } = options;
  const secretFd = secrets.length === 0 ? null : secretConfig(secrets);
  const known = secretFd === null ? { ...options, config: [...(options.config ?? []), ...secrets] } : options;
  const env = environment(known);
  try {
    return spawn('git', [...args], {
      cwd: options.cwd,
      env: secretFd === null ? env : { ...env, GIT_CONFIG_GLOBAL: `/proc/self/fd/${SECRET_FD}` },
      stdio: ['pipe', 'pipe', 'pipe', ...(secretFd === null ? [] : [secretFd])],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }) as ChildProcessWithoutNullStreams;
  } finally {
    // git has its own by now.
    if (secretFd !== null) closeSync(secretFd);
  }
}

/** Runs git to its end. Rejects only when git can't be started, is aborted, or says more than `maxBytes`. */
export function git(args: readonly string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = start(args, options);
    const max = options.maxBytes ?? 256 * 1024 * 1024;
    const out: Buffer[] = [];
    let bytes = 0;
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= max) out.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr = (stderr + chunk).slice(-16_000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (bytes > max) reject(new Error(`git ${args[0]} said more than ${max} bytes`));
      else resolve({ code: code ?? 1, stdout: Buffer.concat(out), stderr: stderr.trim() });
    });
    // git may end without reading everything.
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
  });
}

/** Runs git where only success is expected, and gives stdout. */
export async function gitOutput(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const result = await git(args, options);
  if (result.code !== 0) throw new Error(`git ${args[0]} failed (${result.code}): ${result.stderr}`);
  return result.stdout;
}

/** git's stdout as a stream, which errors when git fails: a cut-off output never looks complete. */
export function gitStream(args: readonly string[], options: GitOptions): Readable {
  const child = start(args, options);
  child.stdin.on('error', () => {});
  child.stdin.end();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-4000);
  });
  const out = new PassThrough();
  out.on('close', () => child.kill('SIGKILL'));
  child.on('error', (error) => out.destroy(error));
  child.on('close', (code) => {
    if (code === 0) out.end();
    else out.destroy(new Error(`git ${args[0]} failed (${code}): ${stderr.trim()}`));
  });
  child.stdout.pipe(out, { end: false });
  return out;
}
