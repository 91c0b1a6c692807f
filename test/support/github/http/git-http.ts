import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { afterMoves, refMoves } from '../changes/pushes.ts';
import { gitEnv, listRefs } from '../state/git.ts';
import type { Repository } from '../state/rows.ts';
import { fullName, type World } from '../state/world.ts';
import { type Actor, allowed, authenticateGit, senderOf, visible } from './auth.ts';
import { HttpError } from './reply.ts';

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export function isGitPath(path: string): boolean {
  return PATH.test(path);
}

/** Git over HTTP by the real `git http-backend`, with GitHub's rules in front. Resolves with what was answered. */
export async function serveGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  dropAfter: boolean,
): Promise<number> {
  const [, owner = '', name = '', rest = ''] = PATH.exec(url.pathname) ?? [];
  const renamed = world.renamed(owner, name);
  if (renamed !== null) {
    const location = url.href.replace(/[^/]+\/[^/]+?(?:\.git)?(?=\/(?:info\/refs|git-))/, `${fullName(renamed)}.git`);
    response.writeHead(301, { location }).end();
    return 301;
  }
  const writes = rest === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const { repo, actor } = admit(world, request, owner, name, writes);
  if (rest !== 'git-receive-pack') return await backend(world, repo, actor, request, response, url, rest);
  const body = await readBody(request);
  return await world.locked(repo, async () => {
    const before = await listRefs(repo.gitDir);
    const answer = await receivePack(world, repo, actor, request, url, body);
    // What a push changes is true before git hears that it went well, so a look right after sees it.
    const by = actor === null ? world.bot : senderOf(world, actor);
    await afterMoves(world, repo, by, refMoves(before, await listRefs(repo.gitDir)));
    if (dropAfter) {
      request.socket.destroy();
      return 0;
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return answer.status;
  });
}

function admit(
  world: World,
  request: IncomingMessage,
  owner: string,
  name: string,
  writes: boolean,
): { repo: Repository; actor: Actor | null } {
  const actor = authenticateGit(world, request.headers.authorization);
  if (actor === null) {
    const repo = world.repository(owner, name);
    if (repo !== null && !repo.private && !writes) return { repo, actor };
    throw new HttpError(401, 'Authentication required', { headers: { 'www-authenticate': 'Basic realm="GitHub"' } });
  }
  const repo = visible(world, actor, owner, name);
  if (repo.archived && writes) throw new HttpError(403, 'This repository was archived so it is read-only.');
  if (allowed(actor, repo, [writes ? 'contents:write' : 'contents:read'])) return { repo, actor };
  throw new HttpError(403, `Permission to ${owner}/${name}.git denied.`, { unexpected: true });
}

function cgiEnv(
  world: World,
  repo: Repository,
  actor: Actor | null,
  request: IncomingMessage,
  url: URL,
): NodeJS.ProcessEnv {
  const rest = PATH.exec(url.pathname)?.[3] ?? '';
  const header = (name: string): string => String(request.headers[name] ?? '');
  const refused = [...repo.protection].filter(([, it]) => it.refusePushes).map(([branch]) => branch);
  const workflows = actor?.kind !== 'installation' || actor.token.permissions.workflows === 'write';
  return {
    ...gitEnv(),
    GIT_PROJECT_ROOT: dirname(repo.gitDir),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(repo.gitDir)}/${rest}`,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    ...(request.headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: header('content-length') }),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: actor === null ? '' : senderOf(world, actor).login,
    REMOTE_ADDR: '127.0.0.1',
    DOUBLE_WORKFLOWS: workflows ? 'allowed' : 'refused',
    DOUBLE_PROTECTED: refused.join(' '),
    DOUBLE_DEFAULT: `refs/heads/${repo.defaultBranch}`,
  };
}

/** Advertisements and fetches are passed through as they come. */
async function backend(
  world: World,
  repo: Repository,
  actor: Actor | null,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  rest: string,
): Promise<number> {
  const child = spawn('git', ['http-backend'], {
    env: cgiEnv(world, repo, actor, request, url),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => {});
  if (rest === 'info/refs') child.stdin.end();
  else request.pipe(child.stdin);
  response.on('close', () => child.kill());
  let head = Buffer.alloc(0);
  let status = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    if (status !== 0) {
      if (!response.write(chunk))
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const parsed = splitHead(head);
    if (parsed === null) continue;
    status = parsed.status;
    response.writeHead(status, parsed.headers).write(parsed.body);
  }
  if (status === 0) throw new HttpError(500, 'git http-backend gave no answer');
  response.end();
  return status;
}

interface CgiAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

async function receivePack(
  world: World,
  repo: Repository,
  actor: Actor | null,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
): Promise<CgiAnswer> {
  const env = { ...cgiEnv(world, repo, actor, request, url), CONTENT_LENGTH: String(body.length) };
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  child.stdin.end(body);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const answer = splitHead(Buffer.concat(chunks));
  if (answer === null) throw new HttpError(500, 'git http-backend gave no answer');
  return answer;
}

function splitHead(buffer: Buffer): CgiAnswer | null {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const headers: Record<string, string> = {};
  let status = 200;
  for (const line of buffer.subarray(0, end).toString('latin1').split('\r\n')) {
    const [name = '', value = ''] = line.split(/:\s*/, 2);
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers, body: buffer.subarray(end + 4) };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Protected branches, and GitHub's rule that an app without `workflows` may not touch workflow files. */
const PRE_RECEIVE = `#!/bin/sh
zero=0000000000000000000000000000000000000000
while read -r old new ref; do
  for branch in $DOUBLE_PROTECTED; do
    if [ "$ref" = "refs/heads/$branch" ]; then
      echo "error: GH006: Protected branch update failed for $ref." >&2
      exit 1
    fi
  done
  [ "$DOUBLE_WORKFLOWS" = refused ] || continue
  [ "$new" = "$zero" ] && continue
  base=$old
  [ "$old" = "$zero" ] && base=$(git merge-base "$new" "$DOUBLE_DEFAULT")
  if ! git diff --quiet "$base" "$new" -- .github/workflows; then
    echo "refusing to allow a GitHub App to create or update workflow without \\\`workflows\\\` permission" >&2
    exit 1
  fi
done
`;

export async function installHook(gitDir: string): Promise<void> {
  await mkdir(join(gitDir, 'hooks'), { recursive: true });
  await writeFile(join(gitDir, 'hooks', 'pre-receive'), PRE_RECEIVE);
  await chmod(join(gitDir, 'hooks', 'pre-receive'), 0o755);
}
