import { Hono } from 'hono';
import { html } from 'hono/html';
import { HTTPException } from 'hono/http-exception';
import { giveOrder } from '../../runs/orders/give-order.ts';
import type { Run } from '../../runs/types.ts';
import {
  attemptLines,
  budgetsOf,
  mergedOf,
  openQuestions,
  refusalsOf,
  timelineBefore,
  type TimelinePage,
} from '../../runs/views/run-detail.ts';
import { redactAll } from '../../text/redact.ts';
import { badge } from '../badge.ts';
import { foreignLine } from '../foreign.ts';
import { type Html, layout } from '../layout.ts';
import type { DashboardEnv, DashboardParts, PageContext } from '../parts.ts';
import { attemptsTable } from './attempts-table.ts';
import { ending, facts, standing } from './facts.ts';
import { line } from './foreign.ts';
import { logsTable } from './logs/logs-table.ts';
import { openAsks, orderForms } from './orders-forms.ts';
import { seenRun } from './seen-run.ts';
import { agreedPlan, answered, refusals, task } from './sections.ts';
import { noteOf, orderIn } from './take-order.ts';
import { attemptSection, byAttempt } from './timeline.ts';
import { type Writers, writers } from './writers.ts';

/** Lines of the timeline on one page. */
const LINES = 300;
/** Raw logs that the page itself names. */
const LOGS = 20;

/** One run: where it stands, what can be done, and all that happened. */
export function runPage(parts: DashboardParts): Hono<DashboardEnv> {
  const may = writers(parts);
  return new Hono<DashboardEnv>()
    .get('/runs/:id', async (context) => {
      const run = await seenRun(context, parts);
      return run === null ? context.notFound() : context.html(await page(run, may, context, parts));
    })
    .post('/runs/:id/orders', async (context) => {
      const run = await seenRun(context, parts);
      if (run === null) return context.notFound();
      const order = orderIn(await context.req.parseBody());
      const { login } = context.get('viewer');
      if ((await may.ask(login, run)) !== true)
        throw new HTTPException(403, { message: 'GitHub does not say that you may write to this repository.' });
      await giveOrder(parts.deliveries, { runId: run.id, order, by: login });
      parts.onStored();
      return context.redirect(`/runs/${run.id}?did=${order.what}`, 303);
    });
}

async function page(run: Run, writing: Writers, context: PageContext, parts: DashboardParts): Promise<Html> {
  const { database, settings, gitHubSettings, now } = parts;
  const { pool } = database;
  const viewer = context.get('viewer');
  const before = numberIn(context.req.query('before'));
  // Words of the agent's, which are stored as it said them.
  const safe = <T>(value: T): T => redactAll(value, parts.redact);
  const [may, attempts, timeline, budgets, asked, questions, refused, logs, merged, plan] = await Promise.all([
    writing.lately(viewer.login, run),
    attemptLines(pool, run.id).then(safe),
    timelineBefore(pool, run.id, before, LINES),
    budgetsOf(pool, run.id),
    parts.store.requests(run.id).then(safe),
    openQuestions(pool, run.id),
    refusalsOf(pool, run.id),
    parts.store.rawLogs(run.id),
    mergedOf(pool, run.id),
    parts.store.planOf(run.id).then(safe),
  ]);
  const { owner, name } = run.repo;
  const { webUrl } = gitHubSettings;
  const it = { run, attempts, budgets, settings: settings.runs, webUrl, now: now() };
  const note = noteOf(context.req.query('did'));
  const body = html`<div class="run" data-run="${run.id}" data-last="${timeline.lines.at(-1)?.id ?? '0'}" data-follow="${before === null && run.state !== 'ended' ? 'yes' : 'no'}">
<p class="way"><a href="/repositories/${owner}/${name}">${owner}/${name}</a> <span aria-hidden="true">/</span> <a href="${webUrl}/${owner}/${name}/issues/${run.issue}">#${run.issue}</a></p>
<h1>${foreignLine(run.task.title, '(no title)')}</h1>
${note === null ? '' : html`<p class="note" role="status">${note}</p>`}
<div id="now">
<p class="standing">${badge({ ...run, merged })} ${standing(run, settings.runs.label)}</p>
${orderForms(run, viewer.csrf, may)}
${openAsks(run, asked, questions, plan, viewer.csrf, may)}
${ending(it)}
${facts(it)}
${attemptsTable(run.id, attempts, `${webUrl}/${owner}/${name}/commit`)}
</div>
${task(run)}
<div id="said">${agreedPlan(plan)}${answered(asked)}${refusals(refused)}</div>
${timelineSection(run, timeline, before)}
<div id="logged">${logsTable(run.id, logs.slice(-LOGS), logs.length)}</div>
</div>`;
  return layout({ title: line(run.task.title, 100), viewer, section: 'runs', body, scripts: ['run.js'] });
}

/** The number of a line, as an address holds it; null without one, or for anything else. */
export const numberIn = (text: string | undefined): string | null =>
  text !== undefined && /^\d{1,18}$/.test(text) ? text : null;

function timelineSection(run: Run, { lines, earlier }: TimelinePage, before: string | null): Html {
  const here = `/runs/${run.id}`;
  return html`<section id="timeline"><h2>Timeline</h2>
<p id="live" class="quiet" role="status">${before === null && run.state !== 'ended' ? html`<a href="${here}">Load the page again</a> to see what is new.` : ''}</p>
${earlier ? html`<p><a href="${here}?before=${lines[0]?.id ?? ''}#timeline">Earlier lines</a></p>` : ''}
<div id="attempts">${lines.length === 0 ? html`<p class="quiet">Nothing has happened yet.</p>` : byAttempt(lines).map((group) => attemptSection(group, run.createdAt))}</div>
${before === null ? '' : html`<p><a href="${here}#timeline">Newest lines</a></p>`}</section>`;
}
