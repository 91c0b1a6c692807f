import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * As much of GitHub as pages ask for: everybody may write everywhere. Listens on a port of its own; `host` is for GHE_HOST,
 * with GHE_PROTOCOL as http.
 */
export async function gitHubPermissions(): Promise<{ host: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const answer = path.endsWith('/access_tokens')
      ? {
          token: 'a token of an installation',
          expires_at: new Date(Date.now() + 3_600_000).toISOString(),
          permissions: {},
        }
      : path.includes('/collaborators/')
        ? { permission: 'write', role_name: 'write', user: { login: 'ann' } }
        : null;
    request.resume();
    response.writeHead(answer === null ? 404 : request.method === 'POST' ? 201 : 200, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(answer ?? { message: 'Not Found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, close: () => server.close() };
}
