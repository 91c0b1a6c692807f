import { z } from 'zod';
import { afterMoves, refMoves } from '../changes/pushes.ts';
import { branchHead } from '../changes/pulls.ts';
import { HttpError, invalid, notFound, ok, page, type Json, type Reply } from '../http/reply.ts';
import { type RepoCall, repoRoute, type Route } from '../http/router.ts';
import { git, gitBuffer, gitOrNull, listRefs, resolveCommit, writeCommit } from '../state/git.ts';
import type { Repository } from '../state/rows.ts';
import { fullName, roleOf, type World } from '../state/world.ts';
import { commitView, countCommits, mergeBase, readChanges, readCommit, readCommits } from '../views/commit.ts';
import { repositoryView, userView } from '../views/repository.ts';

export const repoRoutes: readonly Route[] = [
  repoRoute('GET ', 'metadata:read', null, ({ world, repo }) => ok(repositoryView(world, repo))),
  repoRoute('GET /collaborators/:login/permission', 'metadata:read', null, ({ world, repo, params }) => {
    const user = world.users.get((params.login ?? '').toLowerCase());
    if (user === undefined) throw notFound(`${params.login} is not a user`);
    const role = roleOf(repo, user.login);
    const permission = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
    return ok({ permission, role_name: role, user: { ...userView(world, user), role_name: role } });
  }),
  repoRoute('GET /collaborators', 'metadata:read', null, ({ world, repo, url }) => {
    const people = [...repo.roles].map(([login, role]) => ({ ...userView(world, world.user(login)), role_name: role }));
    return page(url, people);
  }),
  repoRoute('GET /branches', 'contents:read', null, async ({ repo, url }) => {
    const refs = [...(await listRefs(repo.gitDir))].filter(([ref]) => ref.startsWith('refs/heads/'));
    return page(
      url,
      refs.map(([ref, sha]) => ({
        name: ref.slice(11),
        commit: { sha },
        protected: repo.protection.has(ref.slice(11)),
      })),
    );
  }),
  repoRoute('GET /rules/branches/:branch*', 'metadata:read', null, ({ repo, params, url }) => {
    const checks = repo.protection.get(params.branch ?? '')?.requiredChecks ?? [];
    const rule = {
      type: 'required_status_checks',
      parameters: { required_status_checks: checks.map((context) => ({ context })) },
    };
    return page(url, checks.length === 0 ? [] : [rule]);
  }),
  repoRoute('GET /branches/:branch*/protection', 'metadata:read', null, ({ repo, params }) => {
    const it = repo.protection.get(params.branch ?? '');
    if (it?.answer === 200) return ok({ required_status_checks: checksOf(repo, params.branch ?? '') });
    if (it?.answer === 404) throw notFound('Branch not protected');
    throw new HttpError(403, 'Resource not accessible by integration');
  }),
  repoRoute('GET /branches/:branch*', 'contents:read', null, async ({ world, repo, params }) => {
    const name = params.branch ?? '';
    const sha = await branchHead(repo, name);
    if (sha === null) throw notFound('Branch not found');
    const isProtected = repo.protection.has(name);
    return ok({
      name,
      commit: commitView(world, repo, await readCommit(repo, sha)),
      protected: isProtected,
      protection: { enabled: isProtected, required_status_checks: checksOf(repo, name) },
    });
  }),
  repoRoute('GET /commits', 'contents:read', null, async ({ world, repo, url }) => {
    const sha = await resolveCommit(repo.gitDir, url.searchParams.get('sha') ?? repo.defaultBranch);
    if (sha === null) throw notFound();
    return page(
      url,
      (await readCommits(repo, sha)).map((it) => commitView(world, repo, it)),
    );
  }),
  repoRoute('GET /compare/:basehead*', 'contents:read', null, compare),
  repoRoute('GET /contents/:path*', 'contents:read', null, contents),
  repoRoute('GET /contents', 'contents:read', null, contents),
  repoRoute(
    'PUT /contents/:path*',
    'contents:write',
    z.object({ message: z.string(), content: z.string(), branch: z.string().optional(), sha: z.string().optional() }),
    async ({ world, repo, params, body, sender }) => {
      const branch = body.branch ?? repo.defaultBranch;
      return await world.locked(repo, async () => {
        const head = await branchHead(repo, branch);
        if (head === null) throw notFound(`Branch ${branch} not found`);
        const path = params.path ?? '';
        const old = await gitOrNull(repo.gitDir, ['rev-parse', '--verify', '--quiet', `${head}:${path}`]);
        if (old !== null && body.sha === undefined)
          throw invalid('Content', 'sha', 'missing_field', `"sha" wasn't supplied.`);
        if (old !== null && body.sha !== old) throw new HttpError(409, `${path} does not match ${body.sha}`);
        const before = await listRefs(repo.gitDir);
        const author = { name: sender.login, email: `${sender.login}@users.noreply.github.com` };
        const files = { [path]: Buffer.from(body.content, 'base64') };
        const sha = await writeCommit(repo.gitDir, head, files, body.message, author);
        await git(repo.gitDir, ['update-ref', `refs/heads/${branch}`, sha, head]);
        await afterMoves(world, repo, sender, refMoves(before, await listRefs(repo.gitDir)));
        const content = await fileView(world, repo, sha, path);
        return {
          status: old === null ? 201 : 200,
          body: { content, commit: commitView(world, repo, await readCommit(repo, sha)) },
        };
      });
    },
  ),
];

function checksOf(repo: Repository, branch: string): Json {
  const contexts = repo.protection.get(branch)?.requiredChecks ?? [];
  return { enforcement_level: 'everyone', contexts, checks: contexts.map((context) => ({ context, app_id: null })) };
}

async function compare({ world, repo, params, accept, url }: RepoCall): Promise<Reply> {
  const [baseRef = '', headRef = ''] = (params.basehead ?? '').split('...');
  const side = async (ref: string): Promise<string> => {
    const sha = await resolveCommit(repo.gitDir, ref.replace(`${repo.owner.login}:`, ''));
    if (sha === null) throw notFound();
    return sha;
  };
  const [base, head] = [await side(baseRef), await side(headRef)];
  const from = await mergeBase(repo, base, head);
  if (from === null) throw notFound(`No common ancestor between ${baseRef} and ${headRef}.`);
  if (accept.includes('.diff')) {
    return {
      status: 200,
      text: `${await git(repo.gitDir, ['diff', from, head])}\n`,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    };
  }
  const [ahead, behind] = [await countCommits(repo, base, head), await countCommits(repo, head, base)];
  const commits = (await readCommits(repo, `${base}..${head}`)).reverse().map((it) => commitView(world, repo, it));
  return ok({
    url: url.href,
    status: ahead === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    base_commit: commitView(world, repo, await readCommit(repo, base)),
    merge_base_commit: commitView(world, repo, await readCommit(repo, from)),
    commits,
    files: await readChanges(repo, from, head),
  });
}

async function contents({ world, repo, params, url, accept }: RepoCall): Promise<Reply> {
  const path = (params.path ?? '').replace(/^\/+|\/+$/g, '');
  const sha = await resolveCommit(repo.gitDir, url.searchParams.get('ref') ?? repo.defaultBranch);
  if (sha === null) throw notFound(`No commit found for the ref ${url.searchParams.get('ref')}`);
  const kind = await gitOrNull(repo.gitDir, ['cat-file', '-t', `${sha}:${path}`]);
  if (kind === null) throw notFound();
  if (kind === 'tree') {
    const names = (await git(repo.gitDir, ['ls-tree', '-z', '--name-only', `${sha}:${path}`]))
      .split('\0')
      .filter(Boolean);
    const entries = names.map(async (name) => {
      const {
        content: _,
        encoding: __,
        ...entry
      } = await fileView(world, repo, sha, path === '' ? name : `${path}/${name}`);
      return entry;
    });
    return ok(await Promise.all(entries));
  }
  if (/\.raw\b/.test(accept)) {
    const raw = await gitBuffer(repo.gitDir, ['cat-file', 'blob', `${sha}:${path}`]);
    return {
      status: 200,
      text: raw.toString('utf8'),
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  }
  return ok(await fileView(world, repo, sha, path));
}

async function fileView(world: World, repo: Repository, commit: string, path: string): Promise<Json> {
  const line = await git(repo.gitDir, ['ls-tree', '-l', '-z', commit, '--', path]);
  const [mode = '', type = '', sha = '', size = ''] = (line.split('\t')[0] ?? '').split(/\s+/);
  const shown = mode === '120000' ? 'symlink' : type === 'tree' ? 'dir' : type === 'commit' ? 'submodule' : 'file';
  const shared = {
    type: shown,
    name: path.split('/').at(-1),
    path,
    sha,
    size: Number(size) || 0,
    url: `${world.url}/api/v3/repos/${fullName(repo)}/contents/${path}?ref=${commit}`,
    html_url: `${world.url}/${fullName(repo)}/blob/${commit}/${path}`,
    git_url: `${world.url}/api/v3/repos/${fullName(repo)}/git/blobs/${sha}`,
    download_url: null,
  };
  if (type !== 'blob') return shared;
  const content = await gitBuffer(repo.gitDir, ['cat-file', 'blob', sha]);
  return { ...shared, encoding: 'base64', content: content.toString('base64').replace(/(.{60})/g, '$1\n') };
}
