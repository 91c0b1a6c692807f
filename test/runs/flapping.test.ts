import { expect, test } from '@jest/globals';
import { NOTHING_SPENT } from '../../src/agent/budget.ts';
import { flapping } from '../../src/runs/flapping.ts';
import type { Attempt } from '../../src/runs/types.ts';
import { gateReport } from './gate-reports.ts';

/** Trees by their names, which stand for commits too. A file's text is its id. */
const TREES: Record<string, Record<string, string>> = {
  base: { 'a.js': 'one', 'b.js': 'one' },
  first: { 'a.js': 'two', 'b.js': 'one' },
  second: { 'a.js': 'three', 'b.js': 'two' },
  undone: { 'a.js': 'two', 'b.js': 'one', 'c.js': 'new' },
  half: { 'a.js': 'two', 'b.js': 'two' },
  huge: { 'a.js': Array.from({ length: 300 }, (_, n) => `line ${n}`).join('\n'), 'b.js': 'one' },
};
const paths = (from: string, to: string) =>
  [...new Set([from, to].flatMap((name) => Object.keys(TREES[name] ?? {})))].filter(
    (path) => TREES[from]?.[path] !== TREES[to]?.[path],
  );
const mirror = {
  treeOf: async (commit: string) => commit,
  listIds: async (name: string) => new Map(Object.entries(TREES[name] ?? {})),
  changes: async (from: string, to: string) => paths(from, to).map((path) => ({ path })) as never,
  diff: async (from: string, to: string) =>
    paths(from, to)
      .flatMap((path) => ['--- a', '+++ b', ...(TREES[to]?.[path] ?? '').split('\n').map((line) => `+${line}`)])
      .join('\n'),
};

function attempt(number: number, startSha: string, pushed: string | null, more: Partial<Attempt> = {}): Attempt {
  const gate = pushed === null ? null : gateReport(null, { tree: pushed, baseSha: 'base' });
  const rest = { rounds: 1, patch: null, tree: null, summary: null, createdAt: new Date(0), mergeSha: null };
  const spent = NOTHING_SPENT;
  return {
    runId: 'r',
    number,
    startSha,
    feedback: [],
    stage: 'published',
    spent,
    gate,
    commitSha: pushed,
    ...rest,
    ...more,
  };
}
const REVIEW: Attempt['feedback'] = [{ source: 'review', headline: 'Please.', items: [] }];
const pushed = [attempt(1, 'base', 'first'), attempt(2, 'first', 'second')];
const next = (more: Partial<Attempt> = {}) => attempt(3, 'second', null, more);
const verdict = (tree: string, attempts = pushed, now = next()) =>
  flapping(now, tree, attempts, { baseSha: 'base', resumedAt: null }, mirror);

test.each([
  ['a tree that was pushed before', 'first', 'came to exactly what attempt 1 had pushed'],
  ['base itself', 'base', 'took back the whole change'],
  ['the last repair taken back, with something else done', 'undone', 'took back all that attempt 2 had done'],
  ['a change many times its first size', 'huge', 'had 1 changed lines when CI first saw it'],
])('goes in circles: %s', async (_, tree, why) => {
  expect(await verdict(tree)).toContain(why);
});

test('goes on: a part of the last repair taken back', async () => {
  expect(await verdict('half')).toBeNull();
});

test('goes on: what a person asked for, now or since then', async () => {
  expect(await verdict('first', pushed, next({ feedback: REVIEW }))).toBeNull();
  const [first, second] = pushed as [Attempt, Attempt];
  expect(await verdict('first', [first, { ...second, feedback: REVIEW }])).toContain('had done');
  expect(await verdict('huge', [first, attempt(2, 'first', 'huge', { feedback: REVIEW })])).toContain('exactly');
  TREES.huger = { ...TREES.huge, 'c.js': 'x' };
  expect(await verdict('huger', [first, attempt(2, 'first', 'huge', { feedback: REVIEW })])).toBeNull();
});

test('goes on: a person asked for another try since then', async () => {
  const resumed = { baseSha: 'base', resumedAt: new Date(1) };
  expect(await flapping(next(), 'first', pushed, resumed, mirror)).toBeNull();
});

test('goes on: a merge of base', async () => {
  expect(await verdict('first', pushed, next({ mergeSha: 'theirs' }))).toBeNull();
});

test('nothing to compare with before the first push', async () => {
  expect(await flapping(attempt(1, 'base', null), 'huge', [], { baseSha: 'base', resumedAt: null }, mirror)).toBeNull();
});
