// egress.mjs TTL [FOLDER]  The only way out of a prepare container. Listens on FOLDER/proxy.sock (/run/egress), lets through what
// its policy names and notes in FOLDER what it refused. The policy is one JSON object on stdin, since logins may be among it:
// {"open": [HOST], "trusted": [HOST], "tunnels": [HOST], "logins": [{"url": URL, "header": TEXT}], "ca": PEM or null}.
// A HOST is `host`, which means ports 443 (by CONNECT) and 80, or `host:port`, which means that one. "trusted" comes from the
// operator and may be a private address; "open" comes from the repository and may not. A connection to a host is answered by
// the gateway, which only reads there, except for those in "tunnels", which are led through untouched.
import { appendFileSync, chmodSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createAuthority } from './certificates.mjs';
import { createGateway } from './gateway.mjs';
import { reachOf } from './reach.mjs';

const [ttl, folder = '/run/egress'] = process.argv.slice(2);
setTimeout(() => process.exit(0), Number(ttl) * 1000);

const policy = JSON.parse(await text(process.stdin));
const tunnels = new Set(policy.tunnels);
const reach = reachOf(policy);
const authority = createAuthority();
const noted = new Set();
const gateway = createGateway({ authority, logins: policy.logins, ca: policy.ca, note });

/** Each line once, so that whoever asks in a loop hides nothing behind it. */
function note(file, line) {
  const clean = `${line.replace(/[^\x20-\x7e]/g, '?').slice(0, 260)}\n`;
  if (noted.size > 2000 || noted.has(file + clean)) return;
  noted.add(file + clean);
  try {
    appendFileSync(`${folder}/${file}`, clean);
  } catch {
    // The notes are full; refusing goes on.
  }
}

function refuse(verdict, say) {
  if (verdict.refused !== undefined) note('refused', verdict.refused);
  else note('unreachable', verdict.unreachable);
  say(verdict.refused !== undefined ? 403 : 502);
}

const server = createServer((client, answer) => void forward(client, answer));
server.on('connect', (client, socket, head) => void connected(client, socket, head));

/** A plain request with a whole address, as proxies get them. */
async function forward(client, answer) {
  const url = URL.parse(client.url);
  const host = url?.hostname || String(client.headers.host ?? 'unknown');
  const port = Number(url?.port || 80);
  const verdict = url?.protocol === 'http:' ? await reach(host, port, 80) : { refused: `${client.method} ${host}:${port}` };
  if (verdict.address === undefined) return refuse(verdict, (status) => answer.writeHead(status).end());
  gateway.read({ ...verdict, scheme: 'http' }, url.pathname + url.search, client, answer);
}

async function connected(client, socket, head) {
  socket.on('error', () => {});
  const at = client.url.lastIndexOf(':');
  const host = client.url.slice(0, at);
  const port = Number(client.url.slice(at + 1));
  const say = (status) => socket.end(`HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Bad Gateway'}\r\nconnection: close\r\n\r\n`);
  const verdict = await reach(host, port, 443);
  if (verdict.address === undefined) return refuse(verdict, say);
  const { name } = verdict;
  if (tunnels.has(`${name}:${port}`) || (port === 443 && tunnels.has(name))) return tunnel(verdict, socket, head, say);
  if (head.length > 0) socket.unshift(head);
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
  gateway.serve(socket, verdict);
}

function tunnel({ address, name, port }, socket, head, say) {
  const upstream = connect({ host: address, port, timeout: 30_000 });
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
    note('unreachable', `${name}:${port}`);
    say(502);
  });
  socket.on('close', () => upstream.destroy());
}

// The certificate is the sign that all is ready: the socket's file is there before it takes connections.
server.listen(`${folder}/proxy.sock`, () => {
  chmodSync(`${folder}/proxy.sock`, 0o666);
  writeFileSync(`${folder}/ca.new`, authority.certificate, { mode: 0o644 });
  renameSync(`${folder}/ca.new`, `${folder}/ca.pem`);
});
