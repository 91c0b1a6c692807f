import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { packFiles } from '../../src/sandbox/pack.ts';
import type { Sandboxes } from '../../src/sandbox/types.ts';
import { POLYGLOT } from '../verifiers/real.ts';
import { ownSandboxes, temporaryFolder } from './support.ts';

const folder = temporaryFolder();
const box = ownSandboxes({ settings: { image: POLYGLOT } });
/** Addresses of this machine that a container reaches; no loopback, since some tools use no proxy for that. */
const address = Object.values(networkInterfaces())
  .flatMap((it) => it ?? [])
  .find((it) => it.family === 'IPv4' && !it.internal)?.address as string;
let registry: Server;
let sandboxes: Sandboxes;
let url: string;
/** What the registry was asked for, by tools that trusted its certificate. */
const asked: string[] = [];

beforeAll(async () => {
  await box.sandboxes.ensureImage(() => {});
  const { authority, certificate, key } = await certificates();
  registry = createServer({ cert: certificate, key }, (request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => registry.listen(0, '0.0.0.0', resolve));
  const host = `${address}:${(registry.address() as AddressInfo).port}`;
  url = `https://${host}`;
  writeFileSync(join(folder.path, 'ca.pem'), authority);
  const settings = { image: POLYGLOT, hosts: [host], caFile: join(folder.path, 'ca.pem') };
  sandboxes = ownSandboxes({ owner: box.owner, settings, registry: async () => null }).sandboxes;
}, 900_000);

afterAll(async () => {
  registry.close();
  await box.clear();
  folder.remove();
});

/** A private authority and a certificate of the registry's that it signed, made where OpenSSL is sure to be there. */
async function certificates(): Promise<{ authority: Buffer; certificate: Buffer; key: Buffer }> {
  const tree = () => packFiles([['san', Buffer.from(`subjectAltName=IP:${address}\n`)]]);
  const sandbox = await box.sandboxes.open({ runId: 'certificates', purpose: 'local', tree, layers: [] });
  try {
    const script = `set -e
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
openssl req -newkey rsa:2048 -nodes -subj /CN=registry -keyout key.pem -out request
openssl x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out cert.pem`;
    const made = await sandbox.run({ argv: ['bash', '-c', script], timeoutMs: 60_000 });
    if (made.exitCode !== 0) throw new Error(made.output);
    const read = async (path: string) => (await sandbox.readFile(path)) as Buffer;
    return { authority: await read('ca.pem'), certificate: await read('cert.pem'), key: await read('key.pem') };
  } finally {
    await sandbox.close();
  }
}

const POM = `<project><modelVersion>4.0.0</modelVersion>
<parent><groupId>a</groupId><artifactId>b</artifactId><version>1</version><relativePath/></parent><artifactId>c</artifactId></project>`;

/** What each tool is told (npm has prepare.test.ts), with REGISTRY for its address; it fails, but not before it has asked. */
const TOOLS: Record<string, { argv: string[]; files?: Record<string, string> }> = {
  node: { argv: ['node', '-e', "fetch('REGISTRY/node/x').then((it) => process.exit(it.status % 256))"] },
  pip: { argv: ['pip', 'download', '--no-deps', '--index-url', 'REGISTRY/pip/', 'requests'] },
  requests: { argv: ['python3', '-c', "import requests; requests.get('REGISTRY/requests/x').raise_for_status()"] },
  go: {
    argv: ['sh', '-c', 'GOFLAGS=-mod=mod GONOSUMDB=* GOPROXY=REGISTRY/go go mod download example.com/x@v1.0.0'],
    files: { 'go.mod': 'module m\n' },
  },
  cargo: {
    argv: ['cargo', 'fetch'],
    files: {
      '.cargo/config.toml': '[source.crates-io]\nreplace-with = "m"\n[source.m]\nregistry = "REGISTRY/cargo/index"\n',
      'Cargo.toml': '[package]\nname = "m"\nversion = "0.1.0"\n[dependencies]\nserde = "1"\n',
      'src/lib.rs': '',
    },
  },
  maven: {
    argv: ['mvn', '--batch-mode', '--settings', 'settings.xml', 'validate'],
    files: {
      'pom.xml': POM,
      'settings.xml':
        '<settings><mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>REGISTRY/maven</url></mirror></mirrors></settings>',
    },
  },
  gradle: {
    argv: ['gradle', '--no-daemon', 'ask'],
    files: {
      'build.gradle':
        "repositories { maven { url 'REGISTRY/gradle' } }\nconfigurations { x }\ndependencies { x 'a:b:1' }\ntask ask { doLast { configurations.x.files } }\n",
    },
  },
  java: {
    argv: ['java', 'Ask.java'],
    files: {
      'Ask.java':
        'public class Ask { public static void main(String[] a) throws Exception { new java.net.URL("REGISTRY/java/x").openStream(); } }',
    },
  },
  bundler: { argv: ['bundle', 'lock'], files: { Gemfile: "source 'REGISTRY/bundler'\ngem 'rake'\n" } },
  composer: {
    argv: ['composer', 'update', '--no-interaction'],
    files: {
      'composer.json':
        '{ "repositories": [{ "type": "composer", "url": "REGISTRY/composer" }, { "packagist": false }], "require": { "a/b": "1" } }',
    },
  },
  git: { argv: ['git', 'ls-remote', 'REGISTRY/git/x.git'] },
};

test.each(Object.entries(TOOLS))(
  '%s goes through the proxy and trusts the authority of the operator',
  async (name, tool) => {
    const text = (it: string) => it.replaceAll('REGISTRY', url);
    const files = new Map(Object.entries(tool.files ?? {}).map(([path, it]) => [path, Buffer.from(text(it))]));
    const spec = { files, cwd: '', argv: tool.argv.map(text), outputs: [], hosts: [], timeoutMs: 120_000 };
    const result = await sandboxes.prepare(`installer-${name}`, spec);
    const said = result.status === 'failed' ? `${result.refused.join()}\n${result.output}` : 'it succeeded';
    expect({ said, asked: asked.filter((path) => path.startsWith(`/${name}/`)) }).toEqual({
      said: expect.any(String),
      asked: expect.arrayContaining([expect.any(String)]),
    });
  },
  150_000,
);
