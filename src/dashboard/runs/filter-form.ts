import { html } from 'hono/html';
import type { Html } from '../layout.ts';
import { addressOf, type Filters, isFiltered, OUTCOMES, type Period, PERIODS, STATES } from './filters.ts';

const STATE_NAMES: Record<(typeof STATES)[number], string> = {
  open: 'Open (not ended)',
  queued: 'Queued',
  working: 'Working',
  watching: 'Watching CI',
  ended: 'Ended',
};
const OUTCOME_NAMES: Record<(typeof OUTCOMES)[number], string> = {
  pr_good: 'CI green',
  pr_ci_red: 'CI red',
  pr_handed_over: 'Handed over',
  pr_closed: 'PR closed or merged',
  no_pr: 'No PR',
};
const PERIOD_NAMES: Record<Period, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
};

/** What people look for most. Each keeps words, repository and time. */
const VIEWS: readonly { name: string; filters: Filters }[] = [
  { name: 'All', filters: {} },
  { name: 'Needs a person', filters: { needs: 'person' } },
  { name: 'Open', filters: { state: 'open' } },
  { name: 'CI green', filters: { outcome: 'pr_good' } },
  { name: 'CI red', filters: { outcome: 'pr_ci_red' } },
  { name: 'Handed over', filters: { outcome: 'pr_handed_over' } },
  { name: 'No PR', filters: { outcome: 'no_pr' } },
];

const isView = (filters: Filters, view: Filters): boolean =>
  (['needs', 'state', 'outcome', 'reason'] as const).every((name) => filters[name] === view[name]);

export function viewLinks(filters: Filters): Html {
  const none = { needs: undefined, state: undefined, outcome: undefined, reason: undefined, cursor: undefined };
  return html`<nav class="views" aria-label="Views"><ul>
${VIEWS.map(
  ({ name, filters: view }) =>
    html`<li><a href="${addressOf(filters, { ...none, ...view })}"${
      isView(filters, view) ? html` aria-current="true"` : ''
    }>${name}</a></li>`,
)}
</ul></nav>`;
}

/** Works without a script: the button sends it. */
export function filterForm(filters: Filters): Html {
  return html`<form class="filters" method="get" action="/" role="search">
<label class="wide"><span>Search</span>
<input type="search" name="q" value="${filters.q ?? ''}" placeholder="Words, owner/name, #12 or a run's id" maxlength="200" autocomplete="off" aria-keyshortcuts="/"></label>
<label><span>Repository</span>
<input type="text" name="repo" value="${filters.repo ?? ''}" placeholder="owner/name" maxlength="150" autocomplete="off" spellcheck="false"></label>
${select('State', 'state', STATES, STATE_NAMES, filters.state)}
${select('Outcome', 'outcome', OUTCOMES, OUTCOME_NAMES, filters.outcome)}
${select('Begun', 'since', Object.keys(PERIODS) as Period[], PERIOD_NAMES, filters.since, 'Any time')}
<label class="check"><input type="checkbox" name="needs" value="person"${
    filters.needs === undefined ? '' : html` checked`
  }><span>Needs a person</span></label>
${filters.reason === undefined ? '' : html`<input type="hidden" name="reason" value="${filters.reason}">`}
<div class="send"><button>Show</button>${isFiltered(filters) ? html` <a href="/">Clear</a>` : ''}</div>
</form>`;
}

function select<T extends string>(
  label: string,
  name: string,
  values: readonly T[],
  names: Record<T, string>,
  chosen: T | undefined,
  any = 'Any',
): Html {
  return html`<label><span>${label}</span>
<select name="${name}"><option value="">${any}</option>
${values.map((value) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${names[value]}</option>`)}
</select></label>`;
}
