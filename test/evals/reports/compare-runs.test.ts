import { describe, expect, test } from '@jest/globals';
import { compareDocument } from '../../../src/evals/reports/compare/compare-document.ts';
import { compareItems } from '../../../src/evals/reports/compare/compare-items.ts';
import { compareRuns } from '../../../src/evals/reports/compare/compare-runs.ts';
import { html } from '../../../src/evals/reports/render/html.ts';
import { markdown } from '../../../src/evals/reports/render/markdown.ts';
import type { ReadRun } from '../../../src/evals/reports/read-run.ts';
import type { Manifest } from '../../../src/evals/record/manifest.ts';
import type { Trial } from '../../../src/evals/trial.ts';
import { aManifest, aTrial } from './run-folder.ts';

const INTEREST = { interest: 0.05 };

function run(name: string, trials: Trial[], change: Partial<Manifest> = {}): ReadRun {
  const manifest = aManifest(trials, { run: `run-${name}`, ...change });
  return { manifest: { ...manifest, arm: { ...manifest.arm, name, promptHash: name } }, trials };
}

/** As many items as there are letters: `1` right, `0` wrong, `-` lost to infrastructure. */
const trials = (scores: string): Trial[] =>
  scores.split('').map((score, at) => aTrial({ item: `item-${at}`, score: score === '-' ? null : Number(score) }));
const same = (count: number, score: string) => score.repeat(count);

describe('runs on the same items', () => {
  test('are better or worse where test and interval agree, with every count', () => {
    const [a, b] = [
      run('a', trials(same(40, '0') + same(60, '1'))),
      run('b', trials(same(30, '1') + same(10, '0') + same(60, '1'))),
    ];
    const [better] = compareRuns([a, b], INTEREST).comparisons;
    expect(better).toMatchObject({
      verdict: 'better',
      n: 100,
      onlyA: 0,
      onlyB: 30,
      rateA: 0.6,
      rateB: 0.9,
      test: 'mcnemar',
    });
    expect(better?.p).toBeCloseTo(2 * 0.5 ** 30, 15);
    expect(better?.difference?.mean).toBeCloseTo(0.3, 12);
    expect(compareRuns([b, a], INTEREST).comparisons[0]).toMatchObject({ verdict: 'worse', onlyA: 30, onlyB: 0 });
  });

  test('are told apart into no difference shown and too few cases', () => {
    const few = compareRuns([run('a', trials('1101')), run('b', trials('1011'))], INTEREST).comparisons[0];
    expect(few?.verdict).toBe('too few cases to tell');
    const many = compareRuns([run('a', trials(same(2000, '1'))), run('b', trials(same(2000, '1')))], INTEREST);
    expect(many.comparisons[0]?.verdict).toBe('no difference shown');
    expect(many.comparisons[0]?.text).toMatch(/the smallest difference it could have seen is 0\.\d points/);
  });

  test('leave out what differs, with the reason, for all arms alike', () => {
    const a = run('a', trials('11-11'));
    const b = run('b', trials('1111'));
    b.manifest.items[0] = { id: 'item-0', cluster: 'item-0', hash: 'another' };
    const compared = compareRuns([a, b], INTEREST);
    expect(compared.leftOut).toEqual([
      { item: 'item-0', why: 'its content differs between the runs' },
      { item: 'item-2', why: 'no answer in run-a' },
      { item: 'item-4', why: 'not in run-b' },
    ]);
    expect(compared.items).toBe(2);
    expect(compared.arms.map(({ score }) => score?.n)).toEqual([2, 2]);
    expect(() => compareRuns([a, run('c', trials('1'), { suite: 'agent' })], INTEREST)).toThrow(
      /Only runs of one suite/,
    );
  });

  test("go by Holm's values where there are several: p of 0.03 twice shows nothing", () => {
    const base = run('a', trials(same(6, '0') + same(94, '1')));
    const other = run('b', trials(same(100, '1')));
    const alone = compareRuns([base, other], INTEREST).comparisons[0];
    expect(alone).toMatchObject({
      p: expect.closeTo(0.03125, 9),
      pHolm: expect.closeTo(0.03125, 9),
      verdict: 'better',
    });
    const three = compareRuns([base, other, run('c', trials(same(100, '1')))], INTEREST);
    expect(three.comparisons.map(({ pHolm }) => pHolm)).toEqual([expect.closeTo(0.0625, 9), expect.closeTo(0.0625, 9)]);
    expect(three.comparisons.map(({ verdict }) => verdict)).not.toContain('better');
  });

  test('are compared by the mean of each item where it has several trials', () => {
    const twice = (scores: number[][]) =>
      scores.flatMap((of, at) => of.map((score, n) => aTrial({ item: `item-${at}`, trial: n + 1, score })));
    const a = run('a', twice(Array.from({ length: 40 }, (_, at) => [at % 2, 0])));
    const b = run('b', twice(Array.from({ length: 40 }, () => [1, 1])));
    const [compared] = compareRuns([a, b], INTEREST).comparisons;
    expect(compared).toMatchObject({ test: 't', n: 40, rateA: 0.25, rateB: 1, onlyB: 40, verdict: 'better' });
    expect(compared?.changed).toHaveLength(40);
  });

  test('know groups, and which items changed sides, worse ones first', () => {
    const record = (at: number) => ({ language: at < 3 ? 'go' : 'rust' });
    const of = (scores: number[]) =>
      scores.map((score, at) => aTrial({ item: `item-${at}`, score, record: record(at) }));
    const compared = compareRuns([run('a', of([1, 1, 0, 0, 1])), run('b', of([1, 0, 1, 0, 1]))], INTEREST);
    const [one] = compared.comparisons;
    expect(one?.changed.map(({ item }) => item)).toEqual(['item-1', 'item-2']);
    const languages = one?.groups.filter(({ facet }) => facet === 'language');
    expect(languages?.map(({ value, n, rateA, rateB }) => [value, n, rateA, rateB])).toEqual([
      ['go', 3, 2 / 3, 2 / 3],
      ['rust', 2, 0.5, 0.5],
    ]);
  });
});

describe('the smallest difference that could have been seen', () => {
  const items = (clusters: number) =>
    Array.from({ length: 200 }, (_, at) => ({
      a: Number(at % 10 === 0),
      b: Number(at % 10 === 5),
      cluster: `c${at % clusters}`,
    }));
  test('grows where items of a cluster change together', () => {
    expect(compareItems(items(10)).leastDetectable ?? 0).toBeGreaterThan(
      2 * (compareItems(items(200)).leastDetectable ?? 1),
    );
  });
  test('is none with one cluster, however many items it has', () => {
    expect(compareItems(items(1))).toMatchObject({ difference: null, leastDetectable: null });
  });
  test('has an interval beside it that is not nothing where no item changed', () => {
    const alike = compareItems(Array.from({ length: 54 }, (_, at) => ({ a: 1, b: 1, cluster: `c${at}` })));
    expect(alike.difference).toMatchObject({ low: 0, high: 0 });
    expect(alike.interval).toEqual({ low: expect.closeTo(-0.0664, 4), high: expect.closeTo(0.0664, 4) });
  });
  test('is not nothing where all items changed alike', () => {
    const graded = (n: number) =>
      compareItems(Array.from({ length: n }, (_, at) => ({ a: 0.5, b: 1, cluster: `c${at}` })));
    expect(graded(20).p).toBeLessThan(0.001);
    expect(graded(3)).toMatchObject({ p: expect.closeTo(0.25, 9), leastDetectable: null });
  });
});

describe('a comparison on paper', () => {
  const foreign = '<img src=x onerror=alert(1)> @octocat [x](https://example.com) a|b';
  const of = (scores: number[]) =>
    scores.map((score, at) => aTrial({ item: at === 0 ? foreign : `item-${at}`, score, detail: foreign }));
  const compared = compareRuns([run('a', of([1, 1, 0, 0, 1])), run('b', of([0, 0, 1, 0, 1]))], INTEREST);

  test('holds the verdict, and foreign text does nothing in it', () => {
    const text = markdown(compareDocument(compared));
    expect(text).toContain('b against a: too few cases to tell: n=5');
    expect(text).toContain('Only 5 clusters');
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/(?<![\w`\u200b\\])@octocat/);
    expect(text).not.toContain('](https://example.com)');
    const page = html(compareDocument(compared));
    expect(page).not.toContain('<img');
    expect(page).toContain('<svg');
  });

  test('says so where two arms are the same', () => {
    const text = markdown(compareDocument(compareRuns([run('a', of([1])), run('a', of([0]))], INTEREST)));
    expect(text).toContain('differ in nothing but their name');
    expect(text).toContain('a (run-a)');
  });
});

test('outcomes of tasks are stacked by arm', () => {
  const of = (answers: string[]) =>
    answers.map((answer, at) => aTrial({ item: `task-${at}`, score: Number(answer === 'pr_good'), answer }));
  const suite = { suite: 'agent' } as const;
  const compared = compareRuns(
    [run('a', of(['pr_good', 'no_pr{budget}']), suite), run('b', of(['pr_good', 'pr_good']), suite)],
    INTEREST,
  );
  const outcomes = compareDocument(compared).sections.find(({ title }) => title === 'Outcomes by arm');
  expect(outcomes?.table?.rows).toEqual([
    ['no_pr{budget}', '1', '0'],
    ['pr_good', '1', '2'],
  ]);
  expect(outcomes?.chart?.kind).toBe('stacked');
});
