import { beforeEach, expect, test } from '@jest/globals';
import type { GitHub } from '../../../src/github/types.ts';
import type { RunParts } from '../../../src/runs/parts.ts';
import { waitsForGo } from '../../../src/runs/plan/waits-for-go.ts';
import type { Agreed, PlanRow } from '../../../src/runs/plan/types.ts';
import type { Run } from '../../../src/runs/types.ts';

const DAY = 24 * 3_600_000;
const NOW = Date.parse('2026-11-24T10:00:00Z');

/** One run, its plan and its issue. Nora may write, otto may not. */
let row: PlanRow;
let comments: { id: number; body: string; author: { login: string; isBot: boolean } }[];
let told: string[];
let looks: (number | undefined)[];
let clock: number;
beforeEach(() => {
  const plan = { willChange: ['it adds'], willNotChange: [], verification: ['npm test'], unclear: [], size: 'small' };
  row = { wantedBy: 'label', proposal: plan, checks: [], estimate: null, text: null, commentId: null } as never;
  row = { ...row, postedAt: null, agreed: null };
  [comments, told, looks, clock] = [[], [], [], NOW];
});
const say = (login: string, body: string, isBot = false) =>
  comments.push({ id: 10 + comments.length, body, author: { login, isBot } });

const github = {
  comments: async () => comments,
  permission: async (login: string) => (login === 'nora' ? 'write' : 'read'),
  upsertComment: async (_: number, marker: string, body: string) => {
    const there = comments.find((it) => it.body.startsWith(marker));
    if (there === undefined) say('fettle[bot]', body, true);
    else there.body = body;
    return there?.id ?? comments.at(-1)?.id;
  },
} as unknown as GitHub;
const parts = {
  store: {
    planOf: async () => row,
    attempts: async () => [],
    askedIn: async () => undefined,
    answered: async () => undefined,
    planPosted: async (_: string, text: string, commentId: number) => {
      row = { ...row, text, commentId, postedAt: new Date(clock) };
    },
    agree: async (_: string, agreed: Agreed) => {
      row = { ...row, agreed };
      return agreed;
    },
  },
  settings: { label: 'fettle', answerDays: 14, maxCostUsd: 5 },
  notices: { notify: async (_kind: string, _run: Run, cause: string) => void told.push(cause) },
  queue: { look: async (_: string, ms?: number) => void looks.push(ms) },
  status: { say: () => undefined },
  redact: (text: string) => text.replaceAll('hunter2', '***'),
  now: () => clock,
} as unknown as RunParts;
const run = { id: 'r', issue: 3, trigger: { kind: 'label', key: 'plan:1' } } as Run;
const look = () => waitsForGo(run, github, parts);

test('it is posted and told once, and looked for again now and then', async () => {
  expect([await look(), await look()]).toEqual([{ kind: 'waiting' }, { kind: 'waiting' }]);
  expect(comments).toHaveLength(1);
  expect(told).toEqual(['plan']);
  expect(looks).toEqual([15 * 60_000, 15 * 60_000]);
});

test('words from before it was posted, of bots and of people who may not write are not heard', async () => {
  say('nora', '/fettle go');
  await look();
  say('otto', '/fettle go');
  say('nora', 'sounds good, /fettle go');
  say('nora', '/fettle go', true);
  expect(await look()).toEqual({ kind: 'waiting' });
});

test('who says go agrees to what stands there now', async () => {
  await look();
  const [posted] = comments;
  if (posted === undefined) throw new Error('nothing was posted');
  posted.body = posted.body.replace('it adds', 'it adds integers');
  say('nora', '/fettle go');
  say('nora', '/fettle deny');
  const agreed = { by: 'nora', how: 'go', words: '', commentId: 11, at: '2026-11-24T10:00:00.000Z' };
  expect(await look()).toMatchObject({ kind: 'go', agreed });
  expect(row.agreed?.text).toContain('it adds integers');
  expect(comments[0]?.body).toContain('`nora` started the run with it');
});

test('an answer goes in without its secrets', async () => {
  await look();
  say('nora', '/fettle the password is hunter2');
  expect(await look()).toMatchObject({ kind: 'go', agreed: { how: 'answer', words: 'the password is ***' } });
});

test('a no ends it, and so does silence', async () => {
  await look();
  clock = NOW + 14 * DAY - 1;
  expect(await look()).toEqual({ kind: 'waiting' });
  clock += 1;
  expect(await look()).toMatchObject({ kind: 'ended', outcome: { reason: 'blocked' } });
  say('nora', '/fettle deny: not now');
  expect(await look()).toMatchObject({ kind: 'ended', outcome: { reason: 'cancelled', by: 'person' } });
});
