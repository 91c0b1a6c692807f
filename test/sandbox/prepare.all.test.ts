import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { npmRegistry } from '../../src/sandbox/registry.ts';
import type { InstallSpec, Mirror } from '../../src/sandbox/types.ts';
import { makeRepository, openMirror, ownSandboxes, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const box = ownSandboxes();
/** A service on this machine that a repository must not reach, and an operator may let it. */
let local: Server;
let localHost: string;
let mirror: Mirror;

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  local = createServer((_request, response) => response.end('local service\n'));
  await new Promise<void>((resolve) => local.listen(0, '127.0.0.1', resolve));
  localHost = `127.0.0.1:${(local.address() as AddressInfo).port}`;
  mirror = await openMirror(
    folder.path,
    makeRepository(`${folder.path}/shop`, { 'index.js': "console.log(require('ms')('1 day'))\n" }),
  );
}, 300_000);

afterAll(async () => {
  local.close();
  await box.clear();
  folder.remove();
});

/** A project with one tiny dependency, pinned by the very entry of our own lockfile. */
function project(): ReadonlyMap<string, Buffer> {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const ms = lock.packages['node_modules/ms'];
  if (ms === undefined) throw new Error('the lockfile has no ms any more: choose another tiny package');
  const root = { name: 'shop', version: '1.0.0', dependencies: { ms: ms.version } };
  const lockfile = { ...root, lockfileVersion: 3, requires: true, packages: { '': root, 'node_modules/ms': ms } };
  return new Map([
    ['package.json', Buffer.from(JSON.stringify(root))],
    ['package-lock.json', Buffer.from(JSON.stringify(lockfile))],
  ]);
}

function install(more: Partial<InstallSpec> = {}): InstallSpec {
  return {
    files: project(),
    cwd: '',
    argv: ['npm', 'ci', '--ignore-scripts'],
    outputs: ['node_modules'],
    hosts: ['registry.example'],
    timeoutMs: 90_000,
    ...more,
  };
}

/** Asks the proxy for each address, http by a plain request and https by a tunnel, and succeeds when all were let through. */
const ASK = `
  const { request } = require('node:http');
  const [method, ...urls] = process.argv.slice(1);
  const ask = (url) => new Promise((resolve) => {
    const { host, hostname, protocol } = new URL(url);
    // No agent: the usual one would itself go through the proxy.
    const more = protocol === 'https:' ? { method: 'CONNECT', path: hostname + ':443' } : { method, path: url };
    const asked = request({ port: 3128, agent: false, createConnection: require('node:net').connect, headers: { host }, ...more });
    asked.on('response', (r) => resolve(r.statusCode)).on('connect', (r) => resolve(r.statusCode)).on('error', () => resolve(0)).end();
  });
  Promise.all(urls.map(ask)).then((all) => { console.log(all.join()); process.exit(all.every((it) => it === 200) ? 0 : 1) });
`;

function ask(urls: string[], hosts: string[], method = 'GET'): InstallSpec {
  return install({ argv: ['node', '-e', ASK, method, ...urls], hosts, timeoutMs: 20_000 });
}

const leftovers = async () => {
  const filters = { label: [`fettle.owner=${box.owner}`] };
  const { Volumes } = await box.docker.listVolumes({ filters: filters as never });
  return [
    ...(await box.docker.listContainers({ all: true, filters })).map((it) => it.Names[0]),
    ...Volumes.map((it) => it.Name),
  ];
};

describe('a dependency layer', () => {
  test('is made once by a real npm ci, kept, and brought into a sandbox without showing in its patch', async () => {
    const registry = new URL((await npmRegistry()) as string).hostname;
    const spec = install({ hosts: [registry] });
    const both = await Promise.all([box.sandboxes.prepare('run-1', spec), box.sandboxes.prepare('run-2', spec)]);
    expect(both.map((it) => it.status)).toEqual(['ready', 'ready']);
    const layers = both.flatMap((it) => (it.status === 'ready' ? [it] : []));
    expect(layers.filter((it) => it.cached).length).toBe(1);
    expect(layers[0]?.layer).toEqual(layers[1]?.layer);

    // A Fettle that was started anew finds it, and a sweep of finished runs leaves it.
    const again = ownSandboxes({ owner: box.owner });
    expect(await again.sandboxes.sweep(() => false)).toBe(0);
    expect(await again.sandboxes.prepare('run-3', spec)).toMatchObject({
      status: 'ready',
      cached: true,
      layer: layers[0]?.layer,
    });

    const tree = () => mirror.archive('refs/heads/main');
    const opened = layers.slice(0, 1).map((it) => it.layer);
    const sandbox = await box.sandboxes.open({ runId: 'run-1', purpose: 'gate', tree, layers: opened });
    try {
      const script =
        'node index.js; git status --porcelain; echo changed >> node_modules/ms/index.js && touch /layer/0/tree/x';
      const result = await sandbox.run({ argv: ['bash', '-c', script], timeoutMs: 20_000 });
      expect(result.output).toMatch(/^86400000\ntouch: .*Read-only file system\n$/);
      expect((await sandbox.patch()).toString()).toBe('');
    } finally {
      await sandbox.close();
    }
  });

  test('of a component in a folder lands there', async () => {
    const files = new Map([...project()].map(([path, content]) => [`packages/a b/${path}`, content]));
    const argv = ['sh', '-c', 'mkdir node_modules && cp package.json node_modules/'];
    const spec = install({
      files,
      cwd: 'packages/a b',
      argv,
      outputs: ['packages/a b/node_modules', 'packages/a b/missing'],
    });
    const result = await box.sandboxes.prepare('run-4', spec);
    if (result.status !== 'ready') throw new Error(result.output);
    const tree = () => mirror.archive('refs/heads/main');
    const sandbox = await box.sandboxes.open({ runId: 'run-4', purpose: 'gate', tree, layers: [result.layer] });
    try {
      expect((await sandbox.readFile('packages/a b/node_modules/package.json'))?.toString()).toContain('shop');
      expect((await sandbox.patch()).toString()).toBe('');
    } finally {
      await sandbox.close();
    }
  });
});

describe('an installer', () => {
  test('has the environment it asks for, but for the way out, which is ours to say', async () => {
    const script =
      'mkdir node_modules && echo "$CARGO_HOME $HTTPS_PROXY $(echo $JAVA_TOOL_OPTIONS | cut -d" " -f1)" > node_modules/seen';
    const env = { CARGO_HOME: '/workspace/.fettle-deps/cargo', HTTPS_PROXY: 'http://elsewhere.example' };
    const spec = install({ argv: ['sh', '-c', script], env });
    const result = await box.sandboxes.prepare('run-12', spec);
    if (result.status !== 'ready') throw new Error(result.output);
    const tree = () => mirror.archive('refs/heads/main');
    const sandbox = await box.sandboxes.open({ runId: 'run-12', purpose: 'gate', tree, layers: [result.layer] });
    try {
      expect((await sandbox.readFile('node_modules/seen'))?.toString()).toBe(
        '/workspace/.fettle-deps/cargo http://127.0.0.1:3128 -Dhttp.proxyHost=127.0.0.1\n',
      );
    } finally {
      await sandbox.close();
    }
    const other = await box.sandboxes.prepare('run-12', { ...spec, env: { CARGO_HOME: '/workspace/elsewhere' } });
    expect(other).toMatchObject({ status: 'ready', cached: false });
  });

  test('reaches the hosts that its tools print about themselves, asked without a network or a file', async () => {
    // Nobody answers at these names: a host that is let through is unreachable, any other is refused.
    const urls = ['https://tool.invalid/', 'https://other.invalid/'];
    const script =
      'ls /workspace; ls; (exec 3<>/dev/tcp/127.0.0.1/3128 && echo GET / >&3 && cat <&3); echo https://tool.invalid/x';
    const result = await box.sandboxes.prepare('run-13', { ...ask(urls, []), hostsFrom: ['bash', '-c', script] });
    expect(result).toMatchObject({ status: 'failed', output: '502,403\n', refused: ['other.invalid:443'] });
  });
});

describe('the way out of a prepare', () => {
  test("asks the repository's own registry, and that of a scope, where its settings name them", async () => {
    const npmrc = 'registry=https://npm.corp.example/all/\n@acme:registry=https://npm.acme.example/\n';
    const files = new Map([
      ['package.json', Buffer.from('{}')],
      ['.npmrc', Buffer.from(npmrc)],
    ]);
    const script =
      'npm config get registry; npm config get @acme:registry; npm view left-pad; npm view @acme/shop; exit 1';
    const spec = install({ files, hosts: [], argv: ['bash', '-c', `export npm_config_fetch_retries=0; ${script}`] });
    const result = await box.sandboxes.prepare('run-21', spec);
    if (result.status !== 'failed') throw new Error(result.status);
    expect(result.output).toMatch(/^https:\/\/npm\.corp\.example\/all\/\nhttps:\/\/npm\.acme\.example\/\n/);
    expect(result.refused.toSorted()).toEqual(['npm.acme.example:443', 'npm.corp.example:443']);
  });

  test('is shut for hosts that nobody named, and says which', async () => {
    const before = await leftovers();
    expect(await box.sandboxes.prepare('run-5', ask(['https://example.com/'], ['registry.example']))).toMatchObject({
      status: 'failed',
      reason: 'install_failed',
      refused: ['example.com:443'],
    });
    expect(new Set(await leftovers())).toEqual(new Set(before));
  });

  test('is shut for what is not public also when the repository names it', async () => {
    const hosts = ['127.0.0.1', 'localhost', '169.254.169.254', '10.0.0.1', '[::1]', '[::ffff:127.0.0.1]', localHost];
    const urls = hosts.map((host) => `http://${host}/`);
    const result = await box.sandboxes.prepare(
      'run-6',
      ask([...urls, 'https://127.0.0.1/', 'https://10.0.0.1/'], hosts),
    );
    expect(result).toMatchObject({ status: 'failed', output: `${Array(9).fill(403).join()}\n` });
    expect(result.status === 'failed' && result.refused).toEqual(
      expect.arrayContaining([
        '127.0.0.1:80',
        'localhost:80',
        '169.254.169.254:80',
        '10.0.0.1:443',
        '::1:80',
        localHost,
      ]),
    );
  });

  test('leads to a service on this machine when the operator names host and port, and carries no upload there', async () => {
    const url = `http://${localHost}/`;
    const trusting = ownSandboxes({ owner: box.owner, settings: { hosts: [localHost] } });
    expect(await trusting.sandboxes.prepare('run-7', ask([url], []))).toMatchObject({ status: 'ready' });
    expect(await trusting.sandboxes.prepare('run-7', ask([url], [], 'POST'))).toMatchObject({
      status: 'failed',
      refused: [`POST ${localHost}/`],
    });
  });

  test('that leads nowhere is told apart from an install that fails', async () => {
    const dead = ownSandboxes({ owner: box.owner, registry: async () => 'http://127.0.0.1:9/' });
    const argv = ['npm', 'ci', '--ignore-scripts', '--fetch-retries=0'];
    expect(await dead.sandboxes.prepare('run-9', install({ argv, hosts: [] }))).toMatchObject({
      status: 'failed',
      reason: 'registry_unreachable',
    });
    expect(await box.sandboxes.prepare('run-9', install({ argv: ['sh', '-c', 'echo broken; exit 3'] }))).toMatchObject({
      status: 'failed',
      reason: 'install_failed',
      output: 'broken\n',
      refused: [],
    });
    const slow = install({ argv: ['sleep', '60'], timeoutMs: 500 });
    expect(await box.sandboxes.prepare('run-9', slow)).toMatchObject({ status: 'failed', reason: 'timed_out' });
  });

  test('is given up at once when the run is cancelled, and the layer is made for the other run that waits', async () => {
    const cancel = new AbortController();
    const spec = install({ argv: ['sh', '-c', 'sleep 2; mkdir node_modules'] });
    const first = box.sandboxes.prepare('run-10', spec, cancel.signal);
    const second = box.sandboxes.prepare('run-11', spec);
    setTimeout(() => cancel.abort(), 900);
    await expect(first).rejects.toThrow('abort');
    expect(await second).toMatchObject({ status: 'ready' });
  });
});
