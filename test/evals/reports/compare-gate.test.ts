import { describe, expect, test } from '@jest/globals';
import { gateRuns } from '../../../src/evals/reports/compare/gate-runs.ts';
import { tangoBounds } from '../../../src/evals/reports/compare/tango.ts';
import { aManifest, aTrial } from './run-folder.ts';

const QUESTION = { maxLoss: 0.03, confidence: 0.95 };

/** So many items, of which those from `from` to before `to` are wrong, and the last `lost` have no answer. */
function run(n: number, { from = 0, to = 0, lost = 0, clusters = n } = {}) {
  const trials = Array.from({ length: n }, (_, at) =>
    aTrial({
      item: `item-${at}`,
      score: at >= n - lost ? null : Number(at < from || at >= to),
      cluster: `c${at % clusters}`,
    }),
  );
  return { manifest: aManifest(trials), trials };
}

/** The rate of `onlyA` by the largest likelihood under this difference, by ternary search; then the score. */
function scoreBySearch({ n, onlyA, onlyB }: { n: number; onlyA: number; onlyB: number }, delta: number): number {
  const likelihood = (q: number) =>
    onlyA * Math.log(q) + onlyB * Math.log(q + delta) + (n - onlyA - onlyB) * Math.log(1 - 2 * q - delta);
  let [low, high] = [Math.max(0, -delta), (1 - delta) / 2];
  for (let step = 0; step < 200; step += 1) {
    const third = (high - low) / 3;
    if (likelihood(low + third) < likelihood(high - third)) low += third;
    else high -= third;
  }
  return (onlyB - onlyA - n * delta) / Math.sqrt(n * (2 * low + delta * (1 - delta)));
}

describe("Tango's bounds", () => {
  test('are where the score of the likeliest rates, found by search, is as far as the confidence says', () => {
    const counts = { n: 50, onlyB: 12, onlyA: 2 };
    const { low, high } = tangoBounds(counts, 0.975);
    expect(scoreBySearch(counts, low)).toBeCloseTo(1.959964, 4);
    expect(scoreBySearch(counts, high)).toBeCloseTo(-1.959964, 4);
    // Of none changed: z^2 / (n + z^2).
    expect(tangoBounds({ n: 54, onlyB: 0, onlyA: 0 }, 0.975).high).toBeCloseTo(0.066417, 5);
  });

  test('are mirrored where the arms change places, and end at all and nothing', () => {
    const [one, other] = [
      tangoBounds({ n: 80, onlyA: 3, onlyB: 9 }, 0.95),
      tangoBounds({ n: 80, onlyA: 9, onlyB: 3 }, 0.95),
    ];
    expect(one.low).toBeCloseTo(-other.high, 9);
    expect(tangoBounds({ n: 20, onlyA: 20, onlyB: 0 }, 0.95).low).toBeCloseTo(-1, 9);
  });
});

describe('a gate', () => {
  test('passes where the loss is shown to be small, and no better than it is', () => {
    const same = gateRuns(run(200), run(200), QUESTION);
    expect(same).toMatchObject({ verdict: 'pass', moreItems: null, items: 200 });
    // Nothing changed, and still it is not known to be nothing.
    expect(same.low).toBeCloseTo(-(1.644853627 ** 2) / (200 + 1.644853627 ** 2), 6);
    expect(same.text).toContain('pass: the loss is at most 1.3 points, allowed are 3.0 points');
  });

  test('can not tell from a few items that are all the same, and says how many more it takes', () => {
    const few = gateRuns(run(20), run(20), QUESTION);
    expect(few).toMatchObject({ verdict: 'cannot tell' });
    expect(few.text).toContain(`about ${few.moreItems} more items like these`);
    const enough = 20 + Number(few.moreItems);
    expect(gateRuns(run(enough), run(enough), QUESTION).verdict).toBe('pass');
    expect(gateRuns(run(enough - 2), run(enough - 2), QUESTION).verdict).toBe('cannot tell');
  });

  test('says worse where that is shown, and what it is about where it is not', () => {
    expect(gateRuns(run(200, { to: 40 }), run(200), QUESTION)).toMatchObject({
      verdict: 'worse',
      difference: expect.closeTo(-0.2, 9),
      text: expect.stringContaining('worse: the loss is more than 3.0 points'),
    });
    expect(gateRuns(run(100, { to: 4 }), run(100), QUESTION)).toMatchObject({
      verdict: 'cannot tell',
      moreItems: null,
      text: expect.stringContaining('more items would not make this pass'),
    });
  });

  test('is stricter where items of a cluster change together', () => {
    const apart = run(400, { to: 8 });
    const base = run(400);
    for (const [at, item] of base.manifest.items.entries()) if (at < 8) item.cluster = 'one';
    expect(gateRuns(apart, base, QUESTION).low).toBeLessThan(Number(gateRuns(apart, run(400), QUESTION).low));
  });

  test('can not tell where answers are missing, or all is one cluster', () => {
    const missing = gateRuns(run(400, { lost: 41 }), run(400), QUESTION);
    expect(missing).toMatchObject({
      verdict: 'cannot tell',
      text: expect.stringContaining("41 of the baseline's 400"),
    });
    expect(gateRuns(run(400, { lost: 40 }), run(400), QUESTION).verdict).toBe('pass');
    expect(gateRuns(run(400, { clusters: 1 }), run(400, { clusters: 1 }), QUESTION)).toMatchObject({
      verdict: 'cannot tell',
      low: null,
      text: expect.stringContaining('of one cluster'),
    });
  });
});
