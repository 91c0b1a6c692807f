import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RepositoryLine } from '../runs/views/types.ts';
import { counted, usd } from './foreign.ts';
import { type Html, layout } from './layout.ts';
import type { DashboardEnv, DashboardParts } from './parts.ts';
import { when } from './when.ts';

/** Rows; the search finds the others. */
const ROWS = 200;

/** All repositories with runs that somebody may see, most recently used first. */
export function repositoriesPage({ views, now }: DashboardParts): Hono<DashboardEnv> {
  return new Hono<DashboardEnv>().get('/repositories', async (context) => {
    const viewer = context.get('viewer');
    const text = context.req.query('q')?.trim().slice(0, 200) ?? '';
    const found = await views.repositories(viewer.sight, { limit: ROWS, ...(text === '' ? {} : { text }) });
    const at = now();
    const body = html`<div class="heading"><h1>Repositories</h1></div>
<form class="filters" method="get" action="/repositories" role="search">
<label class="wide"><span>Search</span>
<input type="search" name="q" value="${text}" placeholder="owner/name" maxlength="200" autocomplete="off" aria-keyshortcuts="/"></label>
<div class="send"><button>Show</button>${text === '' ? '' : html` <a href="/repositories">Clear</a>`}</div>
</form>
${found.length === 0 ? nothing(text) : html`<ol class="rows">${found.map((line) => row(line, at))}</ol>`}
${found.length < ROWS ? '' : html`<p class="quiet">The ${ROWS} most recently used are shown; search for others.</p>`}`;
    return context.html(layout({ title: 'Repositories', viewer, section: 'repositories', body }));
  });
}

function row({ owner, name, runs, open, merged, costUsd, lastRunAt }: RepositoryLine, now: number): Html {
  return html`<li class="row repository">
<div class="row-main">
<a class="row-link" href="/repositories/${encodeURIComponent(owner)}/${encodeURIComponent(name)}">${owner}/${name}</a>
<div class="row-meta"><span>${counted(runs, 'run')}</span><span>${open} open</span><span>${merged} merged</span></div>
</div>
<div class="row-cost">${usd(costUsd)}</div>
<div class="row-when">${when(lastRunAt, now)}</div>
</li>`;
}

function nothing(text: string): Html {
  if (text !== '') return html`<div class="empty"><p>No repository with runs is called like that.</p></div>`;
  return html`<div class="empty"><p>There is no repository with runs that you may see.</p></div>`;
}
