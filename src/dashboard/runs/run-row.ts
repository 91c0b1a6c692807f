import { html } from 'hono/html';
import type { RunLine } from '../../runs/views/types.ts';
import { badge, needsPersonMark } from '../badge.ts';
import { counted, foreignLine, usd } from '../foreign.ts';
import type { Html } from '../layout.ts';
import { when } from '../when.ts';

/** One run of a list. The whole row leads to the run; issue and pull request lead to GitHub, which is at `webUrl`. */
export function runRow(run: RunLine, webUrl: string, now: number): Html {
  const repo = `${run.owner}/${run.name}`;
  const onGitHub = `${webUrl}/${encodeURIComponent(run.owner)}/${encodeURIComponent(run.name)}`;
  return html`<li class="row${run.needsPerson ? ' waits' : ''}">
<div class="row-state">${badge(run)}</div>
<div class="row-main">
<a class="row-link" href="/runs/${encodeURIComponent(run.id)}">${foreignLine(run.title, '(no title)')}</a>
<div class="row-meta">
${run.needsPerson ? needsPersonMark() : ''}
<a href="${onGitHub}/issues/${run.issue}" rel="noreferrer">${repo}#${run.issue}</a>
${run.prNumber === null ? '' : html`<a href="${onGitHub}/pull/${run.prNumber}" rel="noreferrer">PR #${run.prNumber}</a>`}
${run.attempts === 0 ? '' : html`<span>${counted(run.attempts, 'attempt')}</span>`}
<span>by ${run.requestedBy}</span>
</div>
</div>
<div class="row-cost">${usd(run.costUsd)}</div>
<div class="row-when">${when(run.createdAt, now)}</div>
</li>`;
}
