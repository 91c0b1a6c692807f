import { z } from 'zod';
import type { GitHubSettings } from '../settings.ts';
import { Anything } from './answers.ts';
import { connect } from './connection.ts';
import { systemClock } from './patience.ts';

const Grants = z.record(z.string(), z.string());

const AccountAnswer = z
  .object({
    slug: z.string(),
    html_url: z.string(),
    owner: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
    permissions: Grants.catch({}),
    events: z.array(z.string()).catch([]),
  })
  .transform(({ slug, html_url, owner, permissions, events }) => ({
    slug,
    url: html_url,
    owner: owner?.login ?? null,
    settingsUrl: settingsUrl(html_url, owner?.type === 'Organization' ? owner.login : null),
    permissions,
    events,
  }));

/** The App's page for its owner; `url` is the one for everybody, `https://github.com/apps/NAME`. */
function settingsUrl(url: string, organisation: string | null): string {
  const owner = organisation === null ? '' : `/organizations/${organisation}`;
  return url.replace(/\/(?:github-)?apps\/([^/]+)$/, `${owner}/settings/apps/$1`);
}

const InstallationAnswer = z
  .object({
    account: z.object({ login: z.string() }).nullish(),
    html_url: z.string(),
    permissions: Grants.catch({}),
    suspended_at: z.string().nullish(),
  })
  .transform((it) => ({
    account: it.account?.login ?? 'ghost',
    url: it.html_url,
    permissions: it.permissions,
    isSuspended: Boolean(it.suspended_at),
  }));

const HookAnswer = z.object({ url: z.string().nullish() }).transform(({ url }) => url ?? null);

const DeliveryAnswer = z
  .object({
    id: z.union([z.number(), z.bigint()]),
    event: z.string(),
    delivered_at: z.string(),
    status: z.string().nullish(),
    status_code: z.number().nullish(),
  })
  .transform((it) => {
    const code = it.status_code ?? 0;
    return {
      id: String(it.id),
      event: it.event,
      at: it.delivered_at,
      isPending: it.status === 'pending',
      arrived: code >= 200 && code < 400,
      /** What GitHub says of it, such as `timed out` or `Invalid HTTP Response: 502`. */
      said: `${it.status ?? 'no answer'}${code === 0 ? '' : `: ${code}`}`,
    };
  });

export type Account = z.infer<typeof AccountAnswer>;
export type InstallationGrant = z.infer<typeof InstallationAnswer>;
export type DeliverySaid = z.infer<typeof DeliveryAnswer>;

/** What GitHub says of the App itself. Every question is asked once: whoever waits for the answer is a person. */
export interface AppAccount {
  account(): Promise<Account>;
  installations(): Promise<InstallationGrant[]>;
  /** Where webhooks are sent. */
  hookUrl(): Promise<string | null>;
  /** The last ones, newest first. */
  lastDeliveries(): Promise<DeliverySaid[]>;
  redeliver(id: string): Promise<void>;
}

/** Throws what Octokit throws, with the `status` of the answer. */
export function appAccount(settings: GitHubSettings): AppAccount {
  const { app } = connect(settings, systemClock);
  return {
    account: () => app.ask('GET /app', {}, AccountAnswer),
    installations: () => app.pages('GET /app/installations', {}, InstallationAnswer),
    hookUrl: () => app.ask('GET /app/hook/config', {}, HookAnswer),
    lastDeliveries: async () => (await app.list('GET /app/hook/deliveries', {}, DeliveryAnswer)).items,
    redeliver: async (delivery_id) => {
      await app.ask('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id }, Anything);
    },
  };
}
