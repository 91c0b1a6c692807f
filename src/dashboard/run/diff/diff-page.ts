import { Hono } from 'hono';
import { html } from 'hono/html';
import { parseDiff } from '../../../guards/parse-diff.ts';
import type { Run } from '../../../runs/types.ts';
import { attemptLines, type AttemptLine, patchOf } from '../../../runs/views/run-detail.ts';
import { type Html, layout } from '../../layout.ts';
import type { DashboardEnv, DashboardParts, PageContext } from '../../parts.ts';
import { line } from '../foreign.ts';
import { seenRun } from '../seen-run.ts';
import { attemptTitle } from '../timeline.ts';
import { diffFiles } from './diff-files.ts';
import { readable } from './readable.ts';
import { withoutSecrets } from './without-secrets.ts';

/** A larger change is not read for a page, characters. */
const MAX_DIFF = 2_000_000;

/** What an attempt changed, against the tree it began with; without a number that of the last one that changed anything. */
export function diffPage(parts: DashboardParts): Hono<DashboardEnv> {
  const { pool } = parts.database;
  return new Hono<DashboardEnv>()
    .get('/runs/:id/diff', async (context) => {
      const run = await seenRun(context, parts);
      if (run === null) return context.notFound();
      const attempts = await attemptLines(pool, run.id);
      return await show(
        run,
        attempts,
        attempts.findLast(({ hasPatch }) => hasPatch),
        context,
      );
    })
    .get('/runs/:id/diff/:attempt{[0-9]{1,4}}', async (context) => {
      const run = await seenRun(context, parts);
      if (run === null) return context.notFound();
      const attempts = await attemptLines(pool, run.id);
      const wanted = attempts.find(({ number }) => number === Number(context.req.param('attempt')));
      return wanted === undefined ? context.notFound() : await show(run, attempts, wanted, context);
    });

  async function show(
    run: Run,
    attempts: readonly AttemptLine[],
    wanted: AttemptLine | undefined,
    context: PageContext,
  ): Promise<Response> {
    const patch = wanted === undefined ? null : await patchOf(pool, run.id, wanted.number);
    const title = wanted === undefined ? 'Change' : `Change of ${attemptTitle(wanted.number).toLowerCase()}`;
    const body = html`<p class="way"><a href="/runs/${run.id}">${line(run.task.title, 120)}</a></p><h1>${title}</h1>
${others(run, attempts, wanted)}
${wanted === undefined || patch === null ? html`<p>Nothing was changed yet.</p>` : html`<p>${against(wanted)}</p>${await files(patch)}`}`;
    return await context.html(layout({ title, viewer: context.get('viewer'), section: 'runs', body }));
  }

  async function files(patch: string): Promise<Html> {
    if (patch.length > MAX_DIFF) return html`<p>The change is too large to be shown.</p>`;
    const { files, left } = readable(parseDiff(patch));
    return diffFiles(await withoutSecrets(files, parts.redact), left);
  }
}

function against({ number, startSha, mergeSha }: AttemptLine): string {
  const from = number <= 1 ? 'the base commit' : 'what was pushed before it';
  return `Against ${from} (${startSha.slice(0, 7)}${mergeSha === null ? '' : `, with ${mergeSha.slice(0, 7)} of base merged in`}).`;
}

function others(run: Run, attempts: readonly AttemptLine[], wanted: AttemptLine | undefined): Html | '' {
  const changed = attempts.filter(({ hasPatch }) => hasPatch);
  if (changed.length < 2) return '';
  return html`<nav aria-label="Changes of other attempts"><ul class="row-of-links">${changed.map(
    ({ number }) =>
      html`<li><a href="/runs/${run.id}/diff/${number}"${number === wanted?.number ? html` aria-current="page"` : ''}>${attemptTitle(number)}</a></li>`,
  )}</ul></nav>`;
}
