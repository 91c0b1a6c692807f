import { describeError } from '../../errors.ts';
import { firstLine } from '../../text/clip.ts';
import { createRedactor } from '../../text/redact.ts';

/** A chat's server answers within this, or is not there, ms. */
const PATIENCE_MS = 10_000;
/** Of an answer's text no more than this is read, bytes. */
const MAX_ANSWER = 2_000;

/** `retryAfterMs`: what the server asked for; null when it named no time. `why` never holds the address. */
export type Posted = { status: 'sent' } | { status: 'failed'; why: string; retryAfterMs: number | null };

/** Sends one text to a chat's webhook. No redirect is followed: whoever holds that page could read along. */
export async function postNotice(url: string, text: string, now: number): Promise<Posted> {
  const redact = createRedactor(partsOf(url));
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'fettle' },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const said = await beginning(response);
    if (response.ok) return { status: 'sent' };
    const why = redact(`${response.status} ${firstLine(said, 200)}`.trim());
    return { status: 'failed', why, retryAfterMs: retryAfter(response.headers.get('retry-after'), now) };
  } catch (error) {
    return { status: 'failed', why: redact(describeError(error)), retryAfterMs: null };
  }
}

/** What of an address is secret wherever it turns up: all of it, and its path, which is what a token stands in. */
function partsOf(url: string): string[] {
  const { pathname, search, href, username, password } = new URL(url);
  return [url, href, pathname + search, pathname, ...pathname.split('/'), username, password].filter(
    (part) => part.length >= 6,
  );
}

/** RFC 9110: seconds, or a date. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

async function beginning(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    held += chunk.length;
    if (held >= MAX_ANSWER) break;
  }
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER).toString('utf8');
}
