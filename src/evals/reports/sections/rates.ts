import type { IntervalRow, Section } from '../document.ts';
import type { RateFigure } from '../figures/rate.ts';
import { interval, percent, rateText } from '../numbers.ts';

/** Rates, each with what it is a share of, as a table and as bars. */
export function ratesSection(
  title: string,
  rates: readonly (readonly [string, RateFigure])[],
  notes: string[] = [],
): Section {
  return {
    title,
    notes,
    table: {
      columns: [
        { title: 'rate of' },
        { title: 'count', right: true },
        { title: 'n', right: true },
        { title: 'rate [95 % interval]' },
      ],
      rows: rates.map(([name, rate]) => [
        name,
        String(rate.count),
        String(rate.n),
        rate.rate === null ? 'unknown' : `${percent(rate.rate)} ${interval(rate)}`,
      ]),
    },
    chart: { kind: 'intervals', about: title, rows: rates.flatMap(([name, rate]) => rateRow(name, rate)) },
  };
}

/** None for a rate of nothing. */
function rateRow(name: string, rate: RateFigure): IntervalRow[] {
  if (rate.rate === null) return [];
  return [{ name, value: rate.rate, low: rate.low, high: rate.high, text: rateText(rate) }];
}
