import { getRequestListener } from '@hono/node-server';
import type { Route } from '../server.ts';

/** Paths below it are not for people. */
const MACHINES = /^\/api\//;

/** Answers for everything that nobody before it did, but for what machines ask for. */
export function dashboardRoute(app: { fetch: (request: Request) => Response | Promise<Response> }): Route {
  const listener = getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false });
  return async (request, response) => {
    if (MACHINES.test(request.url ?? '/')) return false;
    await listener(request, response);
    return true;
  };
}
