import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RelayDouble {
  /** A channel, as smee.io gives one. */
  channel: string;
  /** Resolves once somebody listens to it. */
  listened: Promise<void>;
  close(): Promise<void>;
}

/** smee.io as far as smee-client knows it: what is posted to the channel is told to whoever listens, as JSON. */
export async function startRelay(): Promise<RelayDouble> {
  const listeners = new Set<ServerResponse>();
  const listened = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\ndata: {}\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      listened.resolve();
      return;
    }
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      const data = JSON.stringify({ ...request.headers, body: JSON.parse(text) as unknown, query: {}, timestamp: 0 });
      for (const listener of listeners) listener.write(`id: 1\ndata: ${data}\n\n`);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    channel: `http://127.0.0.1:${(server.address() as AddressInfo).port}/channel`,
    listened: listened.promise,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
