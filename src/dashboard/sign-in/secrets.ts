import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
/** Bytes, as GCM wants them. */
const NONCE = 12;
const TAG = 16;

/** 256 random bits, as text that fits into cookies and addresses. */
export const randomText = (): string => randomBytes(32).toString('base64url');

export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** What the forms of a session's pages bear: it follows from the session's id, and does not give it away. */
export const csrfOf = (sessionId: string): string => createHmac('sha256', sessionId).update('csrf').digest('base64url');

/** The key takes both: whoever has the database and the private key still lacks the id, which only the browser has. */
function keyOf(sessionId: string, privateKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', privateKey, sessionId, 'fettle dashboard session token', 32));
}

/** A user's token as it is stored with his session. */
export function seal(token: string, sessionId: string, privateKey: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyOf(sessionId, privateKey), nonce);
  return Buffer.concat([nonce, cipher.update(token, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** Null where it was sealed with another id or another private key, or changed since. */
export function unseal(sealed: Buffer, sessionId: string, privateKey: string): string | null {
  if (sealed.length < NONCE + TAG) return null;
  const decipher = createDecipheriv(CIPHER, keyOf(sessionId, privateKey), sealed.subarray(0, NONCE), {
    authTagLength: TAG,
  });
  decipher.setAuthTag(sealed.subarray(-TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
