// bridge-stdio.mjs KIND  A program of stdin and stdout whose other end is outside the sandbox, through the bridge: an MCP
// server (`mcp`), or a hook (`hook`), which sends one line and gets one.
import { connect } from 'node:net';

const socket = connect(Number(process.env.FETTLE_BRIDGE), '127.0.0.1');
socket.on('error', () => process.exit(1));
socket.on('close', () => process.exit(0));
socket.write(`${process.argv[2]}\n`);
if (process.argv[2] === 'mcp') {
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
} else {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  socket.write(`${Buffer.concat(chunks).toString('utf8').replaceAll('\n', ' ')}\n`);
  socket.pipe(process.stdout);
}
