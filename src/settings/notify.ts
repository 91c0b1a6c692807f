import { UserError } from '../errors.ts';
import { list, type Values } from './environment.ts';

/** What people are told outside GitHub. */
export const NOTICES = ['needs_person', 'ready', 'campaign_paused'] as const;
export type Notice = (typeof NOTICES)[number];

/** A webhook's address is as good as a password. */
export interface NotifySettings {
  url: string;
  kinds: readonly Notice[];
}

export function notifySettings({ FETTLE_NOTIFY_URL, FETTLE_NOTIFY }: Values): NotifySettings | null {
  const kinds = list(FETTLE_NOTIFY);
  const unknown = kinds.find((kind) => !NOTICES.includes(kind as Notice));
  if (unknown !== undefined)
    throw new UserError(`FETTLE_NOTIFY is wrong: there is no "${unknown}"; there are ${NOTICES.join(', ')}.`);
  return FETTLE_NOTIFY_URL === undefined ? null : { url: FETTLE_NOTIFY_URL, kinds: kinds as Notice[] };
}
