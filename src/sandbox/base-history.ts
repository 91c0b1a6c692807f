import { gitOutput, type GitOptions } from './git.ts';

export interface HistoryCommit {
  sha: string;
  parents: string[];
  /** Foreign. */
  author: { name: string; email: string };
  /** Ms since the epoch. */
  authoredAt: number;
  committedAt: number;
  /** Foreign. */
  message: string;
}

/** What happened on a branch, read from a bare repository; ids are full object ids. */
export interface BaseHistory {
  /** A commit and those before it by first parents, newest first. */
  upTo(sha: string, count: number): Promise<HistoryCommit[]>;
  /** Commits by first parents after `from` up to `to` that touch a path, oldest first. */
  between(from: string, to: string, paths: readonly string[]): Promise<HistoryCommit[]>;
  /** The commits other than merges that a merge brought along, newest first, 250 at most. */
  broughtBy(merge: HistoryCommit): Promise<HistoryCommit[]>;
  /**
   * Unified diff without context that follows renames and leaves changes of white space out. Where it is very large, only
   * that of `paths`.
   */
  diff(from: string, to: string, paths: readonly string[]): Promise<string>;
}

const FORMAT = '--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%ct%x00%B';
const FIELDS = 7;
const DIFF = [
  'diff-tree',
  '-r',
  '-p',
  '-U0',
  '-w',
  '-M',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];
/** As many as fit on a command line, each as long as may be. */
const MAX_PATHS = 200;
const MAX_DIFF_BYTES = 16 * 1024 * 1024;

/** Of the bare repository at `path`. Every call reads objects that are there, and runs nothing of the repository's own. */
export function baseHistory(path: string): BaseHistory {
  const at: GitOptions = { cwd: path, env: { GIT_DIR: path } };
  const log = async (...args: string[]) => commitsIn(await gitOutput(['log', '-z', FORMAT, ...args], at));
  return {
    upTo: (sha, count) => log('--first-parent', `-${count}`, sha, '--'),
    between: (from, to, paths) => log('--first-parent', '--reverse', `${from}..${to}`, '--', ...listed(paths)),
    broughtBy: ({ sha, parents }) => log('--no-merges', '-250', `${parents[0]}..${sha}`, '--'),
    diff: async (from, to, paths) => {
      const whole = { ...at, maxBytes: MAX_DIFF_BYTES };
      const text = await gitOutput([...DIFF, from, to, '--'], whole).catch(() =>
        gitOutput([...DIFF, from, to, '--', ...listed(paths)], whole),
      );
      return text.toString('utf8');
    },
  };
}

/** Folders stand for their files where there are too many of these; none at all is everything. */
function listed(paths: readonly string[]): string[] {
  const all = new Set(paths);
  if (all.size <= MAX_PATHS) return [...all];
  const folders = new Set([...all].map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))));
  return folders.has('') || folders.size > MAX_PATHS ? [] : [...folders];
}

function commitsIn(output: Buffer): HistoryCommit[] {
  const fields = output.toString('utf8').split('\0');
  const commits: HistoryCommit[] = [];
  for (let at = 0; at + FIELDS <= fields.length; at += FIELDS) {
    const [sha = '', parents = '', name = '', email = '', authored = '', committed = '', message = ''] =
      fields.slice(at);
    commits.push({
      sha: sha.trim(),
      parents: parents.split(' ').filter(Boolean),
      author: { name, email },
      authoredAt: Number(authored) * 1000,
      committedAt: Number(committed) * 1000,
      message: message.trim(),
    });
  }
  return commits;
}
