import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32, gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

export interface PackageIndex {
  /** `127.0.0.1:PORT`, for the operator's list of hosts. */
  host: string;
  url: string;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** What is handed out, by path; may grow while it runs. */
  files: Map<string, Buffer>;
  close(): void;
}

/** A registry on this machine: files by path, and nothing else. */
export async function packageIndex(): Promise<PackageIndex> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    asked.push(path);
    const content = files.get(path);
    const type = path.endsWith('/')
      ? 'text/html'
      : path.endsWith('.json')
        ? 'application/json'
        : 'application/octet-stream';
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': type, 'content-length': content.length }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    asked,
    files,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Puts a wheel with these modules into the index; returns its path and hash. */
export function addWheel(
  index: PackageIndex,
  name: string,
  version: string,
  modules: Record<string, string>,
  requires: readonly string[] = [],
): { path: string; hash: string } {
  const info = `${name}-${version}.dist-info`;
  const metadata = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    ...requires.map((it) => `Requires-Dist: ${it}`),
  ];
  const files: Record<string, string> = {
    ...modules,
    [`${info}/METADATA`]: `${metadata.join('\n')}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  files[`${info}/RECORD`] = [...Object.keys(files), `${info}/RECORD`].map((path) => `${path},,\n`).join('');
  const wheel = zip(files);
  const file = `${name}-${version}-py3-none-any.whl`;
  index.files.set(`/files/${file}`, wheel);
  addLink(index, name, file, sha256(wheel));
  return { path: `/files/${file}`, hash: `sha256:${sha256(wheel)}` };
}

/** Puts a source archive into the index whose set-up leaves a mark when it is run. */
export async function addSource(index: PackageIndex, name: string, version: string): Promise<void> {
  const root = `${name}-${version}`;
  const setup = `from setuptools import setup\nsetup(name='${name}', version='${version}')\n`;
  const archive = await tarGz({
    [`${root}/setup.py`]: setup,
    [`${root}/PKG-INFO`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
  });
  index.files.set(`/files/${root}.tar.gz`, archive);
  addLink(index, name, `${root}.tar.gz`, sha256(archive));
}

function addLink(index: PackageIndex, name: string, file: string, hash: string): void {
  const page = `/simple/${name}/`;
  const before = index.files.get(page)?.toString() ?? '<!DOCTYPE html><html><body>\n';
  index.files.set(page, Buffer.from(`${before}<a href="/files/${file}#sha256=${hash}">${file}</a>\n`));
}

/** A zip archive, nothing compressed. */
export function zip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const content = Buffer.from(text);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x5821, 12);
    head.writeUInt32LE(crc32(content), 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt32LE(content.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE((0o100644 << 16) >>> 0, 38);
    entry.writeUInt32LE(offset, 42);
    parts.push(head, name, content);
    directory.push(entry, name);
    offset += head.length + name.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

export async function tar(files: Record<string, string | Buffer>): Promise<Buffer> {
  const stream = pack();
  for (const [name, content] of Object.entries(files)) stream.entry({ name }, content);
  stream.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export const tarGz = async (files: Record<string, string | Buffer>): Promise<Buffer> => gzipSync(await tar(files));
