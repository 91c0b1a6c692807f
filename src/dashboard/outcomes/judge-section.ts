import { html } from 'hono/html';
import { type Rate, wilson } from '../../evals/statistics/wilson.ts';
import type { Corrected } from '../../evals/statistics/judge-corrected.ts';
import { visible } from '../../text/visible.ts';
import type { Html } from '../layout.ts';
import { scroll } from './scroll.ts';
import type { Figures } from './figures.ts';
import { whisker } from './plots.ts';
import { correctedWords, grouped, ofWords, rateWords } from './rate-words.ts';

interface Line {
  name: string;
  count: string;
  words: string;
  rate: number | null;
  low: number;
  high: number;
}

const lineOf = (name: string, rate: Rate): Line => ({ ...rate, name, count: ofWords(rate), words: rateWords(rate) });

function correctedLine(name: string, it: Corrected | null, count: string): Line {
  if (it === null) return { name, count, words: 'not known without audits of both kinds', rate: null, low: 0, high: 1 };
  return { name, count, words: correctedWords(it), ...it };
}

/** What the judge and the verifiers let through or kept back. */
export function judgeSection({ all, judge, escapes }: Figures): Html {
  const lines = [
    lineOf('Vetoes', wilson(all.vetoed, all.vetoed + all.approved)),
    lineOf('Vetoes corrected', wilson(all.corrected, all.vetoed)),
    lineOf('Vetoes overruled', wilson(Math.min(all.overruled, all.vetoed), all.vetoed)),
    correctedLine('False vetoes, by audits', judge.falseVetoes, `${grouped(judge.answered)} audited`),
    correctedLine('Misses, by audits', judge.misses, `${grouped(judge.answered)} audited`),
  ];
  return html`<section aria-labelledby="judge">
<h2 id="judge">The judge</h2>
${scroll(
  'The judge',
  html`<table class="figures"><thead><tr>
<th scope="col">Figure</th><th scope="col" class="number">Count</th><th scope="col">Rate, with what it may be</th><th scope="col"><span class="unseen">As a plot</span></th>
</tr></thead><tbody>
${lines.map(
  ({
    name,
    count,
    words,
    rate,
    low,
    high,
  }) => html`<tr><th scope="row">${name}</th><td class="number">${count}</td><td>${words}</td>
<td class="plot">${whisker(rate, { low, high }, 'judge')}</td></tr>`,
)}
</tbody></table>`,
)}
<p>${auditWords(judge)} Overrules are a lower bound of false vetoes: nobody was asked.</p>
</section>
<section aria-labelledby="escapes">
<h2 id="escapes">Green here, red in CI</h2>
${escapes.length === 0 ? html`<p>CI has never been red on what had passed here.</p>` : escapesTable(escapes)}
</section>`;
}

function auditWords({ answered, open, unsure }: Figures['judge']): string {
  if (answered === 0)
    return `No verdict has been audited${open > 0 ? `; ${grouped(open)} wait for an answer` : ''}: fettle audit draws some and asks, and without it nothing tells how often the judge is wrong.`;
  return `${grouped(answered)} verdicts were audited (in ${grouped(unsure)} nobody could tell), ${grouped(open)} wait for an answer.`;
}

/** Rows at most; the rest is hardly ever red. */
const MOST = 20;

function escapesTable(escapes: Figures['escapes']): Html {
  return html`${scroll(
    'Green here, red in CI',
    html`<table class="figures"><thead><tr>
<th scope="col">Passed here</th><th scope="col" class="number">Runs</th><th scope="col">Of all pull requests</th><th scope="col"><span class="unseen">As a plot</span></th>
</tr></thead><tbody>
${escapes.slice(0, MOST).map(
  ({
    check,
    rate,
  }) => html`<tr><th scope="row">${check === '' ? 'not stored' : html`<bdi>${visible(check)}</bdi>`}</th><td class="number">${grouped(rate.count)}</td>
<td>${rateWords(rate)}</td><td class="plot">${whisker(rate.rate, rate, 'fm2')}</td></tr>`,
)}
</tbody></table>`,
  )}${escapes.length > MOST ? html`<p class="quiet">And ${escapes.length - MOST} more.</p>` : ''}`;
}
