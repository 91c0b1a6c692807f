import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { HttpError, notFound, type Reply } from '../http/reply.ts';
import { type Call, plainRoute, type Route } from '../http/router.ts';
import { type AppManifest, problemsIn } from '../state/manifests.ts';
import { appView } from '../views/repository.ts';

const Manifest = z
  .object({
    name: z.string().min(1),
    url: z.url(),
    hook_attributes: z.object({ url: z.string(), active: z.boolean().optional() }),
    redirect_url: z.url(),
    callback_urls: z.array(z.url()).max(10).default([]),
    setup_url: z.url().optional(),
    description: z.string().optional(),
    public: z.boolean().default(true),
    request_oauth_on_install: z.boolean().default(false),
    default_permissions: z.record(z.string(), z.enum(['read', 'write'])).default({}),
    default_events: z.array(z.string()).default([]),
  })
  .transform(
    (it): AppManifest => ({
      name: it.name,
      hookUrl: it.hook_attributes.url,
      redirectUrl: it.redirect_url,
      callbackUrls: it.callback_urls,
      permissions: it.default_permissions,
      events: it.default_events,
    }),
  );

const Form = z.object({ manifest: z.string() });
const Confirmed = z.object({ id: z.string(), name: z.string().min(1) });

/** Making an App from a manifest: the page that a form leads to, the person's yes, and the exchange of the code. */
export const manifestRoutes: readonly Route[] = [
  plainRoute('POST /settings/apps/new', 'anyone', Form, (call) =>
    ask(call, call.world.oauth.browser?.login ?? 'maria'),
  ),
  plainRoute('POST /organizations/:org/settings/apps/new', 'anyone', Form, (call) => ask(call, call.params.org ?? '')),
  plainRoute('POST /settings/apps/made', 'anyone', Confirmed, make),
  plainRoute('POST /app-manifests/:code/conversions', 'anyone', null, convert),
];

function ask({ world, url, body }: Call<z.infer<typeof Form>>, owner: string): Reply {
  const parsed = Manifest.safeParse(JSON.parse(body.manifest));
  const problems = parsed.success ? problemsIn(parsed.data) : [z.prettifyError(parsed.error)];
  if (!parsed.success || problems.length > 0)
    throw new HttpError(422, `Invalid GitHub App configuration: ${problems.join('; ')}`, { unexpected: true });
  const id = randomBytes(8).toString('hex');
  world.manifests.shown.set(id, { manifest: parsed.data, state: url.searchParams.get('state') ?? '', owner });
  const name = parsed.data.name.replaceAll(/["<>&]/g, '');
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>New App</title><link rel="icon" href="data:,"><h1>Create GitHub App for ${owner}</h1>
<form method="post" action="/settings/apps/made"><input type="hidden" name="id" value="${id}"><label>Name <input name="name" value="${name}"></label><button>Create GitHub App</button></form>`;
  return { status: 200, text, headers: { 'content-type': 'text/html; charset=utf-8' } };
}

/** The App is there from now on, and its webhook gets a ping at once, before anybody can know its secret. */
function make({ world, body }: Call<z.infer<typeof Confirmed>>): Reply {
  const pending = world.manifests.shown.get(body.id);
  if (pending === undefined) throw notFound();
  world.manifests.shown.delete(body.id);
  const { manifest, state, owner } = pending;
  world.app.name = body.name;
  world.app.owner = world.user(owner);
  world.permissions = manifest.permissions;
  for (const it of world.installations) it.permissions = manifest.permissions;
  world.oauth.callbackUrls = manifest.callbackUrls;
  world.webhooks.target = manifest.hookUrl;
  world.webhooks.events = manifest.events;
  world.say('state', `${owner} makes the App ${body.name}`);
  world.webhooks.ping();
  const code = randomBytes(20).toString('hex');
  world.manifests.code(code);
  const back = new URL(manifest.redirectUrl);
  back.searchParams.set('code', code);
  if (state !== '') back.searchParams.set('state', state);
  return { status: 302, headers: { location: back.href }, text: '' };
}

function convert({ world, params }: Call): Reply {
  if (!world.manifests.take(params.code ?? '')) throw notFound();
  const { clientId: client_id, clientSecret: client_secret } = world.oauth;
  const secrets = { client_id, client_secret, webhook_secret: world.webhooks.secret, pem: world.privateKey };
  return {
    status: 201,
    body: { ...appView(world, world.app, world.permissions), events: world.webhooks.events ?? [], ...secrets },
  };
}
