import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import type { Message } from '../../src/agent/types.ts';
import { runStore } from '../../src/runs/store.ts';
import { connect } from '../../src/store/connect.ts';

/** Clock ticks of Linux, ms. */
const TICK_MS = 10;

/**
 * A worker as far as it writes: turns and lines of timelines of these runs, at a fixed rate. Says at the end what CPU that
 * took, here and in its connection to the database, which is where others are told of it. Arguments: the database, seconds,
 * writes a second, the first number of a turn, runs.
 */
const [, , url = '', seconds = '', perSecond = '', first = '', ...runs] = process.argv;
const database = connect(url, pino({ level: 'silent' }));
const store = runStore(database);
const spent = { turns: 1, usage: { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 }, costUsd: 0.01, ms: 1 };
const before = process.cpuUsage();
const startedAt = performance.now();
for (let at = 0; at < Number(seconds) * Number(perSecond); at += 1) {
  const wait = startedAt + (at * 1000) / Number(perSecond) - performance.now();
  if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
  const run = runs[at % runs.length] as string;
  const message: Message = { role: 'user', content: [{ type: 'text', text: 'x'.repeat(4000) }] };
  await store.recordTurn(run, 1, Number(first) + at, { kind: 'user', message }, { spent, patch: null, tree: null });
  await store.addEvent({ runId: run, at: new Date(), attempt: 1, kind: 'tool', text: `Read src/part-${at}.ts` });
}
const used = process.cpuUsage(before);
// One write after the other: there is one connection.
const { rows } = await database.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
const stat = await readFile(`/proc/${rows[0]?.pid}/stat`, 'utf8');
const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
process.stdout.write(JSON.stringify({ hereMs: (used.user + used.system) / 1000, thereMs: (user + system) * TICK_MS }));
await database.close();
