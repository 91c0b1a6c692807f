import type { IncomingMessage } from 'node:http';

/** GitHub's own cap on webhook payloads, bytes. */
export const MAX_BODY = 25 * 1024 * 1024;

/**
 * The whole body, or null when it is longer than `max`; the rest is then read and dropped, since a sender whose
 * connection is cut would not see the answer. Rejects when the sender goes away.
 */
export async function readBody(request: IncomingMessage, max = MAX_BODY): Promise<Buffer | null> {
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLong = () => {
      chunks.length = 0;
      request.removeAllListeners('data').resume();
      resolve(null);
    };
    request.on('error', reject);
    request.on('close', () => reject(new Error('the sender went away')));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    if (Number(request.headers['content-length'] ?? 0) > max) {
      tooLong();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > max) tooLong();
      else chunks.push(chunk);
    });
  });
}
