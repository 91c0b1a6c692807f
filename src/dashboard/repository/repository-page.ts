import { Hono } from 'hono';
import { html } from 'hono/html';
import { checkFigures, flakyChecks, LAST_RUNS, lastPlan, outcomeCounts } from '../../runs/views/repository-detail.ts';
import type { RepositoryLine, RunLine } from '../../runs/views/types.ts';
import { counted, usd } from '../foreign.ts';
import { type Html, layout } from '../layout.ts';
import type { DashboardEnv, DashboardParts } from '../parts.ts';
import { runRow } from '../runs/run-row.ts';
import { when } from '../when.ts';
import { checksTable, commandsList, flakyList } from './checks.ts';
import { outcomesTable } from './outcomes-table.ts';

/** Runs that the page itself shows. */
const RUNS = 20;

/** One repository: its runs, how they end, what they cost, and what its checks are like. */
export function repositoryPage(parts: DashboardParts): Hono<DashboardEnv> {
  const { views, gitHubSettings, now } = parts;
  const { pool } = parts.database;
  return new Hono<DashboardEnv>().get('/repositories/:owner/:name', async (context) => {
    const viewer = context.get('viewer');
    const repo = `${context.req.param('owner')}/${context.req.param('name')}`.toLowerCase();
    const { repos } = viewer.sight;
    if (repos !== null && !repos.includes(repo)) return context.notFound();
    const sight = { repos: [repo] };
    const [[total], { runs, next }, outcomes, checks, plan] = await Promise.all([
      views.repositories(sight, { limit: 1 }),
      views.list(sight, { limit: RUNS }),
      outcomeCounts(pool, repo),
      checkFigures(pool, repo),
      lastPlan(pool, repo),
    ]);
    if (total === undefined) return context.notFound();
    const name = `${total.owner}/${total.name}`;
    const flaky = await flakyChecks(pool, name);
    const { webUrl } = gitHubSettings;
    const at = now();
    const body = html`<p class="way"><a href="/repositories">Repositories</a></p>
<h1>${name}</h1>
${totals(total, webUrl, at)}
${recent(name, runs, next !== null, webUrl, at)}
${outcomesTable(outcomes, LAST_RUNS)}
${checksTable(checks)}
${flakyList(flaky, `${webUrl}/${name}`)}
${plan === null ? '' : commandsList(plan, `${webUrl}/${name}`, at)}`;
    return context.html(layout({ title: name, viewer, section: 'repositories', body }));
  });
}

function totals(
  { owner, name, runs, open, merged, costUsd, lastRunAt }: RepositoryLine,
  webUrl: string,
  at: number,
): Html {
  return html`<dl class="facts">
<div><dt>On GitHub</dt><dd><a href="${webUrl}/${owner}/${name}" rel="noreferrer">${owner}/${name}</a></dd></div>
<div><dt>Runs</dt><dd>${counted(runs, 'run')}, ${open} open</dd></div>
<div><dt>Merged</dt><dd>${merged}</dd></div>
<div><dt>Cost</dt><dd>${usd(costUsd)}${merged === 0 ? '' : html`, ${usd(costUsd / merged)} a merged change`}</dd></div>
<div><dt>Last run</dt><dd>${when(lastRunAt, at)}</dd></div>
</dl>`;
}

function recent(name: string, runs: readonly RunLine[], more: boolean, webUrl: string, at: number): Html {
  const all = html`<a href="/?repo=${encodeURIComponent(name)}">All runs of this repository</a>`;
  return html`<section><h2>Runs</h2><ol class="rows">${runs.map((run) => runRow(run, webUrl, at))}</ol>
${more ? html`<p class="pages">${all}</p>` : ''}</section>`;
}
