import { createVerify } from 'node:crypto';
import type { InstallationToken, Permissions, Repository, User } from '../state/rows.ts';
import { atLeast, roleOf, type World } from '../state/world.ts';
import { HttpError, notFound } from './reply.ts';
import type { Need } from './router.ts';

export type Actor =
  | { kind: 'app' }
  | { kind: 'nobody' }
  | { kind: 'installation'; token: InstallationToken }
  /** `throughApp`: with a token that he got by signing in through the app. */
  | { kind: 'user'; user: User; throughApp?: true };

const bad = (message: string, unexpected = true): HttpError => new HttpError(401, message, { unexpected });

/** Who is asking, from the Authorization header of REST and GraphQL. */
export function authenticate(world: World, header: string | undefined): Actor {
  if (header === undefined) throw bad('Requires authentication');
  const [scheme = '', value = ''] = header.split(/\s+/, 2);
  if (!/^(bearer|token)$/i.test(scheme)) throw bad('Bad credentials');
  if (value.split('.').length === 3) {
    checkJwt(world, value);
    return { kind: 'app' };
  }
  return byToken(world, value);
}

/** The same for git, which sends Basic; the login's name is `x-access-token` or anything. */
export function authenticateGit(world: World, header: string | undefined): Actor | null {
  if (header === undefined) return null;
  const [scheme = '', value = ''] = header.split(/\s+/, 2);
  if (!/^basic$/i.test(scheme)) throw bad('git wants Basic authentication');
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
  return byToken(world, password);
}

function byToken(world: World, value: string): Actor {
  const token = world.tokens.get(value);
  if (token !== undefined) {
    if (token.expiresAt <= Date.now()) throw bad('Bad credentials', false); // its time ran out: nobody's mistake
    if (token.installation.removed) throw bad('Bad credentials', false);
    return { kind: 'installation', token };
  }
  const signedIn = world.oauth.tokens.get(value);
  if (signedIn !== undefined && signedIn.expiresAt > Date.now())
    return { kind: 'user', user: signedIn.user, throughApp: true };
  if (value.startsWith('ghu_')) throw bad('Bad credentials', false); // revoked or too old
  for (const user of world.users.values()) if (user.token === value) return { kind: 'user', user };
  throw bad('Bad credentials');
}

/** RS256 with the app's key, issued by the app, living at most ten minutes: what GitHub demands. */
function checkJwt(world: World, jwt: string): void {
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const part = (text: string): Record<string, unknown> => {
    try {
      return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Record<string, unknown>;
    } catch {
      throw bad('A JSON web token could not be decoded');
    }
  };
  if (part(head).alg !== 'RS256') throw bad('A JSON web token could not be decoded');
  const verified = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(world.publicKey, signature, 'base64url');
  if (!verified) throw bad('A JSON web token could not be decoded');
  const { iss, iat, exp } = part(claims);
  const now = Date.now() / 1000;
  if (String(iss) !== String(world.app.id)) throw bad("'Issuer' claim ('iss') must be the app's id");
  if (typeof exp !== 'number' || exp <= now) throw bad("'Expiration time' claim ('exp') must be in the future");
  if (exp > now + 660) throw bad("'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || iat > now + 60) throw bad("'Issued at' claim ('iat') must be in the past");
}

export function senderOf(world: World, actor: Actor): User {
  return actor.kind === 'user' ? actor.user : world.bot;
}

/** The repository, if this actor may see it; hidden ones are 404, as on GitHub. */
export function visible(world: World, actor: Actor, owner: string, name: string): Repository {
  const repo = world.repository(owner, name);
  if (repo === null) throw notFound();
  if (!repo.private || covers(actor, repo)) return repo;
  if (actor.kind === 'user' && roleOf(repo, actor.user.login) !== 'none') return repo;
  throw notFound();
}

function covers(actor: Actor, repo: Repository): boolean {
  if (actor.kind !== 'installation') return false;
  const { installation, repositoryIds } = actor.token;
  if (installation.owner !== repo.owner) return false;
  return repositoryIds === null || repositoryIds.includes(repo.id);
}

/** Throws GitHub's 403 unless one of the needed permissions is there. Public repositories may be read by anybody. */
export function authorise(world: World, actor: Actor, repo: Repository, needs: readonly Need[]): void {
  if (allowed(actor, repo, needs)) return;
  const deliberate = world.narrowed && !needs.some((need) => grants(world.permissions, need));
  throw new HttpError(403, 'Resource not accessible by integration', {
    unexpected: !deliberate,
    headers: { 'x-accepted-github-permissions': needs.join('; ').replaceAll(':', '=') },
  });
}

export function allowed(actor: Actor, repo: Repository, needs: readonly Need[]): boolean {
  if (actor.kind === 'app' || actor.kind === 'nobody') return false;
  if (needs.length === 0) return true;
  return needs.some((need) => {
    const level = need.endsWith(':write') ? 'write' : 'read';
    if (actor.kind === 'user') return atLeast(roleOf(repo, actor.user.login), level);
    if (!covers(actor, repo)) return level === 'read' && !repo.private;
    return grants(actor.token.permissions, need);
  });
}

function grants(permissions: Permissions, need: Need): boolean {
  const [name = '', level = ''] = need.split(':');
  const has = permissions[name];
  return name === 'metadata' || has === 'write' || (has === 'read' && level === 'read');
}
