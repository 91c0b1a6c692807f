import type { Json } from '../http/reply.ts';
import { git, gitOrNull } from '../state/git.ts';
import type { Repository } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';

export interface CommitFacts {
  sha: string;
  tree: string;
  parents: string[];
  author: { name: string; email: string; date: string };
  committer: { name: string; email: string; date: string };
  message: string;
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x1f');

/** Commits of a rev-list range, newest first. */
export async function readCommits(repo: Repository, range: string, limit = 250): Promise<CommitFacts[]> {
  const text = await git(repo.gitDir, [
    'log',
    '-z',
    `-${limit}`,
    `--format=${FORMAT}`,
    '--end-of-options',
    range,
    '--',
  ]);
  return text
    .split('\0')
    .filter((entry) => entry.trim() !== '')
    .map((entry) => {
      const at = entry.split('\x1f');
      const field = (i: number): string => at[i] ?? '';
      return {
        sha: field(0),
        tree: field(1),
        parents: field(2).split(' ').filter(Boolean),
        author: { name: field(3), email: field(4), date: field(5) },
        committer: { name: field(6), email: field(7), date: field(8) },
        message: field(9).trim(),
      };
    });
}

export async function readCommit(repo: Repository, sha: string): Promise<CommitFacts> {
  const [commit] = await readCommits(repo, sha, 1);
  if (commit === undefined) throw new Error(`no commit ${sha}`);
  return commit;
}

export function gitCommitView(world: World, repo: Repository, it: CommitFacts): Json {
  const api = `${world.url}/api/v3/repos/${fullName(repo)}/git`;
  return {
    sha: it.sha,
    node_id: `C_kwDO${it.sha}`,
    url: `${api}/commits/${it.sha}`,
    html_url: `${world.url}/${fullName(repo)}/commit/${it.sha}`,
    author: it.author,
    committer: it.committer,
    message: it.message,
    tree: { sha: it.tree, url: `${api}/trees/${it.tree}` },
    parents: it.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}` })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null },
  };
}

export function commitView(world: World, repo: Repository, it: CommitFacts): Json {
  const { author, committer, message, tree, verification } = gitCommitView(world, repo, it);
  return {
    sha: it.sha,
    node_id: `C_kwDO${it.sha}`,
    url: `${world.url}/api/v3/repos/${fullName(repo)}/commits/${it.sha}`,
    html_url: `${world.url}/${fullName(repo)}/commit/${it.sha}`,
    commit: { author, committer, message, tree, verification, comment_count: 0 },
    author: null,
    committer: null,
    parents: it.parents.map((sha) => ({ sha })),
  };
}

export interface FileChange {
  sha: string | null;
  filename: string;
  status: string;
  additions: number;
  deletions: number;
  changes: number;
  patch?: string;
  previous_filename?: string;
}

const STATUS: Record<string, string> = { A: 'added', D: 'removed', M: 'modified', T: 'changed', R: 'renamed' };

/** The files between two commits, as pulls/:n/files and compare show them. */
export async function readChanges(repo: Repository, from: string, to: string): Promise<FileChange[]> {
  const raw = await git(repo.gitDir, ['diff', '--raw', '-z', '-M', '--no-abbrev', from, to]);
  const parts = raw.split('\0');
  const files: FileChange[] = [];
  for (let i = 0; i < parts.length; ) {
    const head = parts[i] ?? '';
    if (!head.startsWith(':')) break;
    const [, , , blob = '', letter = ''] = head.split(' ');
    const renamed = letter.startsWith('R');
    const name = parts[i + (renamed ? 2 : 1)] ?? '';
    files.push({
      sha: /^0+$/.test(blob) ? null : blob,
      filename: name,
      status: STATUS[letter.charAt(0)] ?? 'modified',
      additions: 0,
      deletions: 0,
      changes: 0,
      ...(renamed ? { previous_filename: parts[i + 1] ?? '' } : {}),
    });
    i += renamed ? 3 : 2;
  }
  for (const file of files) {
    const paths = [file.filename, ...(file.previous_filename === undefined ? [] : [file.previous_filename])];
    const patch = await git(repo.gitDir, ['diff', '-M', from, to, '--', ...paths]);
    const at = patch.indexOf('\n@@');
    if (at < 0) continue;
    file.patch = patch.slice(at + 1);
    file.additions = file.patch.split('\n').filter((line) => line.startsWith('+')).length;
    file.deletions = file.patch.split('\n').filter((line) => line.startsWith('-')).length;
    file.changes = file.additions + file.deletions;
  }
  return files;
}

export async function mergeBase(repo: Repository, a: string, b: string): Promise<string | null> {
  return await gitOrNull(repo.gitDir, ['merge-base', a, b]);
}

export async function countCommits(repo: Repository, from: string, to: string): Promise<number> {
  return Number(await git(repo.gitDir, ['rev-list', '--count', `${from}..${to}`]));
}
