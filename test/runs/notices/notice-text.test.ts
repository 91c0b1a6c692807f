import { expect, test } from '@jest/globals';
import { endNotice } from '../../../src/runs/notices/end-notice.ts';
import { noticeText, type NoticeText } from '../../../src/runs/notices/notice-text.ts';
import { retryAfter } from '../../../src/runs/notices/post-notice.ts';
import { waitAfter } from '../../../src/runs/notices/send-notices.ts';
import type { Outcome } from '../../../src/runs/types.ts';
import { aRun } from '../../github/texts/sample.ts';

const text = (change: Partial<NoticeText> = {}) =>
  noticeText({
    kind: 'needs_person',
    repository: { name: 'acme/parcel', page: 'https://github.example/acme/parcel' },
    issue: 12,
    prNumber: null,
    title: 'Weights below 1 kg are rounded to zero',
    what: 'The agent asks for the tool perl and waits for an answer.',
    runPage: null,
    ...change,
  });

test('says what, where and how to get there, with bare addresses', () => {
  expect(text({ runPage: 'https://fettle.example/runs/r' }).split('\n')).toEqual([
    'Fettle needs a person: acme/parcel #12, Weights below 1 kg are rounded to zero',
    'The agent asks for the tool perl and waits for an answer.',
    'https://github.example/acme/parcel/issues/12',
    'https://fettle.example/runs/r',
  ]);
  expect(text({ kind: 'ready', prNumber: 15 })).toMatch(/^Ready for review: acme\/parcel #15, .*\/pull\/15$/s);
});

test.each([
  ['<!channel> <!here> <@U123> <https://evil.example|approve>'],
  ['@all @channel @here @maria'],
  ['&lt;!channel&gt; &amp;'],
  ['[approve](https://evil.example) ![x](https://evil.example/p.png) https://evil.example www.evil.example'],
  ['line\nhttps://github.example/acme/parcel/pull/1\nFettle needs a person'],
  ['x'.repeat(5_000)],
])('takes no control of the chat from foreign words: %j', (foreign) => {
  const said = text({ title: foreign, what: foreign });
  expect(said).not.toMatch(/[<>]|@\w|&(?!amp;|lt;|gt;)|\]\(|www\.evil/);
  expect(said.match(/:\/\//g)).toHaveLength(1);
  expect(said.split('\n')).toHaveLength(3);
  expect(said.length).toBeLessThan(2_500);
});

test('repeats no credential', () => {
  expect(text({ what: 'pushed with ghp_abcdefghijklmnopqrstuvwxyz012345' })).not.toContain('ghp_abc');
  expect(text({ what: 'my secret', redact: (it) => it.replaceAll('secret', '[redacted]') })).not.toContain('secret');
});

test.each<[Outcome, string | null]>([
  [{ kind: 'pr_good', reason: 'ci_green', detail: 'all green' }, 'ready'],
  [{ kind: 'pr_handed_over', reason: 'no_ci', detail: '' }, 'needs_person'],
  [{ kind: 'pr_handed_over', reason: 'hold', detail: '' }, null],
  [{ kind: 'pr_handed_over', reason: 'person_pushed', detail: '' }, null],
  [{ kind: 'pr_ci_red', reason: 'repairs_spent', detail: '' }, 'needs_person'],
  [{ kind: 'no_pr', reason: 'judge_veto', detail: '' }, 'needs_person'],
  [{ kind: 'no_pr', reason: 'cancelled', detail: '' }, null],
  [{ kind: 'pr_closed', reason: 'merged', detail: '' }, null],
])('of an end as %j: %s', (outcome, kind) => {
  expect(endNotice(aRun(), outcome, 'fettle')?.kind ?? null).toBe(kind);
});

test('an end is news again after somebody had the run go on, and on another commit', () => {
  const outcome: Outcome = { kind: 'pr_ci_red', reason: 'repairs_spent', detail: 'build' };
  const causeOf = (change: Parameters<typeof aRun>[0]) => endNotice(aRun(change), outcome, 'fettle')?.cause;
  const causes = [causeOf({}), causeOf({}), causeOf({ headSha: 'e'.repeat(40) }), causeOf({ resumedAt: new Date(5) })];
  expect(new Set(causes).size).toBe(3);
});

test('tries again later and later, as a server asks, and gives up after a day', () => {
  const createdAt = new Date(0);
  const waits = [0, 1, 2, 20].map((tries) => waitAfter({ tries, createdAt }, null, 1_000));
  expect(waits).toEqual([5_000, 10_000, 20_000, 3_600_000]);
  expect(waitAfter({ tries: 0, createdAt }, 90_000, 1_000)).toBe(90_000);
  expect(waitAfter({ tries: 0, createdAt }, 1, 1_000)).toBe(5_000);
  expect(waitAfter({ tries: 0, createdAt }, 1e12, 1_000)).toBe(3_600_000);
  expect(waitAfter({ tries: 40, createdAt }, 5, 24 * 3_600_000)).toBeNull();
});

test('reads what a server asks for, in seconds or as a date', () => {
  expect(retryAfter('120', 0)).toBe(120_000);
  expect(retryAfter('Wed, 25 Nov 2026 15:00:30 GMT', Date.parse('2026-11-25T15:00:00Z'))).toBe(30_000);
  expect(retryAfter('Wed, 25 Nov 2020 15:00:30 GMT', Date.now())).toBe(0);
  expect(retryAfter('soon', 0)).toBeNull();
  expect(retryAfter(null, 0)).toBeNull();
});
