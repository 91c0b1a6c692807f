import { get } from 'node:http';

/** What is asked for: a page's kind, and an address of it that differs from the last one's. */
export interface Asked {
  page: string;
  path: string;
  cookie: string;
}

export interface Answers {
  /** Ms from when a request was due until its last byte, ascending, by page. */
  times: Map<string, number[]>;
  /** Answers other than 200, by page and status; 0 for none. */
  failures: Map<string, number>;
}

/** Asks at a fixed rate, whether earlier requests were answered or not, as people do. */
export async function visit(
  port: number,
  perSecond: number,
  seconds: number,
  next: (at: number) => Asked,
): Promise<Answers> {
  const found: Promise<{ page: string; status: number; ms: number }>[] = [];
  const startedAt = performance.now();
  for (let at = 0; at < perSecond * seconds; at += 1) {
    const due = startedAt + (at * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    const asked = next(at);
    // From when it was due: a queue in this process counts as well.
    found.push(
      page(port, asked)
        .catch(() => 0)
        .then((status) => ({ page: asked.page, status, ms: performance.now() - due })),
    );
  }
  const all = await Promise.all(found);
  const failures = new Map<string, number>();
  for (const { page: name, status } of all)
    if (status !== 200) failures.set(`${name}: ${status}`, (failures.get(`${name}: ${status}`) ?? 0) + 1);
  const times = new Map(
    [...Map.groupBy(all, (it) => it.page)].map(([name, its]) => [
      name,
      its.map(({ ms }) => ms).toSorted((a, b) => a - b),
    ]),
  );
  return { times, failures };
}

/** The status of one page, read to its end, over a connection of its own. */
export async function page(port: number, { path, cookie }: Omit<Asked, 'page'>): Promise<number> {
  return await new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { cookie }, agent: false }, (answer) => {
      answer
        .resume()
        .once('end', () => resolve(answer.statusCode ?? 0))
        .once('error', reject);
    }).once('error', reject);
  });
}

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Watches runs live until it is closed; `lines` counts what came. */
export async function watch(
  port: number,
  cookie: string,
  runs: readonly string[],
): Promise<{ lines: () => number; close: () => void }> {
  let lines = 0;
  const open = await Promise.all(
    runs.map(
      async (run) =>
        await new Promise<{ destroy: () => void }>((resolve, reject) => {
          const request = get(
            { host: '127.0.0.1', port, path: `/runs/${run}/events`, headers: { cookie }, agent: false },
            (answer) => {
              if (answer.statusCode !== 200) reject(new Error(`a watcher was answered with ${answer.statusCode}`));
              answer.setEncoding('utf8').on('data', (text: string) => (lines += text.split('event: line').length - 1));
              answer.on('error', () => {});
              resolve(request);
            },
          );
          request.on('error', reject);
        }),
    ),
  );
  return {
    lines: () => lines,
    close: () => {
      for (const one of open) one.destroy();
    },
  };
}
