import { mkdir, readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CiSpec } from '../ci/spec.ts';
import { installHook } from '../http/git-http.ts';
import { createBare, type FileContent, type Files, git, writeCommit } from '../state/git.ts';
import type { Repository } from '../state/rows.ts';
import type { World } from '../state/world.ts';
import { MAINTAINER } from './issue.ts';

export interface RepositoryOptions {
  files?: Files;
  /** A folder, or a local git repository (then with its history), that is put on the default branch. */
  from?: string;
  private?: boolean;
  defaultBranch?: string;
  ci?: CiSpec;
  labels?: string[];
  language?: string;
  topics?: string[];
}

/** Makes a repository with its first commit on the default branch; that commit sets nothing off. */
export async function createRepository(
  world: World,
  fullName: string,
  options: RepositoryOptions,
): Promise<Repository> {
  const [owner = '', name = ''] = fullName.split('/');
  if (owner === '' || name === '') throw new Error(`a repository is named owner/name, not ${fullName}`);
  if (world.repository(owner, name) !== null) throw new Error(`there is a repository ${fullName} already`);
  const { defaultBranch = 'main', labels = [] } = options;
  const user = world.user(owner);
  user.type = 'Organization';
  world.installationOf(owner);
  const id = world.id();
  const gitDir = join(world.folder, 'repositories', `${id}.git`);
  await mkdir(join(world.folder, 'repositories'), { recursive: true });
  await createBare(gitDir, defaultBranch);
  await installHook(gitDir);
  const repo: Repository = {
    id,
    owner: user,
    name,
    formerNames: [],
    archived: false,
    private: options.private ?? false,
    defaultBranch,
    gitDir,
    createdAt: world.now(),
    labels: new Map(
      labels.map((label) => [label.toLowerCase(), { id: world.id(), name: label, color: 'ededed', description: null }]),
    ),
    roles: new Map([[MAINTAINER, 'write'], ...world.everywhere]),
    issues: new Map(),
    suites: [],
    checks: [],
    statuses: [],
    runs: [],
    protection: new Map(),
    draftsAllowed: true,
    language: options.language ?? null,
    topics: options.topics ?? [],
    ci: options.ci ?? null,
    ciStarts: new Map(),
  };
  world.user(MAINTAINER);
  await firstCommit(repo, options);
  world.repositories.push(repo);
  return repo;
}

async function firstCommit(repo: Repository, options: RepositoryOptions): Promise<void> {
  const branch = `refs/heads/${repo.defaultBranch}`;
  const { from } = options;
  const isGit = from !== undefined && (await stat(join(from, '.git')).catch(() => null)) !== null;
  if (isGit) await git(repo.gitDir, ['fetch', '--quiet', from, `HEAD:${branch}`]);
  const copied = from === undefined || isGit ? {} : await readFolder(from);
  const files = { ...copied, ...options.files };
  if (isGit && Object.keys(files).length === 0) return;
  const parent = isGit ? await git(repo.gitDir, ['rev-parse', branch]) : null;
  const author = { name: MAINTAINER, email: `${MAINTAINER}@example.com` };
  const wanted = parent === null && Object.keys(files).length === 0 ? { 'README.md': `# ${repo.name}\n` } : files;
  const sha = await writeCommit(repo.gitDir, parent, wanted, 'First commit', author);
  await git(repo.gitDir, ['update-ref', branch, sha]);
}

/** A folder's files, `.git` and installed packages left out. */
async function readFolder(folder: string): Promise<Files> {
  const files: Record<string, FileContent> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const inside = path
      .slice(folder.length)
      .replace(/^[\\/]+/, '')
      .replaceAll('\\', '/');
    if (/(^|\/)(\.git|node_modules)(\/|$)/.test(inside)) continue;
    if (entry.isSymbolicLink()) files[inside] = { symlink: await readlink(path) };
    else if (entry.isFile()) {
      const content = await readFile(path);
      files[inside] = ((await stat(path)).mode & 0o111) === 0 ? content : { content, executable: true };
    }
  }
  return files;
}
