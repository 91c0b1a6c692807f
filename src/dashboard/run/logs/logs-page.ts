import { Hono } from 'hono';
import { html } from 'hono/html';
import { duration, utc } from '../../../github/texts/figures.ts';
import type { RawLogLine } from '../../../runs/raw-logs/raw-log-store.ts';
import type { Run } from '../../../runs/types.ts';
import { type Html, layout } from '../../layout.ts';
import type { DashboardEnv, DashboardParts, Viewer } from '../../parts.ts';
import { visible } from '../../../text/visible.ts';
import { line } from '../foreign.ts';
import { seenRun } from '../seen-run.ts';
import { attemptTitle } from '../timeline.ts';
import { howEnded, logsTable, size } from './logs-table.ts';

/** Shown on a page; all of it is in the download, characters. */
const SHOWN = 400_000;
/** Colours and moves of the cursor, which a page has no use for. */
// oxlint-disable-next-line no-control-regex
const ANSI = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** Raw logs of a run: the list, each on a page, and each as a file. */
export function logsPage(parts: DashboardParts): Hono<DashboardEnv> {
  return new Hono<DashboardEnv>()
    .get('/runs/:id/logs', async (context) => {
      const run = await seenRun(context, parts);
      if (run === null) return context.notFound();
      const logs = await parts.store.rawLogs(run.id);
      const table = logsTable(run.id, logs, logs.length);
      const none = html`<p>There are no raw logs of this run, or none any more.</p>`;
      const body = html`${way(run)}<h1>Raw logs</h1>${table === '' ? none : table}`;
      return context.html(layout({ title: 'Raw logs', viewer: context.get('viewer'), section: 'runs', body }));
    })
    .get('/runs/:id/logs/:n', async (context) => {
      const run = await seenRun(context, parts);
      const log = run === null ? null : await parts.store.rawLog(run.id, context.req.param('n'));
      if (run === null || log === null) return context.notFound();
      return context.html(logPage(run, log, context.get('viewer')));
    })
    .get('/runs/:id/logs/:n/raw', async (context) => {
      const run = await seenRun(context, parts);
      const log = run === null ? null : await parts.store.rawLog(run.id, context.req.param('n'));
      if (run === null || log === null) return context.notFound();
      const name = `${log.check.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80)}-${log.id}.log`;
      return context.body(log.text, 200, {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${name}"`,
        'x-content-type-options': 'nosniff',
      });
    });
}

function logPage(run: Run, log: RawLogLine & { text: string }, viewer: Viewer): Html {
  // Only from where returns begin: a log of nothing else would be walked again from each of them.
  const text = log.text.replaceAll(ANSI, '').replaceAll(/(?<!\r)\r+\n/g, '\n');
  // The end tells how it ended.
  const shown = visible(text.slice(-SHOWN));
  const left = text.length - SHOWN;
  const body = html`${way(run)}<h1>${line(log.check)}${log.onBase ? ' on base' : ''}</h1>
<p>${attemptTitle(log.attempt)}, ${utc(log.at)}, ${howEnded(log)} after ${duration(log.durationMs)}, ${size(log.bytes)} printed${log.cut === 0 ? '' : `, of which ${size(log.cut)} in the middle were not kept`}.
<a href="/runs/${run.id}/logs/${log.id}/raw">Download</a></p>
${left > 0 ? html`<p class="quiet">The last ${size(SHOWN)} are shown; the download has all that was kept.</p>` : ''}
<pre class="log" tabindex="0" role="group" aria-label="Raw log">${shown}</pre>`;
  return layout({ title: `${line(log.check, 60)}, raw log`, viewer, section: 'runs', body });
}

const way = (run: Run): Html => html`<p class="way"><a href="/runs/${run.id}">${line(run.task.title, 120)}</a></p>`;
