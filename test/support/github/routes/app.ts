import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HttpError, notFound, ok, page, type Json } from '../http/reply.ts';
import { plainRoute, type Route } from '../http/router.ts';
import { EVERY_EVENT } from '../state/manifests.ts';
import type { Delivery, Installation, Permissions } from '../state/rows.ts';
import { RATE_LIMIT, type World } from '../state/world.ts';
import { appView, installationView, repositoryView, userView } from '../views/repository.ts';

const HOUR_MS = 3_600_000;

const TokenWish = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number().int()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
});

/** What the app asks as itself, and the few questions that belong to no repository. */
export const appRoutes: readonly Route[] = [
  plainRoute('GET /app', 'app', null, ({ world }) =>
    ok({ ...appView(world, world.app, world.permissions), events: world.webhooks.events ?? EVERY_EVENT }),
  ),
  plainRoute('GET /app/installations', 'app', null, ({ world, url }) =>
    page(
      url,
      world.installations.filter((it) => !it.removed).map((it) => installationView(world, it)),
    ),
  ),
  plainRoute('GET /app/installations/:id', 'app', null, ({ world, params }) =>
    ok(installationView(world, installation(world, params.id))),
  ),
  plainRoute('POST /app/installations/:id/access_tokens', 'app', TokenWish, ({ world, params, body }) => {
    const it = installation(world, params.id);
    const repositoryIds = wantedRepositories(world, it, body);
    const permissions = wantedPermissions(world, it, body.permissions);
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    const expiresAt = Date.now() + HOUR_MS;
    world.tokens.set(token, { token, installation: it, permissions, repositoryIds, expiresAt });
    const repos = world.repositories.filter((repo) => repositoryIds?.includes(repo.id) ?? false);
    const answer: Json = {
      token,
      expires_at: new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z'),
      permissions,
      repository_selection: repositoryIds === null ? 'all' : 'selected',
    };
    if (repositoryIds !== null) answer.repositories = repos.map((repo) => repositoryView(world, repo));
    return { status: 201, body: answer };
  }),
  plainRoute('GET /repos/:owner/:repo/installation', 'app', null, ({ world, params }) => {
    if (world.repository(params.owner ?? '', params.repo ?? '') === null) throw notFound();
    const it = world.installationOf(params.owner ?? '');
    if (it.removed) throw notFound();
    return ok(installationView(world, it));
  }),
  plainRoute('GET /orgs/:owner/installation', 'app', null, ({ world, params }) =>
    ok(ownersInstallation(world, params.owner)),
  ),
  plainRoute('GET /users/:owner/installation', 'app', null, ({ world, params }) =>
    ok(ownersInstallation(world, params.owner)),
  ),
  plainRoute('GET /app/hook/config', 'app', null, ({ world }) =>
    ok({ content_type: 'json', insecure_ssl: '0', secret: '********', url: world.webhooks.target }),
  ),
  plainRoute('GET /app/hook/deliveries', 'app', null, ({ world, url }) => {
    const newestFirst = world.webhooks.deliveries.toReversed();
    const cursor = Number(url.searchParams.get('cursor')?.replace(/^v1_/, '') ?? Number.POSITIVE_INFINITY);
    const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
    const older = newestFirst.filter((it) => it.id < cursor);
    const shown = older.slice(0, size);
    const next = new URL(url);
    next.searchParams.set('cursor', `v1_${shown.at(-1)?.id}`);
    return ok(shown.map(deliveryView), older.length > size ? { link: `<${next.href}>; rel="next"` } : {});
  }),
  plainRoute('GET /app/hook/deliveries/:id', 'app', null, ({ world, params }) => {
    const it = world.webhooks.find(Number(params.id));
    if (it === null) throw notFound();
    const request = { headers: { 'X-GitHub-Event': it.event, 'X-GitHub-Delivery': it.guid }, payload: it.payload };
    return ok({ ...deliveryView(it), request, response: { headers: {}, payload: it.response } });
  }),
  plainRoute('POST /app/hook/deliveries/:id/attempts', 'app', null, ({ world, params }) => {
    if (world.webhooks.find(Number(params.id)) === null) throw notFound();
    world.inBackground(world.webhooks.redeliver(Number(params.id)));
    return { status: 202, body: {} };
  }),
  plainRoute('GET /installation/repositories', 'installation', null, ({ world, url, actor }) => {
    if (actor.kind !== 'installation')
      throw new HttpError(403, 'You must authenticate with an installation access token');
    const { installation: it, repositoryIds } = actor.token;
    const mine = world.repositories.filter(
      (repo) => repo.owner === it.owner && (repositoryIds === null || repositoryIds.includes(repo.id)),
    );
    return page(
      url,
      mine.map((repo) => repositoryView(world, repo)),
      'repositories',
    );
  }),
  plainRoute('GET /users/:login', 'installation', null, ({ world, params }) => {
    const user = world.users.get((params.login ?? '').toLowerCase());
    if (user === undefined) throw notFound();
    return ok({ ...userView(world, user), name: user.login, public_repos: 0 });
  }),
  plainRoute('GET /user', 'installation', null, ({ world, actor }) => {
    if (actor.kind !== 'user') throw new HttpError(403, 'Resource not accessible by integration', { unexpected: true });
    return ok(userView(world, actor.user));
  }),
  plainRoute('GET /rate_limit', 'installation', null, ({ world }) => {
    const core = {
      limit: RATE_LIMIT,
      remaining: world.rateLimitRemaining,
      used: RATE_LIMIT - world.rateLimitRemaining,
      reset: resetAt(),
    };
    return ok({ resources: { core, graphql: core }, rate: core });
  }),
  plainRoute('GET /meta', 'anyone', null, () => ok({ installed_version: '3.20.0' })),
];

export function resetAt(): number {
  return Math.floor(Date.now() / 1000) + 3600;
}

function installation(world: World, id: string | undefined): Installation {
  const found = world.installations.find((it) => it.id === Number(id));
  if (found === undefined || found.removed) throw notFound();
  return found;
}

function ownersInstallation(world: World, owner: string | undefined): Json {
  const found = world.installations.find((it) => it.owner.login === owner);
  if (found === undefined) throw notFound();
  return installationView(world, found);
}

function wantedRepositories(world: World, it: Installation, wish: z.infer<typeof TokenWish>): number[] | null {
  if (wish.repositories === undefined && wish.repository_ids === undefined) return null;
  const mine = world.repositories.filter((repo) => repo.owner === it.owner);
  const wanted: (string | number)[] = [...(wish.repositories ?? []), ...(wish.repository_ids ?? [])];
  return wanted.map((one) => {
    const found = mine.find((repo) => repo.id === one || (typeof one === 'string' && sameName(repo.name, one)));
    if (found === undefined) {
      throw new HttpError(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    }
    return found.id;
  });
}

function wantedPermissions(world: World, it: Installation, wish: Permissions | undefined): Permissions {
  if (wish === undefined) return it.permissions;
  for (const [name, level] of Object.entries(wish)) {
    const has = it.permissions[name];
    if (has === 'write' || has === level) continue;
    throw new HttpError(422, 'The permissions requested are not granted to this installation.', {
      unexpected: !world.narrowed,
    });
  }
  return { ...wish, metadata: 'read' };
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function deliveryView(it: Delivery): Json {
  const { id, guid, event, action, redelivery } = it;
  return {
    id,
    guid,
    event,
    action,
    redelivery,
    delivered_at: it.deliveredAt,
    duration: it.durationMs / 1000,
    status:
      it.status === null
        ? 'pending'
        : it.status === 0
          ? 'failed to connect to host'
          : it.status < 300
            ? 'OK'
            : 'Invalid HTTP Response',
    status_code: it.status ?? 0,
    installation_id: it.installationId,
    repository_id: it.repositoryId,
    throttled_at: null,
  };
}
