// relay.mjs TTL  PID 1's child in a prepare container: 127.0.0.1:3128 -> /run/egress/proxy.sock, because no tool speaks to
// a proxy over a unix socket. Ends after TTL seconds, and the container with it.
import { createConnection, createServer } from 'node:net';

setTimeout(() => process.exit(0), Number(process.argv[2]) * 1000);
createServer({ allowHalfOpen: true }, (client) => {
  const proxy = createConnection({ path: '/run/egress/proxy.sock', allowHalfOpen: true });
  for (const [from, to] of [
    [client, proxy],
    [proxy, client],
  ]) {
    from.on('error', () => to.destroy());
    from.pipe(to);
  }
}).listen(3128, '127.0.0.1');
