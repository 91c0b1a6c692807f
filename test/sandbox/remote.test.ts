import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { gitMirrors } from '../../src/sandbox/mirror.ts';
import { gitIn, makeRepository, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const author = { name: 'Fettle', email: 'fettle@example.com' };
let server: Server;
let url: string;
/** What happens to the next requests: an error, a dropped connection, served, or served with the answer lost; the token that is right; what a look at running programs showed. */
let faults: (number | 'drop' | 'serve' | 'lose')[] = [];
let token = 'first-token';
let leaked: string[] = [];

beforeAll(async () => {
  makeRepository(`${folder.path}/work`, { 'a.js': 'a\n' });
  gitIn(folder.path, 'clone', '--quiet', '--bare', `${folder.path}/work`, `${folder.path}/acme/shop.git`);
  gitIn(`${folder.path}/acme/shop.git`, 'config', 'http.receivepack', 'true');
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/shop.git`;
});

beforeEach(() => {
  faults = [];
  token = 'first-token';
  leaked = [];
});

afterAll(() => {
  server.close();
  folder.remove();
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (process.platform === 'linux') leaked.push(...commandLinesWith(token));
  const fault = faults.shift();
  if (fault === 'drop') return void request.socket.destroy();
  const right = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  if (typeof fault === 'number' || request.headers.authorization !== right) {
    return void response.writeHead(typeof fault === 'number' ? fault : 401, { 'www-authenticate': 'Basic' }).end();
  }
  const at = new URL(request.url ?? '/', url);
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: folder.path,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: at.pathname,
      QUERY_STRING: at.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'app',
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    if (fault === 'lose') return void request.socket.destroy();
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\r\n\r\n');
    const headers = all
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = Number(headers.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    response.end(all.subarray(end + 4));
  });
}

function commandLinesWith(secret: string): string[] {
  const encoded = Buffer.from(`x-access-token:${secret}`).toString('base64');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.startsWith('git') && (line.includes(secret) || line.includes(encoded)));
}

const open = (
  name: string,
  ask: () => Promise<string | null> = async () => token,
  retryDelaysMs: number[] = [1, 1, 1],
) => gitMirrors(`${folder.path}/mirrors-${name}`, () => {}, { retryDelaysMs }).open('acme/shop', { url, token: ask });

describe('a private repository over HTTP', () => {
  test('is cloned and pushed to with a token that is in no command line and on no disk', async () => {
    const mirror = await open('clean');
    const base = (await mirror.resolve('main')) as string;
    const commit = await mirror.commit({
      tree: await mirror.treeOf(base),
      parents: [base],
      message: 'x',
      author,
      at: new Date(0),
    });
    expect(await mirror.push('fettle/1-x', commit, null)).toEqual({ status: 'pushed' });
    expect(gitIn(`${folder.path}/acme/shop.git`, 'rev-parse', 'refs/heads/fettle/1-x')).toBe(commit);
    expect(leaked).toEqual([]);
    const files = readdirSync(mirror.path, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
    const texts = files.map((it) => readFileSync(`${it.parentPath}/${it.name}`, 'latin1'));
    expect(
      texts.some(
        (text) => text.includes(token) || text.includes(Buffer.from(`x-access-token:${token}`).toString('base64')),
      ),
    ).toBe(false);
  });

  test('is tried again after faults that pass, with a fresh token each time', async () => {
    const given: string[] = [];
    const mirror = await open('faults', async () => {
      given.push(given.length === 0 ? 'expired-token' : token);
      return given.at(-1) as string;
    });
    expect(given).toEqual(['expired-token', 'first-token']);
    faults = [503, 'drop'];
    await mirror.fetch();
    expect(given.length).toBe(5);
  });

  test('is pushed to once, although the answer to the push was lost', async () => {
    const mirror = await open('lost');
    const base = (await mirror.resolve('main')) as string;
    const commit = await mirror.commit({
      tree: await mirror.treeOf(base),
      parents: [base],
      message: 'lost',
      author,
      at: new Date(0),
    });
    faults = ['serve', 'lose'];
    expect(await mirror.push('fettle/2-lost', commit, null)).toEqual({ status: 'pushed' });
    expect(faults).toEqual([]);
  });

  test('that the server does not show us is an error for people', async () => {
    token = 'another';
    faults = [404];
    await expect(open('none')).rejects.toThrow(UserError);
  });

  test('gives up after its tries and never shows the token', async () => {
    const failing = open('broken', async () => token, [1]);
    faults = [500, 500, 500, 500];
    const error = await failing.then(
      () => null,
      (thrown: unknown) => thrown as Error,
    );
    expect(error?.message).toMatch(/git fetch from .* failed/);
    expect(error?.message).not.toContain(token);
  });

  test('stops fetching when told to', async () => {
    const mirror = await open('abort');
    await expect(mirror.fetch(AbortSignal.abort())).rejects.toThrow('abort');
  });
});
