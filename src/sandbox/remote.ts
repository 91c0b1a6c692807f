import { isAbsolute, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { createRedactor } from '../text/redact.ts';
import { git, type GitResult } from './git.ts';
import type { MirrorSource, PushPurpose, PushResult } from './types.ts';

/** Waits before the second, third, ... try, in milliseconds: a deploy of the server's or a rate limit passes meanwhile. */
const RETRY_DELAYS_MS: readonly number[] = [1000, 4000, 15_000];

export interface RemoteOptions {
  retryDelaysMs?: readonly number[];
}

/** The server, or the local clone, behind a mirror. Every call asks for a fresh token and tells it to git alone. */
export class Remote {
  readonly url: string;
  readonly isLocal: boolean;
  readonly #source: MirrorSource;
  readonly #cwd: string;
  readonly #delays: readonly number[];
  readonly #refused: Partial<Record<'fetch' | PushPurpose, string>> = {};

  constructor(source: MirrorSource, cwd: string, options: RemoteOptions = {}) {
    this.isLocal = !/^https?:\/\//i.test(source.url);
    if (this.isLocal && /^[\w.+-]+:(?!\\)/.test(source.url)) {
      throw new UserError(`${source.url} can't be cloned: use an http or https address, or a local path.`);
    }
    this.url = this.isLocal && !isAbsolute(source.url) ? resolve(source.url) : source.url;
    this.#source = source;
    this.#cwd = cwd;
    this.#delays = options.retryDelaysMs ?? RETRY_DELAYS_MS;
  }

  async #git(
    args: readonly string[],
    signal?: AbortSignal,
    purpose: 'fetch' | PushPurpose = 'fetch',
  ): Promise<GitResult> {
    const token = this.isLocal ? null : await this.#source.token(purpose, this.#refused[purpose]);
    const secrets: [string, string][] = [];
    if (token !== null) {
      const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
      // For this server only: a redirect elsewhere doesn't get it.
      secrets.push([`http.${new URL(this.url).origin}/.extraheader`, `Authorization: Basic ${basic}`]);
    }
    // A person's clone may belong to another user than the one who runs us; they named the path themselves.
    const env = this.isLocal ? { GIT_CONFIG_GLOBAL: `${this.#cwd}/local-source.config` } : {};
    const result = await git(args, { cwd: this.#cwd, secrets, env, signal });
    const turnedDown = /returned error: 401|could not read (?:Username|Password)|Authentication failed/i;
    delete this.#refused[purpose];
    if (token !== null && turnedDown.test(result.stderr)) this.#refused[purpose] = token;
    const redact = createRedactor(
      token === null ? [] : [token, Buffer.from(`x-access-token:${token}`).toString('base64')],
    );
    return { ...result, stderr: redact(result.stderr) };
  }

  /** Tries again, with waits in between, while `isDone` says that another try may help. */
  async #retry<T>(tryOnce: () => Promise<T | GitResult>, signal?: AbortSignal): Promise<T | GitResult> {
    for (const delay of [...this.#delays, null]) {
      const outcome = await tryOnce();
      if (!isGitResult(outcome) || outcome.code === 0 || !isPassing(outcome.stderr) || delay === null) return outcome;
      await sleep(delay, undefined, signal === undefined ? {} : { signal });
    }
    throw new Error('unreachable');
  }

  /**
   * `git fetch` of `refspecs` and of `head`, which an empty repository or one without its default branch doesn't have.
   * Throws a UserError when the server says that there is nothing for us.
   */
  async fetch(refspecs: readonly string[], head: string, signal?: AbortSignal): Promise<void> {
    const args = ['fetch', '--quiet', '--force', '--prune', '--no-tags', '--no-write-fetch-head', '--update-shallow'];
    const get = async (wanted: readonly string[]) =>
      (await this.#retry(() => this.#git([...args, this.url, ...wanted], signal), signal)) as GitResult;
    let result = await get([...refspecs, head]);
    if (/couldn't find remote ref HEAD/.test(result.stderr)) result = await get(refspecs);
    if (result.code === 0) return;
    if (/not found|does not exist|does not appear to be a git repository|returned error: 404/i.test(result.stderr)) {
      throw new UserError(
        this.isLocal
          ? `${this.url} is not a git repository.`
          : `${this.url} can't be cloned: the server says that it does not exist or that we may not read it. Is the app installed on it?`,
        { cause: new Error(result.stderr) },
      );
    }
    throw new Error(`git fetch from ${this.url} failed: ${result.stderr}`);
  }

  /** Where refs are on the server: `HEAD` or full names. What isn't there is left out. */
  async refs(patterns: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
    const ask = () => this.#git(['ls-remote', '--quiet', this.url, ...patterns], signal);
    const result = (await this.#retry(ask, signal)) as GitResult;
    if (result.code !== 0) throw new Error(`git ls-remote of ${this.url} failed: ${result.stderr}`);
    const lines = result.stdout.toString('utf8').split('\n').filter(Boolean);
    return new Map(lines.map((line) => line.split('\t') as [string, string]).map(([id, ref]) => [ref, id]));
  }

  /**
   * Compare-and-swap of one branch. After anything but success the server is asked where the branch is: an answer may
   * have been lost after the push itself went through.
   */
  async push(
    branch: string,
    commit: string,
    expected: string | null,
    purpose: PushPurpose = 'push',
  ): Promise<PushResult> {
    const ref = `refs/heads/${branch}`;
    const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
    const outcome = await this.#retry<PushResult>(async () => {
      const args = ['push', '--porcelain', '--no-verify', lease, this.url, `${commit}:${ref}`];
      const pushed = await this.#git(args, undefined, purpose);
      if (pushed.code === 0) return { status: 'pushed' };
      const rejected = /^!\t.*$/m.exec(pushed.stdout.toString('utf8'))?.[0];
      if (rejected === undefined && isPassing(pushed.stderr)) return pushed;
      const actual = (await this.refs([ref])).get(ref) ?? null;
      if (actual === commit) return { status: 'pushed' };
      if (actual !== expected) return { status: 'moved', actual };
      const message = [rejected?.split('\t').slice(2).join(' '), pushed.stderr].filter(Boolean).join('\n');
      return { status: 'refused', message: message.slice(0, 2000) };
    });
    if (!isGitResult(outcome)) return outcome;
    const actual = await this.refs([ref]).then(
      (found) => found.get(ref) ?? null,
      () => expected,
    );
    if (actual === commit) return { status: 'pushed' };
    throw new Error(`git push to ${this.url} failed: ${outcome.stderr}`);
  }
}

function isGitResult(outcome: unknown): outcome is GitResult {
  return typeof outcome === 'object' && outcome !== null && 'code' in outcome;
}

/**
 * Faults that pass by themselves or with a fresh token: 401, rate limits, server errors, broken connections. A limit may
 * be a 403, and git shows nothing but the number; a repository that we may not see is a 404.
 */
function isPassing(stderr: string): boolean {
  return /returned error: (?:401|403|408|429|5\d\d)|could not read (?:Username|Password)|Authentication failed|Could not resolve|Failed to connect|Couldn't connect|Connection (?:reset|refused|timed out|was)|Recv failure|Send failure|early EOF|unexpected disconnect|RPC failed|Operation too slow|timed out|hung up|Empty reply|bad line length|SSL|TLS|gnutls/i.test(
    stderr,
  );
}
