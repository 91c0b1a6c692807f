import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Random } from './random.ts';

interface Letter {
  headers: Record<string, string>;
  body: Buffer;
}

/** A letter waits at most so long, ms, so that most of them overtake others. */
const LONGEST_WAIT = 2000;
/** How long GitHub's operator, or our own pass over its log of deliveries, takes to send again what was not taken, ms. */
const AGAIN_AFTER = 300;

/**
 * Stands between GitHub's double and the app: takes each delivery, holds it for a random while, hands some over twice,
 * and goes on handing over until it is taken with 2xx, since GitHub itself would never try again.
 */
export async function openPostOffice(options: { to: () => string; duplicates: number; random: Random }) {
  const { random } = options;
  const taken = new Map<string, number>();
  const under = new Set<Promise<void>>();
  let refused = 0;

  async function handOver(letter: Letter): Promise<void> {
    await sleep(random() * LONGEST_WAIT);
    for (;;) {
      const status = await post(options.to(), letter);
      if (status >= 200 && status < 300) break;
      refused += 1;
      await sleep(AGAIN_AFTER);
    }
    const id = letter.headers['x-github-delivery'] ?? '';
    taken.set(id, (taken.get(id) ?? 0) + 1);
  }

  function take(letter: Letter): void {
    const work = handOver(letter).finally(() => under.delete(work));
    under.add(work);
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const letter = { headers: kept(request.headers), body: Buffer.concat(chunks) };
    take(letter);
    if (random() < options.duplicates) take(letter);
    response.end();
  }

  const server = createServer((request, response) => void receive(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often each delivery was taken, by its id. */
    taken,
    get refused() {
      return refused;
    },
    /** Every letter that came until now was taken. */
    async delivered(): Promise<void> {
      while (under.size > 0) await Promise.all(under);
    },
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function post(url: string, { headers, body }: Letter): Promise<number> {
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

const kept = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('x-') || name === 'content-type'),
  ) as Record<string, string>;

const sleep = async (ms: number) => await new Promise<void>((resolve) => setTimeout(resolve, ms));
