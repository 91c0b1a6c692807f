import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { cantListen } from '../server/cant-listen.ts';
import { isEverywhere, ownName } from '../server/own-name.ts';
import type { Settings } from '../settings.ts';
import { Gate } from './gate.ts';
import type { SetUpParts } from './parts.ts';
import { setUpApp } from './set-up-app.ts';

/** The last page asks for its style before the server behind it goes, ms. */
const LAST_PAGE = 1500;
const CLOSE_PATIENCE = 2000;

/**
 * Serves the set-up until a person starts the app from it, or until `stopped`. Resolves with which of the two, once the
 * port is free again. `say` prints the address that lets one browser in. Throws a UserError when the port can't be had.
 */
export async function openSetUp(options: {
  settings: Pick<Settings, 'host' | 'port'>;
  /** `address` is where the server is reached on this machine. */
  parts: (ready: { start: () => void; address: () => string }) => SetUpParts;
  stopped: Promise<void>;
  say: (line: string) => void;
}): Promise<'started' | 'stopped'> {
  const { settings, stopped, say } = options;
  const started = Promise.withResolvers<void>();
  const gate = new Gate();
  const address = () => `http://${ownName(settings.host)}:${(server.address() as AddressInfo).port}`;
  const parts = options.parts({ start: () => started.resolve(), address });
  const app = setUpApp(parts, gate);
  const listener = getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false });
  const server = createServer({ requestTimeout: 60_000 }, (request, response) => void listener(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cantListen(settings, cause)));
    server.listen(settings.port, settings.host, resolve);
  });
  const channel = parts.stored().WEBHOOK_PROXY_URL;
  // A set-up that was left off goes on where it was.
  if (channel !== undefined) parts.relayFrom(channel);
  for (const line of invitation(address(), isEverywhere(settings.host), gate.token)) say(line);
  const how = await Promise.race([
    started.promise.then(() => 'started' as const),
    stopped.then(() => 'stopped' as const),
  ]);
  if (how === 'started') await delay(LAST_PAGE);
  const closed = new Promise((resolve) => server.close(resolve));
  await Promise.race([closed, delay(CLOSE_PATIENCE, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
  return how;
}

function invitation(address: string, everywhere: boolean, token: string): string[] {
  const { host, port } = new URL(address);
  return [
    '',
    'Nothing is configured yet. Open this address in a browser to set Fettle up; it works once:',
    '',
    `  ${address}/set-up?token=${token}`,
    '',
    everywhere
      ? 'From elsewhere, put the address of this machine in its place.'
      : `From another machine: ssh -L ${port}:${host} THIS-MACHINE, then open it there.`,
    '',
  ];
}
