import { issueToken, readToken } from './token.js';

const DAY = 86_400_000;

export const inviteLink = (team, now) => `https://example.com/join?t=${issueToken({ team }, { expires: now + 7 * DAY })}`;

export function teamOf(link, now) {
  const token = new URL(link).searchParams.get('t') ?? '';
  return readToken(token, now)?.team ?? null;
}
