import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Run } from '../../../runs/types.ts';
import { countAfter } from '../../../runs/views/timeline.ts';
import type { DashboardEnv, DashboardParts } from '../../parts.ts';
import { numberIn } from '../run-page.ts';
import { seenRun } from '../seen-run.ts';
import { type LineData, lineDataOnce } from './line-data.ts';
import { Places } from './places.ts';
import { type News, RunWatch } from './run-watch.ts';

/** Of one process. */
const LIMITS = { all: 1_000, ofOne: 30, lifeMs: 4 * 60_000 };
/** News that wait for somebody who reads slowly; whoever is further behind comes again and goes on from where they were. */
const MAX_WAITING = 32;
/** Whoever is further behind loads the page again, which costs less than to be told so many lines, let alone many times. */
const MAX_BEHIND = 500;
/** Proxies end what is silent for a minute, ms. */
const HEARTBEAT_MS = 20_000;

/**
 * What is new in a run, as server-sent events: `line` for each line of the timeline, with its number as id, `head` for
 * cost and state, and `end` when nothing more will come. A browser that comes again names the last line it knows. After
 * `lifeMs` it has to, and who may see what is asked anew.
 */
export function eventsPage(parts: DashboardParts, limits = LIMITS): Hono<DashboardEnv> {
  const watch = new RunWatch(parts.database, parts.log);
  const lineData = lineDataOnce();
  const places = new Places(limits);
  return new Hono<DashboardEnv>().get('/runs/:id/events', async (context) => {
    const run = await seenRun(context, parts);
    if (run === null) return context.notFound();
    // Nobody would ever read what is written to the answer of a HEAD.
    if (context.req.method === 'HEAD') return context.body(null, 200, { 'content-type': 'text/event-stream' });
    const after = numberIn(context.req.header('last-event-id')) ?? numberIn(context.req.query('after')) ?? '0';
    // With this answer a browser does not come again by itself.
    if ((await countAfter(parts.database.pool, run.id, after, MAX_BEHIND)) === MAX_BEHIND)
      return context.body(null, 204);
    const leave = places.take(context.get('viewer').login);
    if (leave === null) return context.text('too many watch runs here already\n', 503);
    context.header('x-accel-buffering', 'no');
    const failed = async (error: Error) => parts.log.error({ err: error, run: run.id }, 'a run could not be watched');
    const response = streamSSE(
      context,
      (stream) => tell(stream, run, { after, watch, lineData, lifeMs: limits.lifeMs }).finally(leave),
      failed,
    );
    response.headers.set('cache-control', 'no-store');
    return response;
  });
}

interface Telling {
  /** The last line that is known already. */
  after: string;
  watch: RunWatch;
  lineData: LineData;
  lifeMs: number;
}

/** Resolves when there is nothing more to tell, or nobody to tell it to. */
async function tell(stream: SSEStreamingApi, run: Run, { after, watch, lineData, lifeMs }: Telling): Promise<void> {
  const waiting: News[] = [];
  let wake = Promise.withResolvers<void>();
  let over = false;
  const end = () => {
    over = true;
    wake.resolve();
  };
  const unwatch = watch.watch(run.id, after, (news) => {
    waiting.push(news);
    if (waiting.length > MAX_WAITING) stream.abort();
    else wake.resolve();
  });
  // Not just an end of the loop, which somebody who reads nothing would hold up for ever.
  const life = setTimeout(() => stream.abort(), lifeMs);
  const heartbeat = setInterval(() => void stream.write(':\n\n'), HEARTBEAT_MS);
  stream.onAbort(end);
  try {
    while (!over) {
      await wake.promise;
      wake = Promise.withResolvers<void>();
      for (let news = waiting.shift(); news !== undefined && !over; news = waiting.shift())
        if (await write(stream, run, news, lineData)) return;
    }
  } finally {
    clearTimeout(life);
    clearInterval(heartbeat);
    unwatch();
  }
}

/** Whether that was all that there will be. */
async function write(
  stream: SSEStreamingApi,
  run: Run,
  { lines, head, more }: News,
  lineData: LineData,
): Promise<boolean> {
  for (const it of lines) await stream.writeSSE({ event: 'line', id: it.id, data: await lineData(it, run.createdAt) });
  const { costUsd, turns, version } = head;
  await stream.writeSSE({ event: 'head', data: JSON.stringify({ cost: `$${costUsd.toFixed(2)}`, turns, version }) });
  if (head.state !== 'ended' || more) return false;
  await stream.writeSSE({ event: 'end', data: '' });
  return true;
}
