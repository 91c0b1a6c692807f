// gateway.mjs  Reads for an installer what it asks a registry for, and carries nothing there but the question: GET and HEAD,
// and the one POST by which git reads. Publishing, and logins of the repository's own, end here. Where the operator named a
// login it is added here, behind everything that the repository's code can see.
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import tls from 'node:tls';

const IDLE_MS = 120_000;
/** What git says about the objects it has, when it fetches. */
const MAX_QUESTION_BYTES = 8 * 1024 * 1024;
/** What goes along with a question. Logins are not among it, whichever header they stand in. */
const KEPT =
  /^(?:accept|accept-encoding|accept-language|cache-control|cargo-protocol|content-encoding|content-length|content-type|git-protocol|if-[a-z-]+|npm-[a-z-]+|pacote-[a-z-]+|pragma|range|user-agent)$/;
const SECRET = /^npm-(?:otp|auth|session)/;

/** Whether a request only reads, as its method and its path tell. */
export function readsOnly(method, path) {
  const [place, question = ''] = path.split('?');
  if (method === 'GET' || method === 'HEAD') return !/(?:^|&)service=git-receive-pack(?:&|$)/.test(question);
  return method === 'POST' && place.endsWith('/git-upload-pack');
}

/** The header of the login for an address, or null: exactly its scheme, host and port, and below its path. */
export function loginFor(logins, { scheme, name, port }, path) {
  const at = URL.parse(`${scheme}://${isIP(name) === 6 ? `[${name}]` : name}:${port}${path}`);
  if (at === null || climbs(path)) return null;
  const fits = ({ url }) => {
    const base = new URL(url);
    const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    return base.origin === at.origin && (at.pathname.startsWith(folder) || at.pathname === base.pathname);
  };
  return logins.find(fits)?.header ?? null;
}

/** A path that leads up in any spelling that a server might decode. */
function climbs(path) {
  let text = path.split('?')[0];
  for (let times = 0; times < 3; times += 1) {
    if (/(?:^|[/\\])\.\.(?:[/\\;]|$)/.test(text)) return true;
    try {
      text = decodeURIComponent(text);
    } catch {
      return true;
    }
  }
  return false;
}

/** `note(file, text)` writes down what was refused or could not be reached; `ca` is PEM text of the operator's. */
export function createGateway({ authority, logins, ca, note }) {
  const roots = [...tls.rootCertificates, ...(tls.getCACertificates?.('system') ?? []), ...(ca ? [ca] : [])];
  const agents = {
    http: new http.Agent({ keepAlive: true }),
    https: new https.Agent({ keepAlive: true, secureContext: tls.createSecureContext({ ca: roots }) }),
  };
  const contexts = new Map();
  const contextFor = (name) => {
    if (!contexts.has(name)) contexts.set(name, tls.createSecureContext(authority.issue(name)));
    return contexts.get(name);
  };

  /** Asks `target` for `path` and hands on its answer. */
  function read(target, path, client, answer) {
    client.on('error', () => {});
    answer.on('error', () => {});
    const { scheme, name, port, address } = target;
    const where = `${name}:${port}`;
    if (!path.startsWith('/') || !readsOnly(client.method, path)) {
      note('refused', `${client.method} ${where}${path.split('?')[0].slice(0, 120)}`);
      // The rest of what it wanted to send is not waited for.
      answer.writeHead(405, { connection: 'close', allow: 'GET, HEAD' }).end('Only reading is allowed here.\n');
      return;
    }
    const headers = Object.fromEntries(Object.entries(client.headers).filter(([header]) => KEPT.test(header) && !SECRET.test(header)));
    const asks = client.method === 'POST';
    if (!asks) for (const header of ['content-length', 'content-encoding', 'content-type']) delete headers[header];
    const login = loginFor(logins, target, path);
    if (login !== null) headers.authorization = login;
    headers.host = hostHeader(target);
    const upstream = (scheme === 'https' ? https : http).request({
      agent: agents[scheme], host: address, port, servername: isIP(name) ? '' : name, method: client.method, path, headers, timeout: IDLE_MS,
    });
    upstream.on('response', (reply) => {
      const { connection: _1, 'set-cookie': _2, 'keep-alive': _3, ...said } = reply.headers;
      answer.writeHead(reply.statusCode, said);
      reply.on('error', () => answer.destroy());
      reply.pipe(answer);
    });
    upstream.on('timeout', () => upstream.destroy(new Error('timed out')));
    upstream.on('error', (error) => {
      if (answer.destroyed) return;
      note('unreachable', /CERT|SELF_SIGNED|ISSUER|ALTNAME|UNABLE_TO_VERIFY/.test(error.code) ? `${where} (its certificate: ${error.code})` : where);
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end();
    });
    answer.on('close', () => upstream.destroy());
    if (!asks) return upstream.end();
    let bytes = 0;
    client.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > MAX_QUESTION_BYTES) client.destroy();
    });
    client.pipe(upstream);
  }

  const inner = http.createServer((client, answer) => read(client.socket.target, client.url, client, answer));
  inner.on('clientError', (_error, socket) => socket.destroy());

  /** Speaks for `target` on a connection that believes to reach it, by TLS or plainly, whichever it begins with. */
  function serve(socket, target) {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      socket.pause();
      socket.unshift(first);
      const secure = first[0] === 22;
      const stream = secure
        ? new tls.TLSSocket(socket, { isServer: true, secureContext: contextFor(target.name), ALPNProtocols: ['http/1.1'] })
        : socket;
      stream.target = { ...target, scheme: secure ? 'https' : 'http' };
      stream.on('error', (error) => {
        if (/ALERT/.test(error.code ?? '')) note('refused', `${target.name}:${target.port} (the tool does not trust the gateway's certificate)`);
        socket.destroy();
      });
      stream.on('close', () => socket.destroy());
      inner.emit('connection', stream);
      if (!secure) socket.resume();
    });
  }
  return { read, serve };
}

function hostHeader({ scheme, name, port }) {
  const host = isIP(name) === 6 ? `[${name}]` : name;
  return port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`;
}
