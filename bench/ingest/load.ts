import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface Target {
  port: number;
  secret: string;
  bodies: readonly string[];
}

/** As many senders at once as it takes to keep any of the servers busy. */
const SENDERS = 64;

/** Every sender sends its next delivery when the last one was answered. Returns answers a second. */
export async function throughput(target: Target, seconds: number): Promise<number> {
  const send = sender(target);
  const startedAt = performance.now();
  let answered = 0;
  const one = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await send();
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, one));
  send.close();
  return answered / ((performance.now() - startedAt) / 1000);
}

/** Deliveries at a fixed rate, whether earlier ones were answered or not. Returns the 99th percentile, ms. */
export async function p99At(target: Target, perSecond: number, seconds: number): Promise<number> {
  const send = sender(target);
  const times: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let at = 0; at < perSecond * seconds; at += 1) {
    const due = startedAt + (at * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    // From when it was due: a queue in this process counts as well.
    times.push(send().then(() => performance.now() - due));
  }
  const sorted = (await Promise.all(times)).toSorted((a, b) => a - b);
  send.close();
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

function sender({ port, secret, bodies }: Target): (() => Promise<void>) & { close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const signed = bodies.map((body) => ({
    body: Buffer.from(body),
    signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }));
  let at = 0;
  const send = async () => {
    const { body, signature } = signed[(at += 1) % signed.length] as (typeof signed)[number];
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'x-github-event': 'check_run',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signature,
    };
    const status = await new Promise<number>((resolve, reject) => {
      request({ agent, host: '127.0.0.1', port, path: '/api/github/webhooks', method: 'POST', headers }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      })
        .once('error', reject)
        .end(body);
    });
    if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
  };
  return Object.assign(send, { close: () => agent.destroy() });
}
