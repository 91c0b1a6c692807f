import { isGitHub } from './hosts.ts';

/** More are counted only: code that asks in a loop is not to fill a page. */
const MAX_NAMED = 10;

/** Whether an install was kept from GitHub, which is no fault of what it was to install. */
export const wantedGitHub = (refused: readonly string[]): boolean => refused.some((it) => isGitHub(placeOf(it)));

/** One sentence part on what an install asked for and did not get (`host:port`, `PUT host:port/path`); '' for nothing. */
export function refusalText(refused: readonly string[]): string {
  if (refused.length === 0) return '';
  const more = refused.length > MAX_NAMED ? ` and ${refused.length - MAX_NAMED} more` : '';
  const github = wantedGitHub(refused)
    ? ' (GitHub is reached from no sandbox unless the operator lists its hosts in FETTLE_SANDBOX_HOSTS)'
    : '';
  return `the install asked for ${refused.slice(0, MAX_NAMED).join(', ')}${more}, which is not allowed${github}`;
}

/** `PUT host:443/path` and `host:443` alike. */
const placeOf = (refused: string): string =>
  (refused.split(' ').find((it) => /[.:]/.test(it)) ?? '').replace(/[/?].*$/, '');
