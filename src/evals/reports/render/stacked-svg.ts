import type { Chart } from '../document.ts';
import { label, rect, svg } from './svg.ts';

const [LEFT, RIGHT] = [200, 960];
const ROW = 40;
const TOP = 6;
/** Narrower parts hold no number. */
const MIN_LABELLED = 24;
const PER_LINE = 4;

/** What an outcome is drawn as: by its kind, paler with each reason of it. */
const KINDS: readonly [prefix: string, is: string][] = [
  ['pr_good', 'good'],
  ['pr_wrong', 'wrong'],
  ['pr_ci_red', 'red'],
  ['no_pr', 'none'],
];

/** One bar for each arm, as long as all its trials, with a part for each outcome; a legend below. */
export function stackedSvg({ about, rows }: Extract<Chart, { kind: 'stacked' }>): string {
  const names = [...new Set(rows.flatMap(({ parts }) => parts.map(({ name }) => name)))];
  const looks = looksOf(names);
  const bottom = TOP + rows.length * ROW;
  const height = bottom + 14 + Math.ceil(names.length / PER_LINE) * 22;
  return svg(height, about, [
    ...rows.flatMap((row, at) => [
      label(row.name, { x: LEFT - 12, y: TOP + at * ROW + 20, anchor: 'end', max: 26 }),
      ...bar(row.parts, TOP + at * ROW, looks),
    ]),
    ...names.flatMap((name, at) => {
      const [x, y] = [LEFT + (at % PER_LINE) * 195, bottom + 14 + Math.floor(at / PER_LINE) * 22];
      return [
        rect({ x, y: y - 10, width: 12, height: 12, ...looks(name) }),
        label(name, { x: x + 18, y, is: 'quiet', max: 26 }),
      ];
    }),
  ]);
}

type Looks = (name: string) => { is: string; opacity: number };

function bar(parts: readonly { name: string; count: number }[], y: number, looks: Looks): string[] {
  const n = parts.reduce((sum, { count }) => sum + count, 0);
  let x = LEFT;
  return parts.flatMap(({ name, count }) => {
    if (count === 0) return [];
    const width = (count / n) * (RIGHT - LEFT);
    const part = [
      rect({
        x,
        y: y + 2,
        width: Math.max(1, width - 1.5),
        height: 26,
        title: `${name}: ${count} of ${n}`,
        ...looks(name),
      }),
    ];
    if (width >= MIN_LABELLED) part.push(label(String(count), { x: x + width / 2, y: y + 20, is: 'in-part' }));
    x += width;
    return part;
  });
}

function looksOf(names: readonly string[]): Looks {
  const kindOf = (name: string) => KINDS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'aside';
  return (name) => {
    const same = names.filter((other) => kindOf(other) === kindOf(name));
    return { is: kindOf(name), opacity: 1 - (same.indexOf(name) / Math.max(2, same.length)) * 0.6 };
  };
}
