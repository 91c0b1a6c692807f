import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { Run } from '../../../src/runs/types.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
  process.env.DATABASE_URL = database.connectionString;
});
afterAll(async () => {
  delete process.env.DATABASE_URL;
  await database.close();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** A command as `fettle` calls it: what it printed, and its exit code. */
async function fettle(name: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const seen = { out: '', err: '' };
  const keep = (where: 'out' | 'err') => (text: unknown) => {
    seen[where] += `${String(text)}\n`;
  };
  jest.spyOn(console, 'log').mockImplementation(keep('out'));
  jest.spyOn(console, 'error').mockImplementation(keep('err'));
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    seen.out += String(text);
    return true;
  });
  const code = (await COMMANDS[name]?.run(args)) ?? -1;
  jest.restoreAllMocks();
  return { code, ...seen };
}

let issues = 0;
async function newRun(title: string): Promise<Run> {
  const store = runStore(database);
  const repo = { owner: 'acme', name: 'shop', installationId: 1 };
  const task = { title, body: '', comments: [], request: null, requestedBy: 'ann', requestedAt: '', hash: 'h' };
  const trigger = { kind: 'label' as const, key: randomUUID() };
  const { run } = await store.create({ repo, issue: (issues += 1), trigger, task, branch: (id) => `fettle/${id}` });
  const usage = { input: 1_000, output: 10, cacheRead: 0, cacheWrite: 0 };
  const spent = { turns: 3, usage, costUsd: 0.25, ms: 9_000 };
  await store.startAttempt({ runId: run.id, number: 1, startSha: 'a'.repeat(40), feedback: [], spent });
  await store.addEvent({ runId: run.id, at: run.createdAt, attempt: 1, kind: 'acknowledged', text: 'ann asked' });
  return run;
}

const ended = { kind: 'no_pr', reason: 'judge_veto', detail: 'It does more.' } as const;

test('runs are listed as a table and as JSON, and foreign words move no cursor', async () => {
  const run = await newRun('Buttons \u001b[2Jare blue');
  const { code, out } = await fettle('runs', 'buttons');
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toMatch(/^RUN +BEGUN \(UTC\) +REPOSITORY +ISSUE +PR +STATE +COST +TITLE$/);
  expect(out).toMatch(
    new RegExp(`^${run.id.slice(0, 8)} .* acme/shop +#${run.issue} +queued +\\$0\\.25 +Buttons are blue$`, 'm'),
  );
  const json = await fettle('runs', '--repo', 'ACME/shop', '--state', 'open', '--json');
  expect(JSON.parse(json.out).runs[0]).toMatchObject({ id: run.id, outcome: null, costUsd: 0.25 });
  expect((await fettle('runs', '--outcome', 'pr_good')).out).toBe('No run is like that.\n');
  await expect(fettle('runs', '--state', 'done')).rejects.toThrow(
    '--state is wrong: "done" must be one of open, queued',
  );
});

test('a run is shown with what waits for a person, and how it ended', async () => {
  const run = await newRun('Sums must add');
  const store = runStore(database);
  const asked = { kind: 'host' as const, name: 'db.example.org', why: 'It holds the rates.' };
  await store.addRequest(run.id, 'k', asked, null);
  const waits = await fettle('show', run.id.slice(0, 8));
  expect(waits.out).toContain('Asked     Sums must add\n          by ann in acme/shop#');
  expect(waits.out).toContain('host db.example.org: It holds the rates.');
  await store.update(run.id, { state: 'ended', outcome: ended });
  const { out } = await fettle('show', run.id);
  expect(out).toContain('State     ended: no_pr{judge_veto}');
  expect(out).toContain('It does more.');
  expect(JSON.parse((await fettle('show', run.id, '--json')).out).run.outcome).toEqual(ended);
  await expect(fettle('show', 'nothing')).rejects.toThrow('There is no run nothing. `fettle runs` lists them.');
});

test('tail follows until the end, and its exit code says whether it was a good one', async () => {
  const run = await newRun('Follow me');
  const store = runStore(database);
  expect(await fettle('tail', run.id, '--no-follow')).toMatchObject({
    code: 0,
    out: expect.stringContaining('ann asked'),
  });
  const following = fettle('tail', run.id, '--json');
  await store.addEvent({ runId: run.id, at: new Date(), attempt: 1, kind: 'ended', text: 'no_pr{judge_veto}' });
  await store.update(run.id, { state: 'ended', outcome: ended });
  const { code, out } = await following;
  const kinds = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).kind);
  expect([code, kinds]).toEqual([1, ['acknowledged', 'ended']]);
});

test('orders are stored like deliveries, and those that make no sense are refused at once', async () => {
  const run = await newRun('Order me');
  const orders = async () =>
    (await database.pool.query(`SELECT payload FROM fettle.delivery ORDER BY received_at`)).rows;
  expect(await fettle('hold', run.id)).toMatchObject({ code: 0, out: expect.stringContaining('Stored. A worker') });
  expect((await orders()).map(({ payload }) => payload)).toMatchObject([
    { kind: 'ordered', runId: run.id, order: { what: 'hold' }, by: null },
  ]);
  expect(await fettle('retry', run.id)).toMatchObject({ code: 1, err: expect.stringContaining('has not ended') });
  await runStore(database).update(run.id, { state: 'ended', outcome: ended });
  expect(await fettle('cancel', run.id)).toMatchObject({ code: 1, err: expect.stringContaining('has ended already') });
  expect(await orders()).toHaveLength(1);
});

test('everything is exported once, as JSON Lines and as CSV that no spreadsheet takes for formulas', async () => {
  await newRun('=HYPERLINK("http://evil.test")');
  const jsonl = await fettle('export');
  const lines = jsonl.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(issues);
  expect(lines[0]).toMatchObject({ repository: 'acme/shop', attempts: 1, turns: 3, costUsd: 0.25, mergedAt: null });
  const csv = await fettle('export', '--format', 'csv', '--since', '1h');
  expect(csv.out.split('\r\n')).toHaveLength(issues + 2);
  expect(csv.out).toContain(`"'=HYPERLINK(""http://evil.test"")"`);
  expect(csv.err).toContain(`${issues} runs written in all`);
});
