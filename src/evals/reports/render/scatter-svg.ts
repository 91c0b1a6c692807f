import type { Chart } from '../document.ts';
import { dollars } from '../numbers.ts';
import { dot, label, line, svg, ticks } from './svg.ts';

const [LEFT, RIGHT, TOP, BOTTOM] = [90, 780, 30, 300];

/** What each arm costs, to the right, against how good it is, upwards, with its interval. */
export function scatterSvg({ about, x: xName, y: yName, points }: Extract<Chart, { kind: 'scatter' }>): string {
  const most = Math.max(1e-6, ...points.map(({ x }) => x)) * 1.15;
  const x = (value: number) => LEFT + (value / most) * (RIGHT - LEFT);
  const y = (value: number) => BOTTOM - value * (BOTTOM - TOP);
  return svg(BOTTOM + 50, about, [
    ...ticks(0, 1).flatMap((tick) => [
      line({ x1: LEFT, y1: y(tick), x2: RIGHT, y2: y(tick), is: 'grid' }),
      label(`${Math.round(tick * 100)} %`, { x: LEFT - 10, y: y(tick) + 4, is: 'quiet', anchor: 'end' }),
    ]),
    ...ticks(0, most).flatMap((tick) => [
      line({ x1: x(tick), y1: TOP, x2: x(tick), y2: BOTTOM, is: 'grid' }),
      label(dollars(tick), { x: x(tick), y: BOTTOM + 18, is: 'quiet', anchor: 'middle' }),
    ]),
    label(yName, { x: LEFT, y: TOP - 12, is: 'quiet' }),
    label(xName, { x: RIGHT, y: BOTTOM + 40, is: 'quiet', anchor: 'end' }),
    ...points.flatMap((point) => [
      line({ x1: x(point.x), y1: y(point.low), x2: x(point.x), y2: y(point.high), is: 'whisker' }),
      dot({ x: x(point.x), y: y(point.value), title: `${point.name}: ${point.text}, ${point.xText}` }),
      label(point.name, { x: x(point.x) + 10, y: y(point.value) + 4, max: 30 }),
    ]),
  ]);
}
