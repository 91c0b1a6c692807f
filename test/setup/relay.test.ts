import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { startSmee } from '../../src/server/smee.ts';
import { Arrivals } from '../../src/setup/arrivals.ts';
import { takeWebhook } from '../../src/setup/take-webhook.ts';
import { startGitHub } from '../support/github/github.ts';
import { startRelay } from '../support/relay.ts';

test('a ping that comes through a relay still bears the signature of the App', async () => {
  const [github, relay, arrivals] = [await startGitHub(), await startRelay(), new Arrivals()];
  const listener = getRequestListener(takeWebhook(arrivals).fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const target = `http://127.0.0.1:${port}/api/github/webhooks`;
  const smee = startSmee(relay.channel, target, pino({ level: 'silent' }));
  try {
    await relay.listened;
    github.setWebhookUrl(relay.channel);
    const arrived = arrivals.next(10_000);
    github.world.webhooks.ping();
    await arrived;
    expect(arrivals.state(github.webhookSecret)).toBe('signed');
  } finally {
    await smee.stop();
    await relay.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await github.close();
  }
});
