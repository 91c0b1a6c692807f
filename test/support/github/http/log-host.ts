import type { IncomingMessage, ServerResponse } from 'node:http';
import { signature } from '../routes/actions.ts';
import type { World } from '../state/world.ts';

/** Job logs, where only the signature counts. A token that comes along has leaked to another host. */
export function answerLogs(world: World, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', world.logsUrl);
  const id = Number(/^\/logs\/(\d+)$/.exec(url.pathname)?.[1]);
  const job = world.repositories
    .flatMap((it) => it.runs)
    .flatMap((it) => it.jobs)
    .find((it) => it.id === id);
  if (request.headers.authorization !== undefined) {
    world.blame(`GET ${url.pathname} (log host)`, 400, 'the token was sent to the host of the logs');
    response.writeHead(400).end('InvalidAuthenticationInfo');
  } else if (job === undefined || url.searchParams.get('sig') !== signature(world, id)) {
    response.writeHead(403).end('AuthenticationFailed');
  } else {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(job.log);
  }
}
