import { createHash } from 'node:crypto';
import { issueV1, readV1 } from './token-v1.js';

const sum = (text) => createHash('sha256').update(text).digest('base64url').slice(0, 8);

export function issueToken(claims, { version = 2, expires = null } = {}) {
  if (version === 1) return issueV1(claims);
  const body = Buffer.from(JSON.stringify({ claims, expires })).toString('base64url');
  return `v2.${body}.${sum(body)}`;
}

/** The claims, or null for anything that is no valid token. `now` is in milliseconds. */
export function readToken(text, now = Date.now()) {
  if (text.startsWith('v1:')) return readV1(text);
  const [version, body, check] = text.split('.');
  if (version !== 'v2' || body === undefined || check !== sum(body)) return null;
  const { claims, expires } = JSON.parse(Buffer.from(body, 'base64url').toString());
  return expires === null || now < expires ? claims : null;
}
