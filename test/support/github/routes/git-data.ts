import { z } from 'zod';
import { afterMoves, refMoves } from '../changes/pushes.ts';
import { created, HttpError, invalid, noContent, notFound, ok, page, type Json } from '../http/reply.ts';
import { repoRoute, type Route } from '../http/router.ts';
import { commitTree, git, gitBuffer, gitOrNull, listRefs } from '../state/git.ts';
import type { Repository, User } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { gitCommitView, readCommit } from '../views/commit.ts';

const Person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const Sha = z.string().regex(/^[0-9a-f]{40}$/);

const TreeEntry = z.object({
  path: z.string().min(1),
  mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
  type: z.enum(['blob', 'tree', 'commit']).optional(),
  sha: Sha.nullable().optional(),
  content: z.string().optional(),
});

export const gitDataRoutes: readonly Route[] = [
  repoRoute('GET /git/ref/:ref*', 'contents:read', null, async ({ world, repo, params }) => {
    const sha = (await listRefs(repo.gitDir)).get(`refs/${params.ref}`);
    if (sha === undefined) throw notFound();
    return ok(refView(world, repo, `refs/${params.ref}`, sha));
  }),
  repoRoute('GET /git/matching-refs/:ref*', 'contents:read', null, async ({ world, repo, params, url }) => {
    const refs = [...(await listRefs(repo.gitDir))].filter(([ref]) => ref.startsWith(`refs/${params.ref}`));
    return page(
      url,
      refs.map(([ref, sha]) => refView(world, repo, ref, sha)),
    );
  }),
  repoRoute('POST /git/refs', 'contents:write', z.object({ ref: z.string(), sha: Sha }), async (call) => {
    const { world, repo, body, sender } = call;
    if (!/^refs\/[^/]+\/./.test(body.ref)) throw invalid('Reference', 'ref', 'invalid');
    await mustBeCommit(repo, body.sha);
    await moveRef(world, repo, sender, async (refs) => {
      if (refs.has(body.ref)) throw new HttpError(422, 'Reference already exists');
      await git(repo.gitDir, ['update-ref', body.ref, body.sha, '0'.repeat(40)]);
    });
    return created(refView(world, repo, body.ref, body.sha));
  }),
  repoRoute(
    'PATCH /git/refs/:ref*',
    'contents:write',
    z.object({ sha: Sha, force: z.boolean().optional() }),
    async ({ world, repo, params, body, sender }) => {
      const ref = `refs/${params.ref}`;
      await mustBeCommit(repo, body.sha);
      await moveRef(world, repo, sender, async (refs) => {
        const old = refs.get(ref);
        if (old === undefined) throw new HttpError(422, 'Reference does not exist');
        const straight = await gitOrNull(repo.gitDir, ['merge-base', '--is-ancestor', old, body.sha]);
        if (straight === null && body.force !== true) throw new HttpError(422, 'Update is not a fast forward');
        await git(repo.gitDir, ['update-ref', ref, body.sha, old]);
      });
      return ok(refView(world, repo, ref, body.sha));
    },
  ),
  repoRoute('DELETE /git/refs/:ref*', 'contents:write', null, async ({ world, repo, params, sender }) => {
    await moveRef(world, repo, sender, async (refs) => {
      if (!refs.has(`refs/${params.ref}`)) throw new HttpError(422, 'Reference does not exist');
      await git(repo.gitDir, ['update-ref', '-d', `refs/${params.ref}`]);
    });
    return noContent();
  }),
  repoRoute('GET /git/commits/:sha', 'contents:read', null, async ({ world, repo, params }) => {
    await mustExist(repo, params.sha, 'commit');
    return ok(gitCommitView(world, repo, await readCommit(repo, params.sha ?? '')));
  }),
  repoRoute(
    'POST /git/commits',
    'contents:write',
    z.object({
      message: z.string(),
      tree: Sha,
      parents: z.array(Sha).default([]),
      author: Person.optional(),
      committer: Person.optional(),
    }),
    async ({ world, repo, body, sender }) => {
      await mustExist(repo, body.tree, 'tree');
      for (const parent of body.parents) await mustExist(repo, parent, 'commit');
      const self = { name: sender.login, email: `${sender.id}+${sender.login}@users.noreply.github.com` };
      const author = plain(body.author ?? self);
      const committer = plain(body.committer ?? body.author ?? self);
      const plainSha = await commitTree(repo.gitDir, body.tree, body.parents, body.message, author, committer);
      // GitHub signs what an app commits in its own name.
      if (body.author !== undefined || body.committer !== undefined || sender.type !== 'Bot')
        return created(gitCommitView(world, repo, await readCommit(repo, plainSha)));
      const payload = (await gitBuffer(repo.gitDir, ['cat-file', 'commit', plainSha])).toString('utf8');
      const signature = `-----BEGIN PGP SIGNATURE-----\n\n${Buffer.from(plainSha).toString('base64')}\n-----END PGP SIGNATURE-----\n`;
      const at = payload.indexOf('\n\n');
      const input = `${payload.slice(0, at)}\ngpgsig ${signature.replaceAll('\n', '\n ')}${payload.slice(at)}`;
      const sha = await git(repo.gitDir, ['hash-object', '-w', '-t', 'commit', '--stdin'], { input });
      const view = gitCommitView(world, repo, await readCommit(repo, sha));
      return created({ ...view, verification: { verified: true, reason: 'valid', signature, payload } });
    },
  ),
  repoRoute('GET /git/trees/:sha*', 'contents:read', null, async ({ world, repo, params, url }) => {
    const sha = await gitOrNull(repo.gitDir, ['rev-parse', '--verify', '--quiet', `${params.sha}^{tree}`]);
    if (sha === null) throw notFound();
    const flags = url.searchParams.has('recursive') ? ['-r', '-t'] : [];
    return ok(await treeView(world, repo, sha, flags));
  }),
  repoRoute(
    'POST /git/trees',
    'contents:write',
    z.object({ base_tree: Sha.optional(), tree: z.array(TreeEntry).min(1) }),
    async ({ world, repo, body }) => {
      const index = `${repo.gitDir}/double-index-${world.id()}`;
      const env = { GIT_INDEX_FILE: index };
      if (body.base_tree !== undefined) {
        await mustExist(repo, body.base_tree, 'tree');
        await git(repo.gitDir, ['read-tree', body.base_tree], { env });
      }
      const lines: string[] = [];
      for (const { path, mode, sha, content } of body.tree) {
        if (sha === null) {
          lines.push(`0 ${'0'.repeat(40)}\t${path}\0`);
          continue;
        }
        if (sha === undefined && content === undefined)
          throw new HttpError(422, 'Must supply either tree.sha or tree.content.');
        const blob = sha ?? (await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input: content ?? '' }));
        if (mode === '040000') {
          await git(repo.gitDir, ['read-tree', `--prefix=${path}/`, blob], { env });
        } else {
          if (mode !== '160000') await mustExist(repo, blob, 'blob');
          lines.push(`${mode} ${blob}\t${path}\0`);
        }
      }
      await git(repo.gitDir, ['update-index', '-z', '--index-info'], { env, input: lines.join('') });
      const tree = await git(repo.gitDir, ['write-tree'], { env });
      await git(repo.gitDir, ['read-tree', '--empty'], { env });
      return created(await treeView(world, repo, tree, []));
    },
  ),
  repoRoute('GET /git/blobs/:sha', 'contents:read', null, async ({ repo, params }) => {
    await mustExist(repo, params.sha, 'blob', 404);
    const content = await gitBuffer(repo.gitDir, ['cat-file', 'blob', params.sha ?? '']);
    return ok({ sha: params.sha, size: content.length, encoding: 'base64', content: content.toString('base64') });
  }),
  repoRoute(
    'POST /git/blobs',
    'contents:write',
    z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') }),
    async ({ world, repo, body }) => {
      const input = Buffer.from(body.content, body.encoding);
      const sha = await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input });
      return created({ sha, url: `${world.url}/api/v3/repos/${fullName(repo)}/git/blobs/${sha}` });
    },
  ),
];

type Work = (refs: ReadonlyMap<string, string>) => Promise<void>;

/** Moves refs and lets everything happen that a push would make happen. */
async function moveRef(world: World, repo: Repository, by: User, work: Work): Promise<void> {
  await world.locked(repo, async () => {
    const before = await listRefs(repo.gitDir);
    await work(before);
    await afterMoves(world, repo, by, refMoves(before, await listRefs(repo.gitDir)));
  });
}

async function mustBeCommit(repo: Repository, sha: string): Promise<void> {
  const kind = await gitOrNull(repo.gitDir, ['cat-file', '-t', sha]);
  if (kind !== 'commit') throw new HttpError(422, 'Object does not exist');
}

async function mustExist(repo: Repository, sha: string | undefined, kind: string, status = 0): Promise<void> {
  const found = /^[0-9a-f]{40}$/.test(sha ?? '') ? await gitOrNull(repo.gitDir, ['cat-file', '-t', sha ?? '']) : null;
  if (found === kind) return;
  if (status === 404 || kind === 'commit') throw notFound();
  throw new HttpError(422, `${kind} ${sha} is not a valid ${kind}`);
}

function plain(it: z.infer<typeof Person>): { name: string; email: string; date?: string } {
  const { name, email, date } = it;
  return date === undefined ? { name, email } : { name, email, date };
}

function refView(world: World, repo: Repository, ref: string, sha: string): Json {
  const api = `${world.url}/api/v3/repos/${fullName(repo)}/git`;
  return {
    ref,
    node_id: `REF_${ref}`,
    url: `${api}/${ref}`,
    object: { sha, type: 'commit', url: `${api}/commits/${sha}` },
  };
}

async function treeView(world: World, repo: Repository, sha: string, flags: readonly string[]): Promise<Json> {
  const text = await git(repo.gitDir, ['ls-tree', '-l', '-z', ...flags, sha]);
  const tree = text
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [facts = '', path = ''] = line.split('\t');
      const [mode = '', type = '', blob = '', size = ''] = facts.split(/\s+/);
      return { path, mode, type, sha: blob, ...(type === 'blob' ? { size: Number(size) } : {}) };
    });
  return { sha, url: `${world.url}/api/v3/repos/${fullName(repo)}/git/trees/${sha}`, tree, truncated: false };
}
