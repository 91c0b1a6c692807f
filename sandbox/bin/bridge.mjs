// bridge.mjs  Runs an agent's program in the sandbox, which has no network, and carries what it says to Fettle outside and
// back: calls of the model's API, tools over MCP, hooks, its output. Frames are JSON, one a line, on stdin and stdout.
// The first frame in is {"t":"start","argv":[...],"env":{...},"stdin":TEXT}; the last one out is {"t":"exit","code":N}.
// What a frame may ask for is decided outside: everything in here can be the agent's own making.
import { spawn } from 'node:child_process';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const HEADERS = ['anthropic-version', 'anthropic-beta'];
/** Calls and streams that wait for something from outside, by their id. */
const waiting = new Map();
let next = 0;

function send(frame) {
  process.stdout.write(`${JSON.stringify(frame)}\n`);
}

const http = createHttpServer((request, answer) => void call(request, answer));

async function call(request, answer) {
  const id = (next += 1);
  const headers = Object.fromEntries(HEADERS.flatMap((name) => (request.headers[name] ? [[name, String(request.headers[name])]] : [])));
  const body = await text(request).catch(() => null);
  if (body === null) return;
  waiting.set(id, ({ status, headers: its, body: said }) => {
    waiting.delete(id);
    answer.writeHead(status, its).end(said);
  });
  answer.on('close', () => {
    if (waiting.delete(id)) send({ t: 'gone', id });
  });
  send({ t: 'http', id, method: request.method, path: request.url, headers, body });
}

/** A stream of lines: its first line says what it is for (`mcp`, `hook`). */
const streams = createServer((socket) => {
  const id = (next += 1);
  let opened = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    if (waiting.delete(id)) send({ t: 'close', id });
  });
  createInterface({ input: socket }).on('line', (line) => {
    if (opened) return send({ t: 'data', id, text: line });
    opened = true;
    waiting.set(id, (frame) => (frame.t === 'close' ? socket.end() : socket.write(`${frame.text}\n`)));
    send({ t: 'open', id, kind: line });
  });
});

const listening = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

async function start({ argv, env, stdin }) {
  const [api, lines] = await Promise.all([listening(http), listening(streams)]);
  const child = spawn(argv[0], argv.slice(1), {
    env: { ...process.env, ...env, ANTHROPIC_BASE_URL: `http://127.0.0.1:${api}`, FETTLE_BRIDGE: String(lines) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  createInterface({ input: child.stdout }).on('line', (line) => send({ t: 'line', text: line }));
  createInterface({ input: child.stderr }).on('line', (line) => send({ t: 'err', text: line.slice(0, 2000) }));
  child.on('error', (error) => send({ t: 'err', text: error.message }));
  child.on('close', (code) => {
    process.stdout.write(`${JSON.stringify({ t: 'exit', code: code ?? 137 })}\n`, () => process.exit(0));
  });
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const frame = JSON.parse(line);
    if (frame.t === 'start') void start(frame);
    else waiting.get(frame.id)?.(frame);
  })
  // Whoever started us is gone.
  .on('close', () => process.exit(1));
