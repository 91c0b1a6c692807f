import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { noticeStore } from '../../../src/runs/notices/notice-store.ts';
import { type OpenNotices, openNotices } from '../../../src/runs/notices/notices.ts';
import { postNotice } from '../../../src/runs/notices/post-notice.ts';
import type { NoticeStore } from '../../../src/runs/notices/types.ts';
import { runStore } from '../../../src/runs/store.ts';
import type { Run } from '../../../src/runs/types.ts';
import type { GitHubApp } from '../../../src/github/types.ts';
import type { NotifySettings } from '../../../src/settings.ts';
import type { Database } from '../../../src/store/types.ts';
import { aRun } from '../../github/texts/sample.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { type Chat, chat } from '../../support/chat.ts';

let database: Database;
let store: NoticeStore;
let receiver: Chat;
let run: Run;
let lines: string[];
const opened: OpenNotices[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  store = noticeStore(database);
});
afterAll(async () => await database.close());

beforeEach(async () => {
  receiver = await chat();
  lines = [];
  const { issue, task, trigger } = aRun();
  const repo = { owner: 'acme', name: randomUUID(), installationId: 1 };
  const made = await runStore(database).create({
    repo,
    issue,
    trigger: { ...trigger, key: randomUUID() },
    task,
    branch: () => 'b',
  });
  run = made.run;
});
afterEach(async () => {
  for (const it of opened.splice(0)) await it.stop();
  await receiver.close();
  await database.pool.query('DELETE FROM fettle.notice');
});

const line = (level: string) => (data: object, message: string) =>
  void lines.push(`${level} ${message} ${JSON.stringify(data)}`);
function open(change: Partial<NotifySettings> | null = {}): OpenNotices {
  const settings = change === null ? null : { url: receiver.url, kinds: ['needs_person', 'ready'] as const, ...change };
  const notices = openNotices(store, settings, {
    github: { for: () => ({ gitUrl: 'https://github.example/acme/parcel.git' }) } as unknown as GitHubApp,
    dashboard: null,
    redact: (text) => text,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    now: Date.now,
  });
  opened.push(notices);
  return notices;
}
async function until(probe: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    if (await probe()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited for ${what}: ${lines.join('\n')}`);
}
const rows = async () => (await database.pool.query('SELECT * FROM fettle.notice ORDER BY id')).rows;
const makeDue = () => database.pool.query('UPDATE fettle.notice SET next_at = now() WHERE next_at IS NOT NULL');

test('tells each thing once, in the one shape that chats take', async () => {
  await receiver.open();
  const notices = open();
  await notices.notify('ready', run, 'end', 'CI is green.');
  await notices.notify('ready', run, 'end', 'CI is green, said again.');
  await notices.notify('needs_person', run, 'end', 'It needs you.');
  await until(() => receiver.texts.length === 2, 'both');
  expect(receiver.seen[0]).toEqual({
    type: 'application/json; charset=utf-8',
    body: { text: expect.stringContaining('CI is green.') },
  });
  expect(receiver.texts[1]).toContain('It needs you.');
  await until(async () => (await rows()).every((it) => it.next_at === null && it.sent_at !== null), 'both to be noted');
  expect((await rows()).map((it) => it.kind)).toEqual(['ready', 'needs_person']);
});

test('keeps what could not be sent, in the database, without the address', async () => {
  await open().notify('ready', run, 'end', 'CI is green.');
  await until(() => lines.some((it) => it.startsWith('warn could not send')), 'the first try');
  await opened.splice(0)[0]?.stop();
  expect(JSON.stringify(await rows())).not.toContain(receiver.token);
  expect(lines.join('\n')).not.toContain(receiver.token);
  await receiver.open();
  await makeDue();
  open();
  await until(() => receiver.texts.length === 1, 'the second try');
});

test('waits as long as the server asks', async () => {
  receiver.answers.push({ status: 429, headers: { 'retry-after': '900' }, body: `rate_limited ${receiver.token}` });
  await receiver.open();
  await open().notify('ready', run, 'end', 'CI is green.');
  await until(() => lines.some((it) => it.includes('"waitMs":900000')), 'the wait');
  expect(lines.join('\n')).toContain('429 rate_limited');
  expect(lines.join('\n')).not.toContain(receiver.token);
  const nextAt = async () => ((await rows()) as { next_at: Date }[]).map((row) => row.next_at.getTime());
  await until(async () => ((await nextAt())[0] ?? 0) > Date.now() + 800_000, 'the next try');
});

test('gives up after a day, and says so', async () => {
  await store.add({ runId: run.id, kind: 'ready', cause: 'end', text: 'old' });
  await database.pool.query(`UPDATE fettle.notice SET created_at = now() - interval '25 hours'`);
  open();
  await until(() => lines.some((it) => it.startsWith('error gave up')), 'the end');
  expect((await rows())[0]).toMatchObject({ next_at: null, sent_at: null });
});

test('follows no redirect', async () => {
  receiver.answers.push({ status: 307, headers: { location: receiver.url } });
  await receiver.open();
  expect(await postNotice(receiver.url, 'x', 0)).toMatchObject({ status: 'failed' });
  expect(receiver.seen).toHaveLength(1);
});

test('tells nothing that nobody wants to be told', async () => {
  await open(null).notify('ready', run, 'end', 'x');
  await open({ kinds: ['needs_person'] }).notify('ready', run, 'end', 'x');
  expect(await rows()).toEqual([]);
});

test('of two senders one sends, and what was told long ago is forgotten', async () => {
  await receiver.open();
  await store.add({ runId: run.id, kind: 'ready', cause: 'end', text: 'once' });
  const [first, second] = await Promise.all([store.take(60_000), store.take(60_000)]);
  expect([first, second].filter((it) => it !== null)).toHaveLength(1);
  await store.sent((first ?? second)?.id ?? '');
  await database.pool.query(`UPDATE fettle.notice SET created_at = now() - interval '3 days'`);
  expect(await store.prune(24 * 3_600_000)).toBe(1);
});
