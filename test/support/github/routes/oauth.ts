import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HttpError, noContent, notFound, ok, page, type Reply } from '../http/reply.ts';
import { type Call, plainRoute, type Route } from '../http/router.ts';
import { givenRole } from '../state/oauth.ts';
import type { Installation, Repository } from '../state/rows.ts';
import type { World } from '../state/world.ts';
import { installationView, repositoryView } from '../views/repository.ts';

const CODE_MS = 10 * 60_000;
/** What GitHub gives users' tokens, seconds. */
const TOKEN_SECONDS = 28_800;

const Exchange = z.object({
  client_id: z.string(),
  client_secret: z.string(),
  code: z.string(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
});

/** People who sign in elsewhere with GitHub, and what the app is told with their tokens. */
export const oauthRoutes: readonly Route[] = [
  plainRoute('GET /login/oauth/authorize', 'anyone', null, authorize),
  plainRoute('POST /login/oauth/access_token', 'anyone', Exchange, exchange),
  plainRoute(
    'DELETE /applications/:client/token',
    'anyone',
    z.object({ access_token: z.string() }),
    ({ world, params, body, authorization }) => {
      const { clientId, clientSecret, tokens } = world.oauth;
      const basic = `basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      if (params.client !== clientId || authorization.toLowerCase() !== basic.toLowerCase())
        throw new HttpError(401, 'Bad credentials', { unexpected: true });
      if (!tokens.delete(body.access_token)) throw notFound();
      return noContent();
    },
  ),
  plainRoute('GET /user/installations', 'installation', null, (call) =>
    page(
      call.url,
      call.world.installations
        .filter((it) => reposFor(call, it).length > 0)
        .map((it) => installationView(call.world, it)),
      'installations',
    ),
  ),
  plainRoute('GET /user/installations/:id/repositories', 'installation', null, (call) => {
    const it = call.world.installations.find(({ id }) => id === Number(call.params.id));
    const repos = it === undefined ? [] : reposFor(call, it);
    if (repos.length === 0) throw notFound();
    return page(
      call.url,
      repos.map((repo) => repositoryView(call.world, repo)),
      'repositories',
    );
  }),
];

/** Those of an installation to which somebody who signed in through the app has been given access. */
function reposFor({ world, actor }: Call, it: Installation): Repository[] {
  if (actor.kind !== 'user' || actor.throughApp !== true)
    throw new HttpError(403, 'You must authenticate with an access token authorized to a GitHub App', {
      unexpected: true,
    });
  const { login } = actor.user;
  return world.repositories.filter(
    (repo) => !it.removed && repo.owner === it.owner && givenRole(repo, login) !== 'none',
  );
}

function authorize({ world, url }: Call): Reply {
  const asked = Object.fromEntries(url.searchParams);
  const { oauth } = world;
  if (asked.client_id !== oauth.clientId) throw new HttpError(404, 'there is no such client', { unexpected: true });
  if (asked.redirect_uri === undefined || asked.state === undefined)
    throw new HttpError(400, 'redirect_uri and state are missing', { unexpected: true });
  if (oauth.callbackUrls !== null && !oauth.callbackUrls.includes(asked.redirect_uri))
    throw new HttpError(400, 'The redirect_uri is not associated with this application.', { unexpected: true });
  const user = asked.login === undefined ? oauth.browser : world.user(asked.login);
  if (user === null) return whoAreYou(world, url);
  const code = randomBytes(10).toString('hex');
  const challenge = asked.code_challenge ?? null;
  oauth.codes.set(code, { user, redirectUri: asked.redirect_uri, challenge, expiresAt: Date.now() + CODE_MS });
  const back = new URL(asked.redirect_uri);
  back.searchParams.set('code', code);
  back.searchParams.set('state', asked.state);
  world.say('state', `${user.login} signs in at ${back.origin}`);
  return { status: 302, headers: { location: back.href }, text: '' };
}

/** GitHub's own page for signing in, with names instead of passwords. */
function whoAreYou(world: World, url: URL): Reply {
  const links = [...world.users.values()]
    .filter((user) => user.type === 'User')
    .map(({ login }) => {
      const target = new URL(url);
      target.searchParams.set('login', login);
      return `<li><a href="${target.pathname}${target.search.replaceAll('&', '&amp;')}">${login}</a></li>`;
    });
  const text = `<!doctype html><meta charset="utf-8"><title>Sign in</title><link rel="icon" href="data:,"><h1>Who are you?</h1><ul>${links.join('')}</ul>`;
  return { status: 200, text, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

/** Its refusals come with status 200. */
function exchange({ world, body }: Call<z.infer<typeof Exchange>>): Reply {
  const { oauth } = world;
  if (body.client_id !== oauth.clientId || body.client_secret !== oauth.clientSecret)
    return ok({ error: 'incorrect_client_credentials', error_description: 'The client_id and/or client_secret ...' });
  const found = oauth.codes.get(body.code);
  oauth.codes.delete(body.code);
  const known = found !== undefined && found.expiresAt > Date.now();
  if (!known || !verifies(found.challenge, body.code_verifier))
    return ok({ error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' });
  if (body.redirect_uri !== undefined && body.redirect_uri !== found.redirectUri)
    return ok({ error: 'redirect_uri_mismatch', error_description: 'The redirect_uri MUST match ...' });
  const token = `ghu_${randomBytes(18).toString('hex')}`;
  oauth.tokens.set(token, { user: found.user, expiresAt: Date.now() + TOKEN_SECONDS * 1000 });
  return ok({
    access_token: token,
    expires_in: TOKEN_SECONDS,
    refresh_token: `ghr_${randomBytes(18).toString('hex')}`,
    refresh_token_expires_in: 15_897_600,
    scope: '',
    token_type: 'bearer',
  });
}

function verifies(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null) return true;
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
