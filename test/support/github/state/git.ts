import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type FileContent = string | Buffer | { content: string | Buffer; executable: true } | { symlink: string };
/** A path with null is deleted. */
export type Files = Record<string, FileContent | null>;

export interface Author {
  name: string;
  email: string;
  /** ISO 8601; now when left out. */
  date?: string;
}

export class GitFailed extends Error {
  override readonly name = 'GitFailed';
}

/** Nothing of the machine's own git settings or credentials reaches the double's repositories. */
export function gitEnv(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
  };
}

interface Options {
  input?: string | Buffer;
  env?: NodeJS.ProcessEnv;
}

/** Runs git in a bare repository and returns what it printed; throws GitFailed with git's own words. */
export async function gitBuffer(gitDir: string, args: readonly string[], options: Options = {}): Promise<Buffer> {
  const child = spawn('git', ['--git-dir', gitDir, ...args], { env: { ...gitEnv(), ...options.env } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.on('error', () => {}); // git may stop reading before we stop writing
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new GitFailed(`git ${args[0]} ended with ${code}: ${Buffer.concat(err).toString().trim()}`);
  return Buffer.concat(out);
}

export async function git(gitDir: string, args: readonly string[], options: Options = {}): Promise<string> {
  return (await gitBuffer(gitDir, args, options)).toString('utf8').replace(/\n$/, '');
}

/** The same, with null where git refuses: for questions whose answer may be "no such thing". */
export async function gitOrNull(gitDir: string, args: readonly string[]): Promise<string | null> {
  try {
    return await git(gitDir, args);
  } catch (error) {
    if (error instanceof GitFailed) return null;
    throw error;
  }
}

/** The commit that a branch, tag or sha names. */
export async function resolveCommit(gitDir: string, ref: string): Promise<string | null> {
  if (ref === '' || ref.startsWith('-')) return null;
  for (const name of [`refs/heads/${ref}`, `refs/${ref}`, `refs/tags/${ref}`, ref]) {
    const sha = await gitOrNull(gitDir, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    if (sha !== null) return sha;
  }
  return null;
}

export async function listRefs(gitDir: string): Promise<Map<string, string>> {
  const text = await git(gitDir, ['for-each-ref', '--format=%(refname) %(objectname)']);
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' ') as [string, string]),
  );
}

/** Makes a bare repository that may be cloned from and pushed to over HTTP. */
export async function createBare(gitDir: string, defaultBranch: string): Promise<void> {
  await git(gitDir, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, gitDir]);
  const settings = {
    'http.receivepack': 'true',
    'uploadpack.allowAnySHA1InWant': 'true',
    'uploadpack.allowFilter': 'true',
    'receive.hideRefs': 'refs/pull',
    'gc.auto': '0',
  };
  for (const [key, value] of Object.entries(settings)) await git(gitDir, ['config', key, value]);
}

/** Writes a commit of `files` on top of `parent` without a work tree and returns its sha; no ref is moved. */
export async function writeCommit(
  gitDir: string,
  parent: string | null,
  files: Files,
  message: string,
  author: Author,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'github-double-index-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    if (parent !== null) await git(gitDir, ['read-tree', parent], { env });
    const lines: string[] = [];
    for (const [path, file] of Object.entries(files)) {
      if (file === null) {
        lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
        continue;
      }
      const { mode, content } = modeAndContent(file);
      const blob = await git(gitDir, ['hash-object', '-w', '--stdin'], { input: content });
      lines.push(`${mode} ${blob}\t${path}\0`);
    }
    await git(gitDir, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
    const tree = await git(gitDir, ['write-tree'], { env });
    return await commitTree(gitDir, tree, parent === null ? [] : [parent], message, author, author);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function commitTree(
  gitDir: string,
  tree: string,
  parents: readonly string[],
  message: string,
  author: Author,
  committer: Author,
): Promise<string> {
  const date = (it: Author): string => it.date ?? new Date().toISOString();
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date(author),
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: date(committer),
  };
  const links = parents.flatMap((parent) => ['-p', parent]);
  return await git(gitDir, ['commit-tree', tree, ...links], { env, input: message });
}

function modeAndContent(file: FileContent): { mode: string; content: string | Buffer } {
  if (typeof file === 'string' || Buffer.isBuffer(file)) return { mode: '100644', content: file };
  if ('symlink' in file) return { mode: '120000', content: file.symlink };
  return { mode: '100755', content: file.content };
}

/** Runs git with a work tree of its own, which begins at `start`, and returns the commit that it ends at. */
export async function inWorktree(gitDir: string, start: string, by: Author, args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'github-double-tree-'));
  const at = (more: readonly string[]) =>
    git(join(folder, '.git'), ['-C', folder, '--work-tree', folder, ...more], { env: identity(by) });
  try {
    await git(gitDir, ['worktree', 'add', '--quiet', '--detach', folder, start]);
    await at(args);
    return await at(['rev-parse', 'HEAD']);
  } finally {
    await git(gitDir, ['worktree', 'remove', '--force', folder]);
  }
}

const identity = ({ name, email }: Author): NodeJS.ProcessEnv => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
});
