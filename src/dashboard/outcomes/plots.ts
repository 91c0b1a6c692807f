import { raw } from 'hono/html';
import { px, rect, line, label, svg, ticks } from '../../evals/reports/render/svg.ts';
import type { Interval } from '../../evals/statistics/wilson.ts';

type Svg = ReturnType<typeof raw>;

const MINI = 220;

/** A share of 1 as a bar, for a cell beside the figure itself. `paler` goes on from there. */
export const bar = (share: number, is: string, paler = 0): Svg =>
  mini([
    rect({ x: 0, y: 3, width: Math.max(share > 0 ? 2 : 0, share * MINI), height: 12, is }),
    ...(paler > 0 ? [rect({ x: share * MINI, y: 3, width: paler * MINI, height: 12, is, opacity: 0.35 })] : []),
  ]);

/** A share of 1 with its interval, on a line from 0 to 1. */
export const whisker = (rate: number | null, { low, high }: Interval, is: string): Svg =>
  mini([
    line({ x1: 0, y1: 9, x2: MINI, y2: 9, is: 'grid' }),
    ...[0, 0.5, 1].map((at) => line({ x1: at * MINI, y1: 5, x2: at * MINI, y2: 13, is: 'grid' })),
    ...(rate === null
      ? []
      : [
          rect({ x: low * MINI, y: 4, width: Math.max(2, (high - low) * MINI), height: 10, is, opacity: 0.35 }),
          `<circle cx="${px(rate * MINI)}" cy="9" r="4" class="${is}"/>`,
        ]),
  ]);

/** Only to be looked at: what it shows stands beside it. */
const mini = (parts: readonly string[]): Svg =>
  raw(`<svg class="mini" viewBox="-5 0 ${MINI + 10} 18" aria-hidden="true" focusable="false">${parts.join('')}</svg>`);

export interface TimePart {
  name: string;
  is: string;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [46, 990, 8, 220];
/** Names on the axis that have room. */
const MOST_NAMES = 16;

/** A stacked bar for each period: `counts[period][part]`. The legend is below. */
export function overTime(
  about: string,
  parts: readonly TimePart[],
  periods: readonly string[],
  counts: readonly (readonly number[])[],
): Svg {
  const totals = counts.map((its) => its.reduce((sum, count) => sum + count, 0));
  const most = Math.max(1, ...totals);
  const y = (count: number) => BOTTOM - (count / most) * (BOTTOM - TOP);
  const step = (RIGHT - LEFT) / periods.length;
  const every = Math.ceil(periods.length / MOST_NAMES);
  const columns = periods.flatMap((period, at) => {
    let below = 0;
    return [
      ...parts.flatMap(({ name, is }, part) => {
        const count = counts[at]?.[part] ?? 0;
        if (count === 0) return [];
        below += count;
        const height = (count / most) * (BOTTOM - TOP);
        return [
          rect({
            x: LEFT + at * step + step * 0.12,
            y: y(below),
            width: step * 0.76,
            height: Math.max(1, height),
            is,
            title: `${period}: ${name} ${count}`,
          }),
        ];
      }),
      ...(at % every === 0
        ? [label(period, { x: LEFT + (at + 0.5) * step, y: BOTTOM + 18, is: 'quiet', anchor: 'middle' })]
        : []),
    ];
  });
  const whole = ticks(0, most).filter((tick) => Number.isInteger(tick));
  const legend = parts.flatMap(({ name, is }, at) => {
    const [x, row] = [LEFT + (at % 4) * 235, BOTTOM + 46 + Math.floor(at / 4) * 22];
    return [rect({ x, y: row - 11, width: 12, height: 12, is }), label(name, { x: x + 18, y: row, is: 'quiet' })];
  });
  return raw(
    svg(BOTTOM + 46 + Math.ceil(parts.length / 4) * 22, about, [
      ...whole.flatMap((tick) => [
        line({ x1: LEFT, y1: y(tick), x2: RIGHT, y2: y(tick), is: 'grid' }),
        label(tick.toLocaleString('en'), { x: LEFT - 8, y: y(tick) + 4, is: 'quiet', anchor: 'end' }),
      ]),
      ...columns,
      ...legend,
    ]),
  );
}
