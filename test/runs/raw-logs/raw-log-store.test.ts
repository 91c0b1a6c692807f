import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keepRawLogs } from '../../../src/runs/raw-logs/keep-raw-logs.ts';
import type { RunStore } from '../../../src/runs/run-store.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { Database } from '../../../src/store/types.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import type { RawOutput } from '../../../src/verifiers/types.ts';
import { freshDatabase, silent } from '../../store/fresh-database.ts';

let database: Database;
let store: RunStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = runStore(database);
});
afterAll(async () => await database.close());

let issue = 0;
async function newRun(): Promise<string> {
  issue += 1;
  const repo = { owner: 'acme', name: 'shop', installationId: 5 };
  const trigger = { kind: 'label' as const, key: randomUUID() };
  return (await store.create({ repo, issue, trigger, task: {} as never, branch: () => `fettle/${issue}` })).run.id;
}
const printed = (text: string, change: Partial<RawOutput> = {}): RawOutput => ({
  check: 'npm:test',
  onBase: false,
  status: 'exited',
  exitCode: 1,
  durationMs: 12.6,
  text,
  bytes: text.length,
  cut: 0,
  ...change,
});

test('a raw log comes back as it was printed, to its own run alone', async () => {
  const run = await newRun();
  await store.addRawLog(run, 2, printed('not ok 1 ✗\n\0', { bytes: 5_000_000_000, cut: 7, onBase: true }));
  const [line] = await store.rawLogs(run);
  const known = { attempt: 2, check: 'npm:test', onBase: true, status: 'exited', exitCode: 1, durationMs: 13 };
  expect(line).toMatchObject({ ...known, bytes: 5_000_000_000, cut: 7 });
  const id = line?.id ?? '';
  expect(await store.rawLog(run, id)).toEqual({ ...line, text: 'not ok 1 ✗\n\0' });
  expect(await store.rawLog(await newRun(), id)).toBeNull();
  expect(await store.rawLog(run, "1' OR 'x'")).toBeNull();
});

test('old logs go, and the others stay', async () => {
  const run = await newRun();
  await store.addRawLog(run, 1, printed('old'));
  await database.pool.query("UPDATE fettle.raw_log SET at = now() - interval '31 days' WHERE run_id = $1", [run]);
  await store.addRawLog(run, 1, printed('new'));
  expect(await store.pruneRawLogs(30 * 24 * 3_600_000)).toBe(1);
  const [left, ...more] = await store.rawLogs(run);
  expect(more).toEqual([]);
  expect((await store.rawLog(run, left?.id ?? ''))?.text).toBe('new');
});

test('a run that goes on for ever does not fill the disk', async () => {
  const run = await newRun();
  await database.pool.query(
    `INSERT INTO fettle.raw_log (run_id, attempt, check_id, on_base, status, duration_ms, bytes, cut, content)
     SELECT $1, 1, 'x', false, 'exited', 1, 1, 0, '' FROM generate_series(1, 500)`,
    [run],
  );
  await store.addRawLog(run, 1, printed('one more'));
  expect(await store.rawLogs(run)).toHaveLength(500);
});

test('nobody waits for a log to be written, credentials stay out of it, and what piles up is dropped', async () => {
  const written: RawOutput[] = [];
  const open = Promise.withResolvers<void>();
  const addRawLog = async (_run: string, _attempt: number, raw: RawOutput) => {
    await open.promise;
    written.push(raw);
    if (raw.check === 'bad') throw new Error('the database is away');
  };
  const keep = keepRawLogs('run', 1, {
    store: { addRawLog } as never,
    redact: createRedactor(['hunter2!']),
    log: silent,
  });
  keep(printed('the password is hunter2!', { check: 'bad' }));
  for (let n = 0; n < 30; n += 1) keep(printed(`line ${n}`));
  expect(written).toEqual([]);
  open.resolve();
  await new Promise(setImmediate);
  expect(written).toHaveLength(16);
  expect(written[0]?.text).toBe('the password is [redacted]');
});
