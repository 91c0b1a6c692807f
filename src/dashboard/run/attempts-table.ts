import { html } from 'hono/html';
import { duration } from '../../github/texts/figures.ts';
import type { AttemptLine } from '../../runs/views/run-detail.ts';
import type { Html } from '../layout.ts';
import { fold } from './evidence.ts';
import { line } from './foreign.ts';
import { attemptTitle } from './timeline.ts';

const STAGES: Readonly<Record<string, string>> = {
  agent: 'agent at work',
  gate: 'in its gate',
  publish: 'passed its gate',
  published: 'published',
  planned: 'planned',
  failed: 'ended without a change',
};

/** Each attempt with why there was one, how far it came, what it took, and the way to its change. */
export function attemptsTable(runId: string, attempts: readonly AttemptLine[], commits: string): Html | '' {
  if (attempts.length === 0) return '';
  return html`<section><h2>Attempts</h2>
<div class="scroll" tabindex="0" role="group" aria-label="Attempts"><table>
<thead><tr><th scope="col">Attempt</th><th scope="col">Why</th><th scope="col">Stage</th><th scope="col" class="number">Gates</th><th scope="col" class="number">Turns</th><th scope="col" class="number">Time</th><th scope="col" class="number">Cost</th><th scope="col">Change</th></tr></thead>
<tbody>${attempts.map((it) => row(runId, it, commits))}</tbody></table></div>
${attempts.map(({ number, summary }) => (summary === null || summary.trim() === '' ? '' : fold(`What the agent says of ${attemptTitle(number).toLowerCase()}`, summary)))}</section>`;
}

function row(runId: string, it: AttemptLine, commits: string): Html {
  const why = it.feedback.at(-1) ?? (it.mergeSha === null ? 'The task' : 'Merges the base branch in');
  const commit =
    it.commitSha === null ? '' : html` as <a href="${commits}/${it.commitSha}">${it.commitSha.slice(0, 7)}</a>`;
  return html`<tr><th scope="row">${attemptTitle(it.number)}</th><td>${line(why, 160)}</td><td>${STAGES[it.stage] ?? it.stage}</td>
<td class="number">${it.rounds}</td><td class="number">${it.spent.turns}</td><td class="number">${duration(it.spent.ms)}</td><td class="number">$${it.spent.costUsd.toFixed(2)}</td>
<td>${it.hasPatch ? html`<a href="/runs/${runId}/diff/${it.number}">diff</a>` : 'none'}${commit}</td></tr>`;
}
