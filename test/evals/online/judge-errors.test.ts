import { describe, expect, test } from '@jest/globals';
import { type Audited, judgeErrors, shareOf } from '../../../src/evals/online/judge-errors.ts';
import { seededRandom } from '../../../src/evals/statistics/random.ts';
import { wilson } from '../../../src/evals/statistics/wilson.ts';

const audits = (verdict: Audited['verdict'], weight: number, labels: Audited['label'][]): Audited[] =>
  labels.map((label) => ({ verdict, weight, label }));
const times = <T>(n: number, it: T): T[] => Array.from({ length: n }, () => it);

test('rates are weighed: ten audits of a thousand approvals count for more than ten of fifty vetoes', () => {
  const found = judgeErrors([
    ...audits('approve', 100, [...times(9, 'good' as const), 'bad']),
    ...audits('veto', 5, [...times(2, 'good' as const), ...times(8, 'bad' as const)]),
  ]);
  // 100 bad ones were approved and 40 vetoed; 10 good ones vetoed and 900 approved.
  expect(found.misses?.rate).toBeCloseTo(100 / 140, 12);
  expect(found.falseVetoes?.rate).toBeCloseTo(10 / 910, 12);
  expect(found.goodAmongVetoed).toMatchObject({ count: 2, n: 10 });
  expect(found.counted.recall.n).toBe(Math.floor(140 ** 2 / (100 ** 2 + 8 * 5 ** 2)));
});

test('who could not tell and what is open is counted and left out; without answers nothing is known', () => {
  const found = judgeErrors(audits('veto', 1, ['good', null, 'open', 'open']));
  expect(found).toMatchObject({ answered: 2, unsure: 1, open: 2, falseVetoes: null, misses: null });
  expect(found.goodAmongVetoed).toMatchObject({ count: 1, n: 1 });
  expect(judgeErrors([])).toMatchObject({ answered: 0, falseVetoes: null, misses: null });
});

test('of two draws the one from more verdicts counts for more', () => {
  const found = judgeErrors([...audits('approve', 90, ['bad', 'bad']), ...audits('approve', 10, ['good', 'good'])]);
  expect(found.badAmongApproved.rate).toBeCloseTo(0.9, 12);
  // Four answers of such different weights are worth little more than two.
  expect(found.badAmongApproved.n).toBe(Math.floor(200 ** 2 / (2 * 90 ** 2 + 2 * 10 ** 2)));
});

test('of many audits the interval is the one that the normal approximation gives', () => {
  const n = 4_000;
  const found = shareOf({ total: 900, rate: wilson(0.05 * n, n) }, { total: 900, rate: wilson(0.1 * n, n) });
  const [a, b] = [900 * 0.05, 900 * 0.1];
  const [errorA, errorB] = [900 * Math.sqrt((0.05 * 0.95) / n), 900 * Math.sqrt((0.1 * 0.9) / n)];
  const half = (1.96 * Math.hypot(b * errorA, a * errorB)) / (a + b) ** 2;
  expect(found?.rate).toBeCloseTo(a / (a + b), 12);
  expect((found?.high ?? 0) - a / (a + b)).toBeCloseTo(half, 2.5);
  expect(a / (a + b) - (found?.low ?? 0)).toBeCloseTo(half, 2.5);
});

test('a share whose parts are known for sure has no interval; one whose parts are not goes from 0 to 1', () => {
  const sure = shareOf({ total: 30, rate: wilson(1e6, 1e6) }, { total: 10, rate: wilson(1e6, 1e6) });
  expect(sure?.rate).toBe(0.75);
  expect([sure?.low, sure?.high]).toEqual([expect.closeTo(0.75, 4), expect.closeTo(0.75, 4)]);
  expect(shareOf({ total: 5, rate: wilson(0, 3) }, { total: 5, rate: wilson(0, 3) })).toBeNull();
});

/** Draws audits of a judge that is wrong so often, and returns how often its interval holds the truth. */
function coverage(truth: { bad: number; missed: number; falseVeto: number }, perKind: number): number {
  const random = seededRandom(11);
  const { bad, missed, falseVeto } = truth;
  const vetoedBad = bad * (1 - missed);
  const vetoedGood = (1 - bad) * falseVeto;
  const vetoed = vetoedBad + vetoedGood;
  const label = (chance: number) => (random() < chance ? ('bad' as const) : ('good' as const));
  let held = 0;
  for (let draw = 0; draw < 2000; draw += 1) {
    const { misses } = judgeErrors([
      ...Array.from({ length: perKind }, () => ({
        verdict: 'veto' as const,
        weight: vetoed,
        label: label(vetoedBad / vetoed),
      })),
      ...Array.from({ length: perKind }, () => ({
        verdict: 'approve' as const,
        weight: 1 - vetoed,
        label: label((bad * missed) / (1 - vetoed)),
      })),
    ]);
    if (misses !== null && misses.low <= missed && missed <= misses.high) held += 1;
  }
  return held / 2000;
}

describe('the interval of the miss rate holds the truth in 93 of 100 draws and more', () => {
  test.each([
    [{ bad: 0.3, missed: 0.2, falseVeto: 0.1 }, 50],
    [{ bad: 0.1, missed: 0.5, falseVeto: 0.05 }, 100],
    [{ bad: 0.5, missed: 0.1, falseVeto: 0.2 }, 30],
  ])('%j with %d audits of each kind', (truth, perKind) => {
    expect(coverage(truth, perKind)).toBeGreaterThan(0.93);
  });
});
