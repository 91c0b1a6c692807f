import { html } from 'hono/html';
import { wilson } from '../../evals/statistics/wilson.ts';
import type { Html } from '../layout.ts';
import { scroll } from './scroll.ts';
import { asked, counted, type Figures } from './figures.ts';
import { bar, whisker } from './plots.ts';
import { grouped, ofWords, rateWords } from './rate-words.ts';
import type { Tally } from './groups.ts';

/** How far runs come, and how those fail that do not. */
export function funnelSection({ all }: Figures): Html {
  return html`<section aria-labelledby="funnel">
<h2 id="funnel">How far runs come</h2>
${funnel(all)}
<p class="quiet">${asideWords(all)}</p>
</section>
<section aria-labelledby="modes">
<h2 id="modes">How they fail</h2>
${modes(all)}
</section>`;
}

function funnel(all: Tally): Html {
  const n = asked(all);
  const settled = all.standing + all.fallen;
  const stages = [
    { name: 'Asked', count: n, paler: 0 },
    { name: 'Pull request', count: all.pullRequests, paler: 0 },
    { name: 'CI green', count: all.greens, paler: 0 },
    { name: 'Merged', count: all.merges, paler: 0 },
    { name: 'Still standing', count: all.standing, paler: all.merges - all.standing - all.mergedWrong },
  ];
  return html`${scroll(
    'How far runs come',
    html`<table class="figures"><thead><tr>
<th scope="col">Stage</th><th scope="col" class="number">Runs</th><th scope="col">Of those asked</th><th scope="col"><span class="unseen">As a bar</span></th>
</tr></thead><tbody>
${stages.map(
  ({ name, count, paler }) => html`<tr><th scope="row">${name}</th><td class="number">${grouped(count)}</td>
<td>${name === 'Asked' ? '' : rateWords(wilson(count, n))}</td><td class="plot">${n === 0 ? '' : bar(count / n, 'merged', Math.max(0, paler) / n)}</td></tr>`,
)}
</tbody></table>`,
  )}
<p>${
    settled === 0
      ? 'No merged change has been followed to the end yet, so nothing is known of how many last.'
      : `Of merged changes that were followed to the end, ${rateWords(wilson(all.standing, settled))} still stand: ${grouped(all.standing)} of ${grouped(settled)}.`
  }${all.merges > settled ? ` ${grouped(all.merges - settled)} merged more recently, or not to be followed (paler).` : ''}</p>`;
}

function asideWords({ open, aside, closed }: Tally): string {
  const words = [
    ...(open > 0 ? [`${grouped(open)} under way`] : []),
    ...(aside > 0 ? [`${grouped(aside)} cancelled, or stopped by infrastructure`] : []),
  ];
  return [
    words.length === 0 ? '' : `Not counted: ${words.join(', ')}.`,
    closed === 0
      ? ''
      : `${grouped(closed)} pull requests were closed by people without a merge; they are in the funnel and in no rate of failures.`,
  ].join(' ');
}

function modes(all: Tally): Html {
  const n = counted(all);
  const rows = [
    { name: 'FM1', what: 'No pull request', count: all.FM1, is: 'fm1' },
    { name: 'FM2', what: 'CI stayed red', count: all.FM2, is: 'fm2' },
    { name: 'FM3', what: 'Wrong, and found out so far', count: all.FM3, is: 'fm3' },
  ].map((row) => ({ ...row, rate: wilson(row.count, n) }));
  const judged = wilson(all.FM3, all.FM3 + all.right);
  return html`${scroll(
    'How they fail',
    html`<table class="figures"><thead><tr>
<th scope="col">Failure</th><th scope="col" class="number">Runs</th><th scope="col">Rate, with what it may be</th><th scope="col"><span class="unseen">As a plot</span></th>
</tr></thead><tbody>
${rows.map(
  ({
    name,
    what,
    rate,
    is,
  }) => html`<tr><th scope="row"><b>${name}</b> ${what}</th><td class="number">${ofWords(rate)}</td>
<td>${rateWords(rate)}</td><td class="plot">${whisker(rate.rate, rate, is)}</td></tr>`,
)}
</tbody></table>`,
  )}
<p>${
    judged.n === 0
      ? 'No change has been shown to be right or wrong yet: FM3 is a lower bound of 0.'
      : `FM3 is a lower bound: most changes are not judged by anybody. Of the ${grouped(judged.n)} that were shown to be right or wrong, ${rateWords(judged)} were wrong.`
  }</p>`;
}
