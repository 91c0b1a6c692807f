import { expect, test } from '@jest/globals';
import type { PullAftermath } from '../../../src/github/types.ts';
import type { AftermathRow } from '../../../src/runs/aftermath/aftermath-row.ts';
import { news, nextRow } from '../../../src/runs/aftermath/next-row.ts';
import type { Survival } from '../../../src/runs/aftermath/survival.ts';

const DAY = 24 * 3_600_000;
const MERGED = 100 * DAY;
const BEFORE: AftermathRow = {
  state: 'open',
  mergedAt: null,
  mergeSha: null,
  seenSha: null,
  closedAt: null,
  revertedAt: null,
  revertedBy: null,
  addedLines: null,
  reworkedLines: 0,
  reworkedAt: null,
  reopenedAt: null,
  labels: [],
  lookAt: null,
};
const PULL: PullAftermath = {
  repoName: 'acme/shop',
  merged: { at: MERGED, sha: 'merge' },
  closedAt: null,
  headSha: 'head',
  commits: [],
  baseHead: 'base',
  labels: [],
  issueLabels: [],
  issueReopenedAt: null,
};
const SURVIVAL: Survival = { addedLines: 9, reworkedLines: 0, reworkedAt: null, reverted: null };

const after = (
  before: AftermathRow,
  survival: Partial<Survival> | null,
  pull: Partial<PullAftermath> = {},
  day = 101,
) =>
  nextRow(
    before,
    {
      pull: { ...PULL, ...pull },
      survival: survival === null ? null : { ...SURVIVAL, ...survival },
      head: 'base',
      labels: before.labels,
    },
    { now: day * DAY, followMs: 30 * DAY, endedAt: 99 * DAY },
  );
const told = (from: AftermathRow, to: AftermathRow, knownMerged = false) =>
  news(from, to, { prNumber: 11, knownMerged });

test('each thing that is found is told once, and a merge only where the run did not end with it', () => {
  const merged = after(BEFORE, {});
  expect(merged).toMatchObject({ state: 'following', mergeSha: 'merge', seenSha: 'base', addedLines: 9 });
  expect(told(BEFORE, merged)).toEqual(['#11 was merged']);
  expect(told(BEFORE, merged, true)).toEqual([]);
  const reverted = after(merged, { reverted: { by: 'pull:15', at: MERGED + DAY } });
  expect(told(merged, reverted)).toEqual(['Reverted by #15']);
  expect(told(reverted, after(reverted, null))).toEqual([]);
  expect(told(reverted, after(reverted, {}))).toEqual(['The revert was taken back']);
  const byCommit = after(merged, { reverted: { by: `commit:${'a'.repeat(40)}`, at: MERGED + DAY } });
  expect(told(merged, byCommit)).toEqual(['Reverted by commit aaaaaaaaaa']);
  const reworked = after(merged, { reworkedLines: 4, reworkedAt: MERGED + DAY });
  expect(told(merged, reworked)).toEqual(['Reworked: people have rewritten 4 of the 9 lines it had added']);
  const labelled = { ...merged, labels: ['fettle:wrong'] };
  expect(told(merged, labelled)).toEqual(['Labelled fettle:wrong']);
  expect(told(labelled, merged)).toEqual(['The label fettle:wrong counts no more']);
});

test('opening the issue again counts from the merge to the end of the time, and closing it takes nothing back', () => {
  const at = (issueReopenedAt: number | null, before = BEFORE) => after(before, null, { issueReopenedAt }).reopenedAt;
  expect([at(MERGED - 1), at(MERGED + 31 * DAY), at(null)]).toEqual([null, null, null]);
  expect(at(MERGED + DAY)).toBe(MERGED + DAY);
  expect(at(null, after(BEFORE, null, { issueReopenedAt: MERGED + DAY }))).toBe(MERGED + DAY);
});

test('what was settled stays so, and is open again only where the pull request is', () => {
  const settled = after(after(BEFORE, {}), {}, {}, 131);
  expect(settled).toMatchObject({ state: 'settled', lookAt: null });
  expect(after(settled, null, {}, 140)).toEqual(settled);
  const closed = after(BEFORE, null, { merged: null, closedAt: 100 * DAY });
  expect(closed).toMatchObject({ state: 'settled', closedAt: 100 * DAY, lookAt: null });
  expect(after(closed, null, { merged: null })).toMatchObject({ state: 'open', closedAt: null, lookAt: 102 * DAY });
  expect(after(closed, {})).toMatchObject({ state: 'following', closedAt: null, mergedAt: MERGED });
});
