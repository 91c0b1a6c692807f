import type { NewApp } from '../github/app-manifest.ts';
import type { Credentials } from '../settings/credentials.ts';
import type { Place } from './place.ts';

/** What of a new App is stored, by the names of the settings. */
export function credentialsOf(made: NewApp, { webUrl, publicUrl, relay }: Place): Credentials {
  const { host, protocol } = new URL(webUrl);
  const server = host === 'github.com' ? {} : { GHE_HOST: host, GHE_PROTOCOL: protocol.replace(':', '') };
  return {
    APP_ID: String(made.id),
    PRIVATE_KEY: made.pem,
    WEBHOOK_SECRET: made.webhook_secret,
    GITHUB_CLIENT_ID: made.client_id,
    GITHUB_CLIENT_SECRET: made.client_secret,
    FETTLE_URL: publicUrl,
    ...server,
    ...(relay === null ? {} : { WEBHOOK_PROXY_URL: relay }),
  };
}
