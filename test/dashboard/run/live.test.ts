import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GitHubApp } from '../../../src/github/types.ts';
import { RunWatch, type News } from '../../../src/dashboard/run/live/run-watch.ts';
import { Follower } from '../../../src/dashboard/run/live/follower.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { RunStore } from '../../../src/runs/run-store.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase, silent } from '../../store/fresh-database.ts';
import { openPages, viewer } from '../../support/dashboard.ts';
import { someRuns } from '../../support/some-runs.ts';

let database: Database;
let store: RunStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = runStore(database);
});
afterAll(async () => await database.close());

let runs = 0;
/** In a repository of its own: an issue has one run at a time. */
async function newRun(): Promise<string> {
  runs += 1;
  return (await someRuns(database, [{ title: 'watched', state: 'working', repo: `acme/watched-${runs}` }]))[0] ?? '';
}
const say = (runId: string, text: string) => store.addEvent({ runId, at: new Date(), attempt: 1, kind: 'tool', text });
async function until(probe: () => boolean): Promise<void> {
  const started = Date.now();
  while (!probe()) {
    if (Date.now() - started > 10_000) throw new Error('it did not come');
    await delay(10);
  }
}

test('everybody who watches a run is told each line once, by one look for all of them', async () => {
  const id = await newRun();
  const other = await newRun();
  await say(id, 'before');
  let looks = 0;
  const counted: Database = {
    ...database,
    pool: new Proxy(database.pool, {
      get: (pool, key) => {
        const value = Reflect.get(pool, key) as unknown;
        if (key !== 'query') return value;
        return (...args: Parameters<typeof pool.query>) => {
          looks += String(args[0]).includes('fettle.run_event') ? 1 : 0;
          return pool.query(...args);
        };
      },
    }),
  };
  const watch = new RunWatch(counted, silent);
  const heard = Array.from({ length: 50 }, () => [] as string[]);
  const stops = heard.map((it) =>
    watch.watch(id, '0', ({ lines }) => it.push(...lines.map(({ event }) => event.text))),
  );
  await until(() => heard.every((it) => it.length === 1));
  const joined = looks;
  await say(other, 'elsewhere');
  await say(id, 'one');
  await until(() => heard.every((it) => it.includes('one')));
  await say(id, 'two');
  await until(() => heard.every((it) => it.includes('two')));
  expect(new Set(heard.map((it) => it.join()))).toEqual(new Set(['before,one,two']));
  expect(looks - joined).toBeLessThanOrEqual(4);
  for (const stop of stops) stop();
  expect(watch.watchers).toBe(0);
});

test('the end is told after all lines, however many there are', async () => {
  const id = await newRun();
  await database.pool.query(
    `INSERT INTO fettle.run_event (run_id, at, attempt, kind, text) SELECT $1, now(), 1, 'tool', n::text FROM generate_series(1, 2500) n`,
    [id],
  );
  await store.update(id, { state: 'ended', outcome: { kind: 'no_pr', reason: 'infra', detail: '' } });
  const news: News[] = [];
  const stop = new RunWatch(database, silent).watch(id, '0', (it) => news.push(it));
  await until(() => news.at(-1)?.head.state === 'ended' && news.at(-1)?.more === false);
  stop();
  expect(news.flatMap(({ lines }) => lines)).toHaveLength(2500);
  expect(news.slice(0, -1).every(({ more }) => more)).toBe(true);
});

test('lines that are seen late, in another order than their numbers, are told too', () => {
  const line = (id: number) => ({ id: String(id) }) as News['lines'][number];
  const follower = new Follower('10');
  expect(follower.fresh([line(11), line(13)])).toHaveLength(2);
  expect(follower.fresh([line(11), line(12), line(13), line(14)]).map(({ id }) => id)).toEqual(['12', '14']);
  expect(follower.from).toBe(10n);
  follower.fresh(Array.from({ length: 20 }, (_, n) => line(15 + n)));
  expect(follower.from).toBe(26n);
});

test('a browser that comes again goes on from the last line that it knows', async () => {
  const id = await newRun();
  const github = {} as GitHubApp;
  const pages = openPages(database, viewer(null), { github });
  await say(id, '<i>one</i>');
  await say(id, 'two');
  await store.update(id, { state: 'ended', outcome: { kind: 'no_pr', reason: 'infra', detail: '' } });
  const all = await pages.get(`/runs/${id}/events`);
  expect(all.headers.get('content-type')).toContain('text/event-stream');
  const text = await all.text();
  expect(text).toContain('&lt;i&gt;one&lt;/i&gt;');
  expect(text.match(/^event: \w+/gm)).toEqual(['event: line', 'event: line', 'event: head', 'event: end']);
  const [first = ''] = /(?<=^id: )\d+/m.exec(text) ?? [];
  const again = await (await pages.get(`/runs/${id}/events?after=0`, { 'last-event-id': first })).text();
  expect(again).not.toContain('one');
  expect(again).toContain('two');
});
