// Listens on port 5432 and tells whoever connects what it sees of the world. GREETING is said back; BROKEN ends it at once.
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';

if (process.env.BROKEN !== undefined) {
  console.error(`bad setting: ${process.env.BROKEN}`);
  process.exit(3);
}
mkdirSync('/data/cluster', { mode: 0o700 });
chownSync('/data/cluster', 999, 999);
process.setgid(999);
process.setuid(999);
writeFileSync('/data/cluster/file', 'x');
const attempt = (act) => {
  try {
    act();
    return 'yes';
  } catch (error) {
    return error.code;
  }
};
const seen = {
  greeting: process.env.GREETING,
  uid: process.getuid(),
  interfaces: Object.keys(networkInterfaces()),
  root: attempt(() => writeFileSync('/file', 'x')),
  workspace: existsSync('/workspace/README.md'),
};
const answer = (client) => {
  // Whoever only looks whether the port is open goes before the answer comes.
  client.on('error', () => {});
  client.end(`${JSON.stringify(seen)}\n`);
};
createServer(answer).listen(5432, '127.0.0.1', () =>
  writeFileSync('/tmp/listening', ''),
);
