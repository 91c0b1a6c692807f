import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import type { ProxyPolicy } from '../../src/sandbox/proxy.ts';

const BIN = join(import.meta.dirname, '../../sandbox/bin');

interface Authority {
  certificate: string;
  issue: (host: string) => { key: string; cert: string };
}

/** A private authority, made by the code that the gateway makes its own with. */
export async function makeAuthority(): Promise<Authority> {
  const { createAuthority } = (await import(join(BIN, 'certificates.mjs'))) as {
    createAuthority: (name: string) => Authority;
  };
  return createAuthority('An authority of the operator');
}

/** A registry on this machine with a certificate of `authority` for 127.0.0.1. */
export async function httpsRegistry(
  authority: Authority,
  answer: RequestListener,
): Promise<{ server: Server; host: string }> {
  const server = createServer(authority.issue('127.0.0.1'), answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export interface Egress {
  folder: string;
  ca: string;
  /** Lines that it noted, such as what it refused. */
  notes: (file: 'refused' | 'unreachable') => string[];
  connect: (target: string) => Promise<{ status: number; socket: Socket }>;
  /** A request through a connection to `target`, which trusts the gateway and nobody else; with the status and the body. */
  ask: (
    target: string,
    more?: Asking,
  ) => Promise<{ status: number; body: string; headers: IncomingMessage['headers'] }>;
  alive: () => boolean;
  stop: () => void;
}

export interface Asking {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Another authority's certificate, to be trusted instead. */
  ca?: string;
  plain?: boolean;
}

/** The egress proxy itself, as a process of this machine's. */
export async function startEgress(below: string, policy: Partial<ProxyPolicy>): Promise<Egress> {
  const folder = mkdtempSync(join(below, 'egress-'));
  const child: ChildProcess = spawn(process.execPath, [join(BIN, 'egress.mjs'), '60', folder], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin?.end(JSON.stringify({ open: [], trusted: [], tunnels: [], logins: [], ca: null, ...policy }));
  const path = join(folder, 'proxy.sock');
  while (!existsSync(join(folder, 'ca.pem'))) {
    if (child.exitCode !== null) throw new Error('the egress proxy ended at once');
    await sleep(20);
  }
  const connect: Egress['connect'] = (target) =>
    new Promise((resolve, reject) => {
      const asked = request({ socketPath: path, method: 'CONNECT', path: target, agent: false });
      asked.on('connect', (reply, socket) => resolve({ status: reply.statusCode ?? 0, socket: socket as Socket }));
      asked.on('response', (reply) => reject(new Error(`no tunnel: ${reply.statusCode}`)));
      asked.on('error', reject).end();
    });
  const ca = readFileSync(join(folder, 'ca.pem'), 'utf8');
  return {
    folder,
    ca,
    connect,
    notes: (file) =>
      existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim().split('\n') : [],
    ask: async (target, { method = 'GET', path: at = '/', headers = {}, body, ca: other = ca, plain = false } = {}) => {
      const { status, socket } = await connect(target);
      if (status !== 200) return { status, body: '', headers: {} };
      const name = target.slice(0, target.lastIndexOf(':'));
      const stream = plain ? socket : tls.connect({ socket, ca: other, host: name });
      return new Promise((resolve, reject) => {
        stream.on('error', reject);
        const asked = request({
          createConnection: () => stream,
          method,
          path: at,
          headers: { host: target, ...headers },
        });
        asked.on('error', reject).on('response', (reply) => {
          let text = '';
          reply.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          reply.on('end', () => {
            stream.destroy();
            resolve({ status: reply.statusCode ?? 0, body: text, headers: reply.headers });
          });
        });
        asked.end(body);
      });
    },
    alive: () => child.exitCode === null && child.signalCode === null,
    stop: () => void child.kill('SIGKILL'),
  };
}
