import type { AppYml } from './app-yml.ts';
import type { Place } from './place.ts';

/** GitHub's limit for an App's name. */
const LONGEST_NAME = 34;

/**
 * What GitHub is asked to make, and where the form that asks goes. Fields as in GitHub's documentation, "Registering a
 * GitHub App from a manifest". `tail` makes a person's own App's name one that nobody has; it can be changed on GitHub's
 * page. `hookUrl` is a relay's channel where there is one.
 */
export function manifestFor(
  base: AppYml,
  place: Place,
  addresses: { hookUrl: string; redirectUrl: string; tail: string },
): { action: string; manifest: Record<string, unknown> } {
  const { webUrl, organisation, publicUrl } = place;
  const owner = organisation === null ? '' : `/organizations/${encodeURIComponent(organisation)}`;
  return {
    action: `${webUrl}${owner}/settings/apps/new`,
    manifest: {
      name: `${base.name} ${organisation ?? addresses.tail}`.slice(0, LONGEST_NAME).trim(),
      description: base.description,
      url: publicUrl,
      public: base.public,
      hook_attributes: { url: addresses.hookUrl, active: true },
      redirect_url: addresses.redirectUrl,
      callback_urls: [`${publicUrl}/sign-in/callback`],
      setup_url: `${publicUrl}/repositories`,
      request_oauth_on_install: false,
      default_permissions: base.default_permissions,
      default_events: base.default_events,
    },
  };
}
