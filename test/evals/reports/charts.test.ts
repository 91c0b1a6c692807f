import { expect, test } from '@jest/globals';
import { chartSvg } from '../../../src/evals/reports/render/chart.ts';
import { ticks } from '../../../src/evals/reports/render/svg.ts';

const all = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].map((match) => match.slice(1).map(Number));

test('an interval is a bar from end to end with a dot at the value', () => {
  const row = { name: 'recall', value: 0.5, low: 0.25, high: 0.75, text: '50 %' };
  const svg = chartSvg({ kind: 'intervals', about: 'rates', rows: [row] });
  // From 330 at 0 % to 740 at 100 %.
  expect(all(svg, /<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)).toEqual([[432.5, 205]]);
  expect(all(svg, /<circle cx="([\d.]+)"/g)).toEqual([[535]]);
});

test('a difference has zero in the middle', () => {
  const row = { name: 'B', value: 0, low: -0.05, high: 0.05, text: '' };
  const svg = chartSvg({ kind: 'intervals', about: 'difference', difference: true, rows: [row] });
  expect(all(svg, /<circle cx="([\d.]+)"/g)).toEqual([[535]]);
  expect(all(svg, /<line x1="([\d.]+)"[^>]*class="zero"/g)).toEqual([[535]]);
});

test('parts of a bar are as long as their share, the same outcome in one colour in all bars', () => {
  const svg = chartSvg({
    kind: 'stacked',
    about: 'outcomes',
    rows: [
      {
        name: 'a',
        parts: [
          { name: 'pr_good', count: 3 },
          { name: 'no_pr{gave_up}', count: 1 },
        ],
      },
      {
        name: 'b',
        parts: [
          { name: 'no_pr{gave_up}', count: 2 },
          { name: 'pr_good', count: 0 },
        ],
      },
    ],
  });
  const parts = [...svg.matchAll(/width="([\d.]+)" height="26" rx="2" class="(\w+)"/g)].map(([, width, is]) => [
    Math.round(Number(width)),
    is,
  ]);
  expect(parts).toEqual([
    [569, 'good'],
    [189, 'none'],
    [759, 'none'],
  ]);
});

test('cost grows to the right, quality upwards', () => {
  const point = (name: string, x: number, value: number) => ({
    name,
    x,
    xText: '',
    value,
    low: value,
    high: value,
    text: '',
  });
  const svg = chartSvg({
    kind: 'scatter',
    about: 'cost',
    x: 'cost',
    y: 'score',
    points: [point('a', 0.1, 0.2), point('b', 0.4, 0.9)],
  });
  const [a, b] = all(svg, /<circle cx="([\d.]+)" cy="([\d.]+)"/g) as [[number, number], [number, number]];
  expect(b[0]).toBeGreaterThan(a[0]);
  expect(b[1]).toBeLessThan(a[1]);
});

test('names are text, and are cut where they are long', () => {
  const name = `<b onclick="x()">${'long '.repeat(30)}`;
  const svg = chartSvg({ kind: 'intervals', about: name, rows: [{ name, value: 0, low: 0, high: 0, text: name }] });
  expect(svg).not.toMatch(/<b |onclick="x/);
  expect(svg).toContain('…');
});

test('ticks are round', () => {
  expect(ticks(0, 1).map((tick) => Number(tick.toFixed(6)))).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks(-0.055, 0.055).map((tick) => Number(tick.toFixed(6)) + 0)).toEqual([-0.05, -0.025, 0, 0.025, 0.05]);
});
