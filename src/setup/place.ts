import { isIP } from 'node:net';
import { z } from 'zod';
import type { Preset } from '../settings/preset.ts';

/** Where the App is made, and where GitHub finds us. */
export interface Place {
  /** e.g. `https://github.com`, without a slash at the end. */
  webUrl: string;
  /** Null: the App belongs to the person who makes it. */
  organisation: string | null;
  /** Where people reach this server, without a slash at the end. */
  publicUrl: string;
  /** `new`: a channel is to be made. Null: GitHub reaches us by itself. */
  relay: string | null;
}

const text = z.string().trim().max(300).catch('');
/** The form's fields as they come; everything in it is a person's word. */
export const PlaceForm = z.object({
  where: z.enum(['github', 'own']).catch('github'),
  server: text,
  owner: z.enum(['person', 'organisation']).catch('person'),
  organisation: text,
  reach: z.enum(['address', 'relay']).catch('address'),
  address: text,
});
export type PlaceForm = z.infer<typeof PlaceForm>;

/** The form before anything was typed. */
export function firstForm({ publicUrl, channel, server }: Preset): PlaceForm {
  return PlaceForm.parse({
    where: server === null ? 'github' : 'own',
    server: server ?? '',
    reach: channel === null ? 'address' : 'relay',
    address: publicUrl ?? '',
  });
}

/** As in the settings. */
export function apiUrlOf(webUrl: string): string {
  return webUrl === 'https://github.com' ? 'https://api.github.com' : `${webUrl}/api/v3`;
}

/**
 * What was chosen, or what is wrong with it. `visited` is the address that the browser has us by: where there is a relay,
 * people reach the dashboard there.
 */
export function placeOf(form: PlaceForm, visited: string, preset: Preset): Place | { wrong: string } {
  const webUrl = form.where === 'github' ? 'https://github.com' : origin(form.server);
  if (webUrl === null)
    return { wrong: "The server's address is not one: type it as https://github.example.com, without a path." };
  if (form.where === 'own' && /(^|\.)github\.com$/.test(new URL(webUrl).hostname))
    return { wrong: 'That is GitHub itself: choose github.com above.' };
  if (preset.server !== null && preset.server !== webUrl)
    return { wrong: `GHE_HOST says ${preset.server}: choose that, or start Fettle without GHE_HOST.` };
  const organisation = form.owner === 'organisation' ? form.organisation : null;
  if (organisation !== null && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(organisation))
    return { wrong: "The organisation's name is not one: type it as it stands in its address, such as acme." };
  if (form.reach === 'relay')
    return { webUrl, organisation, publicUrl: preset.publicUrl ?? visited, relay: preset.channel ?? 'new' };
  const publicUrl = origin(form.address);
  if (publicUrl === null)
    return { wrong: 'The address of this server is not one: type it as https://fettle.example.com, without a path.' };
  if (form.where === 'github' && isPrivate(new URL(publicUrl).hostname))
    return {
      wrong: `GitHub can't reach ${publicUrl}, which is an address inside your network: type one that the internet knows, or choose smee.io.`,
    };
  return { webUrl, organisation, publicUrl, relay: null };
}

/** `https://host` of a server that was typed in, with or without the scheme; null when there is more than that. */
function origin(typed: string): string | null {
  const url = URL.parse(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (url === null || url.hostname === '' || !/^https?:$/.test(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return url.pathname === '/' ? url.origin : null;
}

/** Addresses that GitHub refuses as a webhook's, because the internet does not know them. */
function isPrivate(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(bare) === 0) return bare === 'localhost' || /\.(localhost|local|internal|lan|test)$/.test(bare);
  return /^(0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1?$|f[cd]|fe[89ab])/.test(
    bare,
  );
}
