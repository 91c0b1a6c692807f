import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { parseLogins, readLogins } from '../../src/sandbox/logins.ts';
import { packFiles } from '../../src/sandbox/pack.ts';
import type { InstallSpec, PrepareResult } from '../../src/sandbox/types.ts';
import { ownSandboxes, temporaryFolder } from './support.ts';

const TOKEN = 'npm_neverInsideASandbox9876543210';
const folder = temporaryFolder();
const loginsFile = join(folder.path, 'logins');
/** A private npm registry: answers nobody who does not log in. */
let registry: Server;
let url: string;
let tarball: Buffer;
let asked: string[] = [];

beforeAll(async () => {
  const files = [
    ['package/package.json', '{"name":"@acme/secret","version":"1.0.0"}'],
    ['package/index.js', 'module.exports = 42\n'],
  ] as const;
  tarball = await buffer(packFiles(files.map(([path, text]) => [path, Buffer.from(text)])).pipe(createGzip()));
  registry = createServer((request, response) => {
    const known = request.headers.authorization === `Bearer ${TOKEN}`;
    asked.push(`${request.method} ${request.url} ${known ? 'known' : 'stranger'}`);
    if (!known) return void response.writeHead(401).end();
    if (request.url?.endsWith('.tgz')) return void response.end(tarball);
    const dist = { tarball: `${url}@acme/secret/-/secret-1.0.0.tgz`, integrity: integrity() };
    const version = { name: '@acme/secret', version: '1.0.0', dist };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ name: '@acme/secret', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }),
    );
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  writeFileSync(loginsFile, `# The company's packages\n${url} acme/* bearer ${TOKEN}\n`, { mode: 0o600 });
  await box.sandboxes.ensureImage(() => {});
}, 300_000);

const box = ownSandboxes({ settings: { loginsFile }, registry: async () => null });

beforeEach(() => {
  asked = [];
});

afterAll(async () => {
  registry.close();
  registry.closeAllConnections();
  await box.clear();
  folder.remove();
});

const integrity = () => `sha512-${createHash('sha512').update(tarball).digest('base64')}`;

/** Installs the private package, then looks everywhere for the login, and tries to publish. */
const SCRIPT = `npm ci --ignore-scripts --no-audit --no-fund || exit 9
mkdir -p seen
{ env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'; cat /run/egress/* 2>/dev/null; cat ~/.npmrc ~/.npm/_logs/* 2>/dev/null; } > seen/everything
grep -rl "$(printf '%s' npm_never)InsideASandbox" / --include='*' -s --exclude-dir=proc --exclude-dir=sys > seen/files
node -e "require('http').request({createConnection:()=>require('net').connect(3128,'127.0.0.1'),method:'PUT',path:'URL@acme%2fsecret'},(r)=>{require('fs').writeFileSync('seen/put',String(r.statusCode));process.exit()}).end('{}')"
echo 'AUTH:_authToken=x' > pub.npmrc; cd node_modules/@acme/secret && sed -i s/1.0.0/1.0.1/ package.json && npm publish --registry URL --userconfig /workspace/pub.npmrc 2> /workspace/seen/said; echo $? > /workspace/seen/publish; true`;

function spec(more: Partial<InstallSpec> = {}): InstallSpec {
  const root = { name: 'shop', version: '1.0.0', dependencies: { '@acme/secret': '1.0.0' } };
  const locked = { version: '1.0.0', resolved: `${url}@acme/secret/-/secret-1.0.0.tgz`, integrity: integrity() };
  const lock = {
    ...root,
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, 'node_modules/@acme/secret': locked },
  };
  return {
    files: new Map([
      ['package.json', Buffer.from(JSON.stringify(root))],
      ['package-lock.json', Buffer.from(JSON.stringify(lock))],
      ['.npmrc', Buffer.from(`@acme:registry=${url}\n`)],
    ]),
    cwd: '',
    argv: ['bash', '-c', SCRIPT.replaceAll('AUTH', url.slice('http:'.length)).replaceAll('URL', url)],
    outputs: ['node_modules', 'seen'],
    hosts: [],
    timeoutMs: 90_000,
    ...more,
  };
}

const prepareFor = (repo: string, more?: Partial<InstallSpec>): Promise<PrepareResult> =>
  box.sandboxes.within({ repo, image: null, services: [] }).prepare(`run-${repo}`, spec(more));

test('a private package is installed with a login that no sandbox ever sees, and nothing can be published', async () => {
  const result = await prepareFor('acme/shop');
  if (result.status !== 'ready') throw new Error(JSON.stringify(result));
  expect(asked).toContain('GET /@acme/secret/-/secret-1.0.0.tgz known');
  expect(asked.filter((it) => !it.startsWith('GET '))).toEqual([]);
  expect(result.refused.some((it) => it.startsWith('PUT 127.0.0.1:'))).toBe(true);

  const at = box.sandboxes.within({ repo: 'acme/shop', image: null, services: [] });
  const sandbox = await at.open({
    runId: 'look',
    purpose: 'gate',
    tree: () => packFiles([['a', Buffer.from('a')]]),
    layers: [result.layer],
  });
  try {
    const seen = async (name: string) => (await sandbox.readFile(`seen/${name}`))?.toString() ?? 'missing';
    expect(await seen('put')).toBe('405');
    expect((await seen('publish')).trim()).not.toBe('0');
    expect(await seen('said')).toContain('405 Method Not Allowed');
    expect(await seen('files')).toBe('');
    expect(await seen('everything')).toContain('HTTP_PROXY');
    expect(await seen('everything')).not.toContain(TOKEN);
    const all = await sandbox.run({
      argv: ['bash', '-c', `grep -rlE "${TOKEN.slice(0, 20)}" /layer /workspace; ls node_modules/@acme/secret`],
      timeoutMs: 30_000,
    });
    expect(all.output).toBe('index.js\npackage.json\n');
  } finally {
    await sandbox.close();
  }
});

test('what was asked for and refused is remembered with the layer', async () => {
  const again = await prepareFor('acme/shop');
  expect(again).toMatchObject({ status: 'ready', cached: true });
  expect(again.status === 'ready' && again.refused.some((it) => it.startsWith('PUT '))).toBe(true);
});

test('the login is not shown by the engine, to whoever may inspect the proxy', async () => {
  const running = prepareFor('acme/inspected', { argv: ['sh', '-c', 'sleep 4; mkdir seen'] });
  const filters = { label: [`fettle.owner=${box.owner}`, 'fettle.run=run-acme/inspected'] };
  let proxies: { Id: string; Names: string[] }[] = [];
  while (proxies.length === 0) {
    const all = await box.docker.listContainers({ filters });
    proxies = all.filter((it) => it.Names.some((name) => name.startsWith('/fettle-egress-')));
  }
  const shown = JSON.stringify(await box.docker.getContainer(proxies[0]?.Id ?? '').inspect());
  expect(shown).toContain('egress.mjs');
  expect(shown).not.toContain(TOKEN);
  expect((await running).status).toBe('ready');
});

test('a repository for which the operator gave no login does not even reach the registry', async () => {
  const result = await prepareFor('other/shop', { argv: ['npm', 'ci', '--fetch-retries=0'] });
  expect(result).toMatchObject({
    status: 'failed',
    reason: 'install_failed',
    refused: [expect.stringMatching(/127\.0\.0\.1/)],
  });
  expect(asked).toEqual([]);
});

test('the file of logins is read strictly, and its secrets are never quoted', async () => {
  const encoded = Buffer.from('ada:pass').toString('base64');
  expect(parseLogins('https://a.example/x  acme/shop  basic ada:pass\n\n# note\n')).toEqual([
    { url: 'https://a.example/x', repos: 'acme/shop', header: `Basic ${encoded}` },
  ]);
  for (const line of [
    `https://a.example bearer ${TOKEN}`,
    `ftp://a.example * bearer ${TOKEN}`,
    `https://u:${TOKEN}@a.example * bearer x`,
    `a * bearer ${TOKEN}`,
  ]) {
    expect(() => parseLogins(`# first\n${line}`)).toThrow('line 2 should read');
    expect(() => parseLogins(line)).not.toThrow(TOKEN);
  }
  expect((await readLogins(loginsFile, 'ACME/shop')).length).toBe(1);
  expect(await readLogins(loginsFile, 'acmeother/shop')).toEqual([]);
  chmodSync(loginsFile, 0o644);
  await expect(readLogins(loginsFile, 'acme/shop')).rejects.toThrow('chmod 600');
  chmodSync(loginsFile, 0o600);
  await expect(readLogins(`${loginsFile}-none`, 'acme/shop')).rejects.toThrow(UserError);
});
