import type { Server } from 'node:https';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProxyPolicy } from '../../src/sandbox/proxy.ts';
import { type Egress, httpsRegistry, makeAuthority, startEgress } from './egress.ts';
import { temporaryFolder } from './support.ts';

const TOKEN = 'registry-token-0123456789';
const folder = temporaryFolder();
let server: Server;
let host: string;
let ca: string;
/** What the registry saw. */
let seen: { method: string; url: string; headers: Record<string, unknown>; body: string }[] = [];
let egress: Egress | null = null;

beforeAll(async () => {
  const authority = await makeAuthority();
  ca = authority.certificate;
  ({ server, host } = await httpsRegistry(authority, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      response.writeHead(200, { 'set-cookie': 'session=1', etag: 'W/"1"' }).end(`for ${request.url}`);
    });
  }));
});

beforeEach(() => {
  seen = [];
});

afterEach(() => egress?.stop());

afterAll(() => {
  server.close();
  server.closeAllConnections();
  folder.remove();
});

async function start(policy: Partial<ProxyPolicy> = {}): Promise<Egress> {
  egress = await startEgress(folder.path, { trusted: [host], ca, ...policy });
  return egress;
}

describe('the gateway to a registry', () => {
  test('reads, and carries no login of the code that asks', async () => {
    const it = await start();
    const headers = {
      authorization: 'Bearer theirs',
      cookie: 'a=b',
      'x-jfrog-art-api': 'theirs',
      'npm-otp': '123456',
      accept: 'application/json',
    };
    const answer = await it.ask(host, { path: '/left-pad?x=1', headers });
    expect(answer).toMatchObject({ status: 200, body: 'for /left-pad?x=1', headers: { etag: 'W/"1"' } });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(seen[0]?.headers).toMatchObject({ host, accept: 'application/json' });
    expect(JSON.stringify(seen)).not.toMatch(/theirs|a=b|123456/);
  });

  test.each([
    ['PUT', '/left-pad'],
    ['POST', '/legacy/upload'],
    ['DELETE', '/left-pad/-rev/1'],
    ['PATCH', '/x'],
    ['POST', '/x.git/git-receive-pack'],
    ['GET', '/x.git/info/refs?service=git-receive-pack'],
    ['GET', 'http://other.example/'],
  ])('does not publish: %s %s', async (method, path) => {
    const it = await start({ logins: [{ url: `https://${host}/`, header: `Bearer ${TOKEN}` }] });
    expect((await it.ask(host, { method, path, body: 'content' })).status).toBe(405);
    expect(seen).toEqual([]);
    expect(it.notes('refused')).toEqual([expect.stringMatching(new RegExp(`^${method} ${host}`))]);
  });

  test('lets git read, which asks by POST', async () => {
    const it = await start();
    await it.ask(host, { path: '/x.git/info/refs?service=git-upload-pack' });
    const headers = { 'content-type': 'application/x-git-upload-pack-request', 'git-protocol': 'version=2' };
    const answer = await it.ask(host, { method: 'POST', path: '/x.git/git-upload-pack', headers, body: '0000' });
    expect(answer.status).toBe(200);
    expect(seen[1]).toMatchObject({ method: 'POST', body: '0000', headers });
  });

  test('asks the host that was connected to, whatever the header says', async () => {
    const it = await start();
    await it.ask(host, { headers: { host: 'front.example' } });
    expect(seen.map((it) => it.headers.host)).toEqual([host]);
  });

  test('adds the login of the operator below its address only', async () => {
    const it = await start({ logins: [{ url: `https://${host}/npm/private`, header: `Bearer ${TOKEN}` }] });
    const inside = ['/npm/private/a', '/npm/private/@acme%2fa'];
    const outside = [
      '/',
      '/npm/privatething',
      '/npm/private/../admin',
      '/npm/private/..%2fadmin',
      '/npm/private/%2e%2e/admin',
      '/npm/private/%252e%252e/admin',
    ];
    for (const path of [...inside, ...outside]) await it.ask(host, { path });
    const withLogin = seen.filter((it) => it.headers.authorization === `Bearer ${TOKEN}`).map((it) => it.url);
    expect(withLogin).toEqual(inside);
    expect(seen.length).toBe(inside.length + outside.length);
  });

  test('neither trusts a registry that it can not know, nor is trusted by who knows only that one', async () => {
    const it = await start({ ca: null });
    expect((await it.ask(host)).status).toBe(502);
    expect(it.notes('unreachable')[0]).toMatch(/its certificate/);
    await expect(it.ask(host, { ca })).rejects.toThrow(/self-signed|unable to/);
    expect(seen).toEqual([]);
  });

  test('is stepped over only for hosts that the operator names', async () => {
    const it = await start({ tunnels: [host] });
    expect((await it.ask(host, { ca, method: 'PUT', path: '/x' })).status).toBe(200);
    expect(seen).toMatchObject([{ method: 'PUT' }]);
  });

  test('lives on after what is neither TLS nor HTTP', async () => {
    const it = await start();
    const nothing = Buffer.from([0, 1, 2, 255, 13, 10]);
    for (const bytes of [
      nothing,
      Buffer.from([22, 3, 1, 255, 255, 9]),
      Buffer.from('GET\r\n\r\n'),
      Buffer.alloc(70_000, 'a'),
    ]) {
      const { socket } = await it.connect(host);
      await new Promise((resolve) => {
        socket.on('error', () => {}).on('close', resolve);
        socket.end(bytes);
        socket.resume();
      });
    }
    expect((await it.ask(host)).status).toBe(200);
    expect(it.alive()).toBe(true);
  });
});

describe('the way to other hosts', () => {
  test('is shut before a name is looked up, so that no name carries data out', async () => {
    // A lookup of these would fail as unreachable (502).
    const it = await start({ open: ['registry.invalid'] });
    for (const name of [
      'secret.registry.invalid',
      'registry.invalid.evil.invalid',
      '169.254.169.254',
      'registry.invalid:22',
    ]) {
      expect((await it.ask(name.includes(':') ? name : `${name}:443`)).status).toBe(403);
    }
    expect((await it.ask('registry.invalid:443')).status).toBe(502);
    expect(it.notes('refused')).toEqual(expect.arrayContaining(['secret.registry.invalid:443', 'registry.invalid:22']));
    expect(it.notes('unreachable')).toEqual(['registry.invalid:443']);
  });

  test('stays shut for private addresses that a repository names', async () => {
    const it = await start({ trusted: [], open: [host, '127.0.0.1', '169.254.169.254', 'localhost'] });
    for (const at of [host, '127.0.0.1:443', '169.254.169.254:443', 'localhost:443']) {
      expect((await it.ask(at)).status).toBe(403);
    }
  });

  test('is noted once, however often it is tried', async () => {
    const it = await start();
    for (let times = 0; times < 20; times += 1) (await it.connect('evil.example:443')).socket.destroy();
    expect(it.notes('refused')).toEqual(['evil.example:443']);
  });
});
