import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { scroll } from './scroll.ts';
import { usd } from '../foreign.ts';
import type { Figures } from './figures.ts';
import { bar } from './plots.ts';
import { grouped, hoursWords, percent } from './rate-words.ts';
import { MOST_ATTEMPTS } from './tally.ts';

/** So few merges have no tenth. */
const MIN_FOR_P90 = 10;

/** What it took: attempts, time, money. */
export function effortSection({ all, attempts, toMerge }: Figures): Html {
  const { n, median, p90 } = toMerge;
  return html`<section aria-labelledby="effort">
<h2 id="effort">What it takes</h2>
<dl class="facts">
<div><dt>Cost of all these runs</dt><dd>${usd(all.cost)}</dd></div>
<div><dt>Cost for each merged change</dt><dd>${all.merges === 0 ? 'nothing merged yet' : usd(all.cost / all.merges)}</dd></div>
<div><dt>Cost for each change still standing</dt><dd>${all.standing === 0 ? 'not known yet' : usd(all.cost / all.standing)}</dd></div>
<div><dt>Time to merge, median</dt><dd>${median === null ? 'nothing merged yet' : `${hoursWords(median)} (${grouped(n)} merged)`}</dd></div>
<div><dt>Time to merge, nine of ten</dt><dd>${p90 === null || n < MIN_FOR_P90 ? `not before ${MIN_FOR_P90} are merged` : `within ${hoursWords(p90)}`}</dd></div>
</dl>
<h3>Attempts until CI was green</h3>
${attemptsTable(attempts)}
</section>`;
}

function attemptsTable(attempts: readonly number[]): Html {
  const n = attempts.reduce((sum, count) => sum + count, 0);
  if (n === 0) return html`<p>No run has come to a green CI.</p>`;
  const rows = attempts.flatMap((count, tries) => (count === 0 || tries === 0 ? [] : [{ tries, count }]));
  return html`${scroll(
    'Attempts until CI was green',
    html`<table class="figures"><thead><tr>
<th scope="col">Attempts</th><th scope="col" class="number">Runs</th><th scope="col" class="number">Share</th><th scope="col"><span class="unseen">As a bar</span></th>
</tr></thead><tbody>
${rows.map(
  ({
    tries,
    count,
  }) => html`<tr><th scope="row">${tries === MOST_ATTEMPTS ? `${tries} or more` : tries}</th><td class="number">${grouped(count)}</td>
<td class="number">${percent(count / n, n)}</td><td class="plot">${bar(count / n, 'good')}</td></tr>`,
)}
</tbody></table>`,
  )}`;
}
