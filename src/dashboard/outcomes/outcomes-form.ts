import { html } from 'hono/html';
import { visible } from '../../text/visible.ts';
import type { Html } from '../layout.ts';
import type { Figures } from './figures.ts';
import { addressOf, NO_FILTERS, type OutcomesQuery, PERIODS, type PeriodName } from './outcomes-query.ts';

const PERIOD_NAMES: Record<PeriodName, string> = {
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  '1y': 'Last year',
  all: 'All time',
};
/** Hashes of prompts are told apart by their beginnings. */
const HASH = 12;

/** Works without a script: the button sends it. */
export function outcomesForm(query: OutcomesQuery, { models, prompts }: Figures['choices']): Html {
  const filtered = query.repo !== '' || query.model !== '' || query.prompt !== '';
  return html`<form class="filters outcomes-filters" method="get" action="/outcomes" role="search" aria-label="Filters">
<label><span>Began in</span><select name="period">
${(Object.keys(PERIODS) as PeriodName[]).map((name) => option(name, PERIOD_NAMES[name], query.period))}</select></label>
<label><span>Repository</span><input type="text" name="repo" value="${query.repo}" placeholder="owner/name" maxlength="200" autocomplete="off" spellcheck="false"></label>
${select('Agent’s model', 'model', models, query.model)}
${select(
  'Agent’s prompt',
  'prompt',
  prompts.map((hash) => hash.slice(0, HASH)),
  query.prompt.slice(0, HASH),
)}
<div class="send"><button>Show</button>${filtered ? html` <a href="${addressOf({ ...NO_FILTERS, period: query.period })}">Clear</a>` : ''}</div>
</form>`;
}

const option = (value: string, name: string, chosen: string): Html =>
  html`<option value="${value}"${value === chosen ? html` selected` : ''}>${visible(name)}</option>`;

function select(label: string, name: string, values: readonly string[], chosen: string): Html {
  const all = chosen === '' || values.includes(chosen) ? values : [chosen, ...values];
  return html`<label><span>${label}</span><select name="${name}"><option value="">Any</option>
${all.map((value) => option(value, value, chosen))}</select></label>`;
}
