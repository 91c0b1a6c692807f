import { html } from 'hono/html';
import { wilson } from '../../evals/statistics/wilson.ts';
import { visible } from '../../text/visible.ts';
import { usd } from '../foreign.ts';
import type { Html } from '../layout.ts';
import { scroll } from './scroll.ts';
import { asked, counted, type Dimension, DIMENSIONS, type Figures } from './figures.ts';
import { addressOf, type OutcomesQuery } from './outcomes-query.ts';
import { grouped, rateWords } from './rate-words.ts';
import type { Tally } from './groups.ts';

/** Rows of a table; who wants others filters. */
const MOST = 20;
/** Hashes of prompts are told apart by their beginnings. */
const HASH = 12;

const TITLES: Record<Dimension, string> = {
  repository: 'Repository',
  agentModel: 'Agent’s model',
  agentPrompt: 'Agent’s prompt',
  judgeModel: 'Judge’s model',
  judgePrompt: 'Judge’s prompt',
};
/** What a name narrows the page to. */
const FILTERS: Partial<Record<Dimension, 'repo' | 'model' | 'prompt'>> = {
  repository: 'repo',
  agentModel: 'model',
  agentPrompt: 'prompt',
};

/** The same, side by side; nothing to compare where there is but one. */
export function bySection({ by }: Figures, query: OutcomesQuery): Html {
  const several = DIMENSIONS.filter((dimension) => by[dimension].rows.length > 1);
  return html`${several.map(
    (dimension) => html`<section aria-labelledby="by-${dimension}">
<h2 id="by-${dimension}">By ${TITLES[dimension].toLowerCase()}</h2>
${table(dimension, by[dimension], query)}
</section>`,
  )}`;
}

function table(dimension: Dimension, { rows, more }: Figures['by'][Dimension], query: OutcomesQuery): Html {
  const left = more + Math.max(0, rows.length - MOST);
  return html`${scroll(
    `By ${TITLES[dimension].toLowerCase()}`,
    html`<table class="figures"><thead><tr><th scope="col">${TITLES[dimension]}</th>
${['Asked', 'Merged', 'FM1', 'FM2', 'FM3', 'Vetoes', 'Per merge'].map((name) => html`<th scope="col" class="number">${name}</th>`)}
</tr></thead><tbody>
${rows.slice(0, MOST).map(({ name, tally }) => row(nameCell(dimension, name, query), tally))}
</tbody></table>`,
  )}${left > 0 ? html`<p class="quiet">And ${grouped(left)} more: filter to see one.</p>` : ''}`;
}

function nameCell(dimension: Dimension, name: string, query: OutcomesQuery): Html {
  const filter = FILTERS[dimension];
  const short = dimension === 'agentPrompt' || dimension === 'judgePrompt' ? name.slice(0, HASH) : name;
  const shown = html`<bdi>${short === '' ? 'not stored' : visible(short)}</bdi>`;
  if (filter === undefined || name === '' || name === 'not stored') return shown;
  return html`<a href="${addressOf({ ...query, [filter]: short })}">${shown}</a>`;
}

function row(name: Html, tally: Tally): Html {
  const n = counted(tally);
  const rates = [
    wilson(tally.merges, asked(tally)),
    wilson(tally.FM1, n),
    wilson(tally.FM2, n),
    wilson(tally.FM3, n),
    wilson(tally.vetoed, tally.vetoed + tally.approved),
  ];
  return html`<tr><th scope="row">${name}</th><td class="number">${grouped(asked(tally))}</td>
${rates.map((rate) => html`<td class="number">${rateWords(rate)}</td>`)}
<td class="number">${tally.merges === 0 ? '' : usd(tally.cost / tally.merges)}</td></tr>`;
}
