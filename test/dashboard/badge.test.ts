import { expect, test } from '@jest/globals';
import { badgeOf, words } from '../../src/dashboard/badge.ts';
import type { Outcome } from '../../src/runs/types.ts';
import type { RunLine } from '../../src/runs/views/types.ts';

const said = (
  outcome: [string, string] | null,
  state: RunLine['state'] = 'ended',
  merged: RunLine['merged'] = null,
) => {
  const [kind, reason] = outcome ?? [];
  const {
    tone,
    text,
    reason: why,
  } = badgeOf({
    state,
    outcome: outcome === null ? null : ({ kind, reason, detail: '' } as Outcome),
    merged,
  });
  return `${tone} ${text} ${why}`.trim();
};

test('a run that goes on says what it does', () => {
  expect(said(null, 'queued')).toBe('idle Queued');
  expect(said(null, 'working')).toBe('live Working');
  expect(said(null, 'watching')).toBe('live Watching CI');
});

test('one that has ended says how, and why', () => {
  expect(said(['pr_good', 'ci_green'])).toBe('good CI green');
  expect(said(['pr_ci_red', 'repairs_spent'])).toBe('bad CI red repairs spent');
  expect(said(['pr_handed_over', 'no_ci'])).toBe('warn Handed over no CI');
  expect(said(['no_pr', 'judge_veto'])).toBe('warn No PR judge veto');
  expect(said(['no_pr', 'cancelled'])).toBe('idle No PR cancelled');
  expect(said(['pr_closed', 'unmerged'])).toBe('idle PR closed');
});

test('what became of it after the merge counts for more than how it ended', () => {
  expect(said(['pr_closed', 'merged'])).toBe('merged Merged');
  expect(said(['pr_good', 'ci_green'], 'ended', 'merged')).toBe('merged Merged');
  expect(said(['pr_good', 'ci_green'], 'ended', 'reverted')).toBe('bad Reverted');
  expect(said(['pr_closed', 'merged'], 'ended', 'reworked')).toBe('warn Reworked');
});

test('no two kinds share shape and words', () => {
  const kinds: [string, string][] = [
    ['pr_good', 'ci_green'],
    ['pr_ci_red', 'flaky'],
    ['pr_handed_over', 'hold'],
    ['pr_closed', 'unmerged'],
    ['pr_closed', 'merged'],
    ['no_pr', 'gave_up'],
  ];
  const shown = kinds.map(([kind, reason]) => {
    const { icon, text } = badgeOf({ state: 'ended', outcome: { kind, reason, detail: '' } as Outcome, merged: null });
    return `${icon} ${text}`;
  });
  expect(new Set(shown).size).toBe(kinds.length);
});

test('reasons are read as words', () => {
  expect(words('required_missing')).toBe('required missing');
  expect(words('no_ci')).toBe('no CI');
});
