import type { Chart } from '../document.ts';
import { dot, label, line, rect, svg, ticks } from './svg.ts';

const [LEFT, RIGHT] = [330, 740];
const ROW = 28;
const TOP = 10;
/** Of 13 px letters that fit beside the bars. */
const MAX_NAME = 46;

/** A bar from the low to the high end for each row, a dot at the value, the figures as text beside it. */
export function intervalsSvg({ about, rows, difference }: Extract<Chart, { kind: 'intervals' }>): string {
  const reach = difference === true ? reachOf(rows.flatMap(({ low, high }) => [low, high])) : 1;
  const from = difference === true ? -reach : 0;
  const x = (value: number) => LEFT + ((value - from) / (reach - from)) * (RIGHT - LEFT);
  const bottom = TOP + rows.length * ROW;
  const unit = difference === true ? '' : ' %';
  return svg(bottom + 26, about, [
    ...ticks(from, reach).flatMap((tick) => [
      line({
        x1: x(tick),
        y1: TOP,
        x2: x(tick),
        y2: bottom,
        is: difference === true && Math.abs(tick) < 1e-9 ? 'zero' : 'grid',
      }),
      label(`${Number((tick * 100).toFixed(4)) + 0}${unit}`, {
        x: x(tick),
        y: bottom + 17,
        is: 'quiet',
        anchor: 'middle',
      }),
    ]),
    ...rows.flatMap((row, at) => {
      const middle = TOP + at * ROW + ROW / 2;
      return [
        label(row.name, { x: LEFT - 12, y: middle + 4, anchor: 'end', max: MAX_NAME }),
        rect({ x: x(row.low), y: middle - 7, width: Math.max(1, x(row.high) - x(row.low)), height: 14, is: 'range' }),
        dot({ x: x(row.value), y: middle, title: `${row.name}: ${row.text}` }),
        label(row.text, { x: RIGHT + 14, y: middle + 4, is: 'quiet', max: 40 }),
      ];
    }),
  ]);
}

/** The same to both sides of zero, a little more than the widest interval needs. */
const reachOf = (ends: readonly number[]): number => Math.min(1, Math.max(0.01, ...ends.map(Math.abs)) * 1.1);
