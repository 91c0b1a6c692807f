import { html } from 'hono/html';
import type { OutcomeCount } from '../../runs/views/repository-detail.ts';
import type { Outcome } from '../../runs/types.ts';
import { badge } from '../badge.ts';
import { usd } from '../foreign.ts';
import type { Html } from '../layout.ts';

/** How the newest runs ended, at most `last` of them, with their share and what they cost. */
export function outcomesTable(counts: readonly OutcomeCount[], last: number): Html | '' {
  const all = counts.reduce((sum, { runs }) => sum + runs, 0);
  if (all === 0) return '';
  const of = all < last ? 'all runs' : `the last ${last.toLocaleString('en')} runs`;
  return html`<section><h2>How runs end</h2><p class="quiet">Of ${of}.</p>
<div class="scroll" tabindex="0" role="group" aria-label="How runs end"><table>
<thead><tr><th scope="col">Outcome</th><th scope="col" class="number">Runs</th><th scope="col">Share</th><th scope="col" class="number">Cost of one</th></tr></thead>
<tbody>${counts.map((it) => row(it, all))}</tbody></table></div></section>`;
}

function row({ state, kind, reason, runs, costUsd }: OutcomeCount, all: number): Html {
  const outcome = kind === null ? null : ({ kind, reason: reason ?? '', detail: '' } as Outcome);
  const share = `${((100 * runs) / all).toFixed(runs === all ? 0 : 1)} %`;
  return html`<tr><th scope="row">${badge({ state, outcome, merged: null })}</th><td class="number">${runs.toLocaleString('en')}</td>
<td><meter min="0" max="${all}" value="${runs}" aria-label="Share">${share}</meter> ${share}</td><td class="number">${state === 'ended' ? usd(costUsd / runs) : ''}</td></tr>`;
}
