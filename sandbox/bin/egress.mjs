// egress.mjs TTL POLICY  The only way out of a prepare container. Listens on a unix socket, lets through what POLICY names and
// notes what it refused. POLICY is JSON: {"open": ["host", "host:port"], "trusted": ["host", "host:port"]}.
// A host without a port means 443 by CONNECT and 80 by plain GET or HEAD; one with a port means exactly that port.
// "trusted" comes from the operator and may be a private address; "open" comes from the repository and may not.
import { appendFileSync, chmodSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { createServer, request } from 'node:http';
import { BlockList, connect, isIP } from 'node:net';

const policy = JSON.parse(process.argv[3]);
const open = new Set(policy.open);
const trusted = new Set(policy.trusted);
setTimeout(() => process.exit(0), Number(process.argv[2]) * 1000);

// Everything that isn't a public unicast address: loopback, private, carrier NAT, link-local (cloud metadata), reserved.
const inside = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['224.0.0.0', 4], ['240.0.0.0', 4],
]) inside.addSubnet(network, bits, 'ipv4');
// Of IPv6 only 2000::/3 is public; of that, 6to4 and the documentation and tunnel ranges carry other addresses.
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
const oddV6 = new BlockList();
for (const [network, bits] of [['2001::', 32], ['2001:db8::', 32], ['2002::', 16]]) oddV6.addSubnet(network, bits, 'ipv6');

function isPublic(address) {
  if (isIP(address) === 4) return !inside.check(address, 'ipv4');
  return publicV6.check(address, 'ipv6') && !oddV6.check(address, 'ipv6');
}

function note(file, host) {
  try {
    appendFileSync(`/run/egress/${file}`, `${host.replace(/[^\x20-\x7e]/g, '?').slice(0, 260)}\n`);
  } catch {
    // The notes are full; refusing goes on.
  }
}

/** Whether it may be reached, and if so at which address: resolved once, so that the name can't change its mind. */
async function decide(host, port, usual) {
  const name = host.toLowerCase().replace(/\.$/, '').replace(/^\[|\]$/g, '');
  const named = (set) => (port === usual && set.has(name)) || set.has(`${name}:${port}`);
  if (!named(open) && !named(trusted)) return { refused: `${name}:${port}` };
  let addresses;
  try {
    addresses = (await lookup(name, { all: true })).map((it) => it.address);
  } catch {
    return { unreachable: `${name}:${port}` };
  }
  if (!named(trusted)) addresses = addresses.filter(isPublic);
  return addresses.length > 0 ? { address: addresses[0], name } : { refused: `${name}:${port}` };
}

const server = createServer((client, answer) => void forward(client, answer));
server.on('connect', (client, socket, head) => void tunnel(client, socket, head));

async function forward(client, answer) {
  client.on('error', () => {});
  answer.on('error', () => {});
  const url = URL.parse(client.url);
  const fine = url !== null && url.protocol === 'http:' && (client.method === 'GET' || client.method === 'HEAD');
  const host = url?.hostname || String(client.headers.host ?? 'unknown');
  const port = Number(url?.port || 80);
  const verdict = fine ? await decide(host, port, 80) : { refused: `${client.method} ${host}:${port}` };
  if (verdict.address === undefined) return refuse(verdict, (status) => answer.writeHead(status).end());
  const { 'proxy-authorization': _1, 'proxy-connection': _2, connection: _3, ...headers } = client.headers;
  const options = { host: verdict.address, port, method: client.method, path: url.pathname + url.search, headers: { ...headers, host: url.host } };
  const upstream = request(options, (reply) => {
    answer.writeHead(reply.statusCode, reply.headers);
    reply.on('error', () => answer.destroy());
    reply.pipe(answer);
  });
  upstream.on('error', () => {
    note('unreachable', `${host}:${port}`);
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end();
  });
  answer.on('close', () => upstream.destroy());
  upstream.end();
}

async function tunnel(client, socket, head) {
  socket.on('error', () => {});
  const at = client.url.lastIndexOf(':');
  const host = client.url.slice(0, at);
  const port = Number(client.url.slice(at + 1));
  const say = (status) => socket.end(`HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Bad Gateway'}\r\nconnection: close\r\n\r\n`);
  const verdict = await decide(host, port, 443);
  if (verdict.address === undefined) return refuse(verdict, say);
  const upstream = connect({ host: verdict.address, port, timeout: 30_000 });
  let linked = false;
  upstream.on('connect', () => {
    linked = true;
    upstream.setTimeout(0);
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.write(head);
    socket.pipe(upstream).pipe(socket);
  });
  upstream.on('timeout', () => upstream.destroy(new Error('timed out')));
  upstream.on('error', () => {
    if (linked) return socket.destroy();
    note('unreachable', client.url);
    say(502);
  });
  socket.on('close', () => upstream.destroy());
}

function refuse(verdict, say) {
  if (verdict.refused !== undefined) note('refused', verdict.refused);
  else note('unreachable', verdict.unreachable);
  say(verdict.refused !== undefined ? 403 : 502);
}

server.listen('/run/egress/proxy.sock', () => chmodSync('/run/egress/proxy.sock', 0o666));
