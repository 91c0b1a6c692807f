import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { metricsRoute, metricsServer } from '../../src/telemetry/metrics-server.ts';

const metrics = { show: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'fettle_x 1\n' }) };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The app's own port, on which other things are served too. */
async function frontDoor(token: string | null, shown: typeof metrics | null = metrics): Promise<string> {
  const route = metricsRoute(shown, token);
  const server = createServer((request, response) => {
    void route(request, response).then((answered) => answered || response.writeHead(404).end('something else'));
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  closers.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("on the app's port only the token opens them", async () => {
  const url = `${await frontDoor('the-token')}/metrics`;
  const answers = await Promise.all(
    [{}, { authorization: 'Bearer wrong' }, { authorization: 'the-token' }, { authorization: 'Bearer the-token' }].map(
      (headers) => fetch(url, { headers: headers as Record<string, string> }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 200]);
  expect(answers[0]?.headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect(await answers[3]?.text()).toBe('fettle_x 1\n');
  expect(answers[3]?.headers.get('content-type')).toContain('version=0.0.4');
});

test('without a token, or without metrics, there is nothing there', async () => {
  const authorization = 'Bearer null';
  for (const url of [await frontDoor(null), await frontDoor('the-token', null)])
    expect((await fetch(`${url}/metrics`, { headers: { authorization } })).status).toBe(404);
  expect((await fetch(`${await frontDoor('the-token')}/other`)).status).toBe(404);
});

test('on a port of their own they are open unless there is a token, and nothing else is there', async () => {
  const server = await metricsServer(metrics, { host: '127.0.0.1', port: 0, token: null });
  closers.push(server.close);
  const url = `http://127.0.0.1:${server.port}`;
  expect(await (await fetch(`${url}/metrics?x=1`)).text()).toBe('fettle_x 1\n');
  expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404);
  expect((await fetch(`${url}/`)).status).toBe(404);
  const closed = await metricsServer(metrics, { host: '127.0.0.1', port: 0, token: 'the-token' });
  closers.push(closed.close);
  expect((await fetch(`http://127.0.0.1:${closed.port}/metrics`)).status).toBe(401);
  const headers = { authorization: 'Bearer the-token' };
  expect((await fetch(`http://127.0.0.1:${closed.port}/metrics`, { headers })).status).toBe(200);
  await expect(metricsServer(metrics, { host: '127.0.0.1', port: server.port, token: null })).rejects.toThrow(
    /EADDRINUSE/,
  );
});
