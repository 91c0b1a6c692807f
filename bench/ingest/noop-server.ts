import { createServer } from 'node:http';
import { createNodeMiddleware, Probot } from 'probot';

// The peer: Probot with a handler that does nothing, on the port and path that ours has.
const { APP_ID = '', PRIVATE_KEY = '', WEBHOOK_SECRET = '', PORT = '' } = process.env;
const probot = new Probot({ appId: APP_ID, privateKey: PRIVATE_KEY, secret: WEBHOOK_SECRET });
const middleware = await createNodeMiddleware((app) => app.on('check_run', async () => {}), {
  probot,
  webhooksPath: '/api/github/webhooks',
});
createServer((request, response) => {
  if (request.url === '/ping') response.end('PONG');
  else void middleware(request, response);
}).listen(Number(PORT), '127.0.0.1');
