import { html } from 'hono/html';
import { endingOf } from '../../github/texts/ends.ts';
import { duration, plural, total, utc } from '../../github/texts/figures.ts';
import type { Run } from '../../runs/types.ts';
import type { AttemptLine } from '../../runs/views/run-detail.ts';
import type { RunSettings } from '../../settings.ts';
import type { Html } from '../layout.ts';
import { line, block } from './foreign.ts';

export interface FactsOf {
  run: Run;
  attempts: readonly AttemptLine[];
  /** Spent of each budget that is counted. */
  budgets: ReadonlyMap<string, number>;
  settings: Pick<RunSettings, 'label' | 'maxCostUsd' | 'maxTurns' | 'maxRepairs' | 'maxMs'>;
  webUrl: string;
  now: number;
}

/** Where a run stands, in one sentence. */
export function standing(
  run: Pick<Run, 'state' | 'outcome' | 'prNumber' | 'held' | 'cancel' | 'issue'>,
  label: string,
): string {
  if (run.outcome !== null) return endingOf(run.outcome, run.issue, label).what;
  if (run.cancel !== null) return 'It is being cancelled.';
  if (run.held) return 'It is on hold: the label fettle:hold is on.';
  switch (run.state) {
    case 'queued':
      return 'It begins as soon as there is room.';
    case 'working':
      return 'The agent and the checks are at work.';
    case 'watching':
      return `Pull request #${run.prNumber ?? 0} is open, and its CI is watched or repaired.`;
    case 'ended':
      return 'It has ended.';
  }
}

/** What a run is about and what it has used. What changes while it works is marked for the script. */
export function facts(it: FactsOf): Html {
  const { run, attempts, budgets, settings, webUrl, now } = it;
  const { owner, name } = run.repo;
  const at = `${webUrl}/${owner}/${name}`;
  const spent = total(attempts);
  const latest = attempts.at(-1);
  const end = run.state === 'ended' ? run.updatedAt.getTime() : now;
  return html`<dl class="facts">
${fact('Repository', html`<a href="/repositories/${owner}/${name}">${owner}/${name}</a>`)}
${fact('Issue', html`<a href="${at}/issues/${run.issue}">#${run.issue}</a>`)}
${run.prNumber === null ? '' : fact('Pull request', html`<a href="${at}/pull/${run.prNumber}">#${run.prNumber}</a>`)}
${fact('Asked by', html`${line(run.task.requestedBy)}`)}
${fact('Since', html`<time datetime="${run.createdAt.toISOString()}">${utc(run.createdAt)}</time>, ${duration(end - run.createdAt.getTime())}${run.state === 'ended' ? '' : ' so far'}`)}
${fact('Cost', html`<span data-live="cost">$${spent.costUsd.toFixed(2)}</span> of $${settings.maxCostUsd.toFixed(2)}`)}
${fact('Turns', html`<span data-live="turns">${spent.turns}</span>${latest === undefined ? '' : html`, at most ${settings.maxTurns} an attempt`}`)}
${fact('Agent at work', html`${duration(spent.ms)}, at most ${duration(settings.maxMs)} an attempt`)}
${fact('Repairs after CI', html`${budgets.get('repair') ?? 0} of ${settings.maxRepairs}`)}
${reruns(budgets)}
${run.baseSha === null ? '' : fact('Base', html`<a href="${at}/commit/${run.baseSha}">${line(run.baseBranch ?? '')} at ${run.baseSha.slice(0, 7)}</a>`)}
${run.headSha === null ? '' : fact('Pushed', html`<a href="${at}/commit/${run.headSha}">${run.headSha.slice(0, 7)}</a> to <code>${line(run.branch)}</code>`)}
</dl>`;
}

function reruns(budgets: ReadonlyMap<string, number>): Html | '' {
  const flaky = budgets.get('flake_rerun') ?? 0;
  const infra = budgets.get('infra_rerun') ?? 0;
  const retries = budgets.get('infra_retry') ?? 0;
  const said = [
    ...(flaky > 0 ? [`${plural(flaky, 'rerun')} of flaky checks`] : []),
    ...(infra > 0 ? [`${plural(infra, 'rerun')} for CI's own faults`] : []),
    ...(retries > 0 ? [`${plural(retries, 'new try')} after faults outside the change`.replace('trys', 'tries')] : []),
  ];
  return said.length === 0 ? '' : fact('Tried again', html`${said.join(', ')}`);
}

const fact = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** How the run ended, and what people can do now. */
export function ending({ run, settings }: Pick<FactsOf, 'run' | 'settings'>): Html | '' {
  if (run.outcome === null) return '';
  const { next } = endingOf(run.outcome, run.issue, settings.label);
  const detail = run.outcome.detail.trim();
  if (next.length === 0 && detail === '') return '';
  return html`<section class="ending"><h2>How it ended</h2>
${detail === '' ? '' : html`<pre tabindex="0" role="group" aria-label="How it ended">${block(detail, 5_000)}</pre>`}
${next.length === 0 ? '' : html`<ul>${next.map((one) => html`<li>${withCode(one)}</li>`)}</ul>`}</section>`;
}

/** Our own texts for GitHub mark code in their way. */
const withCode = (text: string): Html =>
  html`${text.split('`').map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`))}`;
