import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { scroll } from './scroll.ts';
import { asked, counted, type Figures } from './figures.ts';
import type { Span } from './outcomes-query.ts';
import { overTime } from './plots.ts';
import { percent } from './rate-words.ts';
import type { Tally } from './groups.ts';

const PARTS = [
  { of: 'merged', name: 'Merged', is: 'merged' },
  { of: 'green', name: 'CI green, not merged', is: 'good' },
  { of: 'other', name: 'Handed over, or not known', is: 'other' },
  { of: 'closed', name: 'Closed by people', is: 'closed' },
  { of: 'FM1', name: 'FM1: no pull request', is: 'fm1' },
  { of: 'FM2', name: 'FM2: CI red', is: 'fm2' },
  { of: 'FM3', name: 'FM3: wrong', is: 'fm3' },
] as const satisfies readonly { of: keyof Tally; name: string; is: string }[];

/** Outcomes by when runs began. */
export function timeSection({ span, periods }: Figures): Html {
  const names = span.periods.map((at) => periodName(at, span.unit));
  const counts = periods.map((tally) => PARTS.map(({ of }) => tally[of]));
  const about = `Runs by the ${span.unit} in which they began, by what came of them. The table below has the numbers.`;
  return html`<section aria-labelledby="time">
<h2 id="time">Over time</h2>
${scroll('Outcomes over time', html`<div class="plot-wide">${overTime(about, PARTS, names, counts)}</div>`)}
<details><summary>As a table</summary>${scroll(
    'Outcomes over time, as a table',
    html`<table class="figures dates"><thead><tr>
<th scope="col">${span.unit === 'week' ? 'Week of' : 'Month'}</th><th scope="col" class="number">Asked</th>
${PARTS.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
${['FM1', 'FM2', 'FM3'].map((name) => html`<th scope="col" class="number">${name} rate</th>`)}
</tr></thead><tbody>
${periods.map((tally, at) => periodRow(names[at] ?? '', tally))}
</tbody></table>`,
  )}</details>
</section>`;
}

function periodRow(name: string, tally: Tally): Html {
  const n = counted(tally);
  return html`<tr><th scope="row">${name}</th><td class="number">${asked(tally)}</td>
${PARTS.map(({ of }) => html`<td class="number">${tally[of]}</td>`)}
${(['FM1', 'FM2', 'FM3'] as const).map((mode) => html`<td class="number">${n === 0 ? '' : percent(tally[mode] / n, n)}</td>`)}</tr>`;
}

const WEEK = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit', timeZone: 'UTC' });

const periodName = (minutes: number, unit: Span['unit']): string =>
  (unit === 'week' ? WEEK : MONTH).format(minutes * 60_000);
