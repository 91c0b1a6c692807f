import { Hono } from 'hono';
import { html } from 'hono/html';
import type { RunLine } from '../../runs/views/types.ts';
import { type Html, layout } from '../layout.ts';
import type { DashboardEnv, DashboardParts, Viewer } from '../parts.ts';
import { filterForm, viewLinks } from './filter-form.ts';
import { addressOf, type Filters, isFiltered, queryOf, readFilters } from './filters.ts';
import { runRow } from './run-row.ts';

/** Rows of one page. */
const ROWS = 50;

/** All runs that somebody may see, newest first. */
export function runsPage({ views, settings, gitHubSettings, now }: DashboardParts): Hono<DashboardEnv> {
  return new Hono<DashboardEnv>().get('/', async (context) => {
    const viewer = context.get('viewer');
    const filters = readFilters(context.req.query());
    const at = now();
    const { runs, next } = await views.list(viewer.sight, queryOf(filters, at, ROWS));
    const rows = runs.map((run) => runRow(run, gitHubSettings.webUrl, at));
    const narrowed = isFiltered(filters);
    const list =
      runs.length === 0 ? nothing(narrowed, viewer, settings.runs.label) : html`<ol class="rows">${rows}</ol>`;
    // Where there is nothing at all there is nothing to narrow either.
    const narrowing = runs.length === 0 && !narrowed ? '' : [viewLinks(filters), filterForm(filters)];
    const body = html`<div class="heading"><h1>Runs</h1></div>
${narrowing}
${list}
${pages(filters, runs, next)}`;
    return context.html(layout({ title: 'Runs', viewer, section: 'runs', body }));
  });
}

function pages(filters: Filters, runs: readonly RunLine[], next: string | null): Html {
  const newest =
    filters.cursor === undefined ? '' : html`<a href="${addressOf(filters, { cursor: undefined })}">Newest</a>`;
  const older = next === null ? '' : html`<a href="${addressOf(filters, { cursor: next })}" rel="next">Older</a>`;
  if (newest === '' && older === '') return html``;
  return html`<nav class="pages" aria-label="Pages">${newest}<span class="quiet">${runs.length} shown</span>${older}</nav>`;
}

/** Why the list is empty, and what to do about it. */
function nothing(narrowed: boolean, { sight }: Viewer, label: string): Html {
  if (narrowed) return html`<div class="empty"><p>No run is like that.</p><p><a href="/">Show all runs</a></p></div>`;
  if (sight.repos?.length === 0)
    return html`<div class="empty"><p>There is no repository here that you may see.</p>
<p>Fettle shows the repositories where it is installed and to which you were given access on GitHub, by name or by a team.
If you were given access a moment ago, it is here within five minutes.</p></div>`;
  return html`<div class="empty"><p>There are no runs yet.</p>
<p>Put the label <code>${label}</code> on an issue in one of your repositories; its run appears here.</p></div>`;
}
