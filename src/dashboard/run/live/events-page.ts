import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import type { Run } from '../../../runs/types.ts';
import type { DashboardEnv, DashboardParts } from '../../parts.ts';
import { numberIn } from '../run-page.ts';
import { seenRun } from '../seen-run.ts';
import { attemptTitle, timelineLine } from '../timeline.ts';
import { type News, RunWatch } from './run-watch.ts';

/** Of one process. */
const MAX_WATCHERS = 1_000;
/** News that wait for somebody who reads slowly; whoever is further behind comes again and goes on from where they were. */
const MAX_WAITING = 32;
/** Proxies end what is silent for a minute, ms. */
const HEARTBEAT_MS = 20_000;
/** Then the browser comes again, and who may see what is asked anew, ms. */
const LIFE_MS = 4 * 60_000;

/**
 * What is new in a run, as server-sent events: `line` for each line of the timeline, with its number as id, `head` for
 * cost and state, and `end` when nothing more will come. A browser that comes again names the last line it knows.
 */
export function eventsPage(parts: DashboardParts): Hono<DashboardEnv> {
  const watch = new RunWatch(parts.database, parts.log);
  return new Hono<DashboardEnv>().get('/runs/:id/events', async (context) => {
    const run = await seenRun(context, parts);
    if (run === null) return context.notFound();
    if (watch.watchers >= MAX_WATCHERS) return context.text('too many watch runs here already\n', 503);
    const after = numberIn(context.req.header('last-event-id')) ?? numberIn(context.req.query('after')) ?? '0';
    context.header('x-accel-buffering', 'no');
    const failed = async (error: Error) => parts.log.error({ err: error, run: run.id }, 'a run could not be watched');
    return streamSSE(context, (stream) => tell(stream, run, after, watch), failed);
  });
}

/** Resolves when there is nothing more to tell, or nobody to tell it to. */
async function tell(stream: SSEStreamingApi, run: Run, after: string, watch: RunWatch): Promise<void> {
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
  const life = setTimeout(end, LIFE_MS);
  const heartbeat = setInterval(() => void stream.write(':\n\n'), HEARTBEAT_MS);
  stream.onAbort(end);
  try {
    while (!over) {
      await wake.promise;
      wake = Promise.withResolvers<void>();
      for (let news = waiting.shift(); news !== undefined && !over; news = waiting.shift())
        if (await write(stream, run, news)) return;
    }
  } finally {
    clearTimeout(life);
    clearInterval(heartbeat);
    unwatch();
  }
}

/** Whether that was all that there will be. */
async function write(stream: SSEStreamingApi, run: Run, { lines, head, more }: News): Promise<boolean> {
  for (const { id, event } of lines) {
    const html = String(await timelineLine({ id, event }, run.createdAt));
    const data = { attempt: event.attempt, title: attemptTitle(event.attempt), kind: event.kind, html };
    await stream.writeSSE({ event: 'line', id, data: JSON.stringify(data) });
  }
  const { costUsd, turns, version } = head;
  await stream.writeSSE({ event: 'head', data: JSON.stringify({ cost: `$${costUsd.toFixed(2)}`, turns, version }) });
  if (head.state !== 'ended' || more) return false;
  await stream.writeSSE({ event: 'end', data: '' });
  return true;
}
