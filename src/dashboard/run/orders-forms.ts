import { html } from 'hono/html';
import { PLAN_KEY } from '../../runs/plan/plan-key.ts';
import type { PlanRow } from '../../runs/plan/types.ts';
import type { AskedFor, Order, Run } from '../../runs/types.ts';
import { usd } from '../foreign.ts';
import { csrfField, type Html } from '../layout.ts';
import { block, line } from './foreign.ts';

type Simple = Exclude<Order['what'], 'answer'>;

const BUTTONS: Record<Simple, { name: string; says: string }> = {
  retry: { name: 'Try again', says: 'Goes on with the open pull request, or begins anew where there is none.' },
  hold: { name: 'Hold', says: 'Stops at once, and goes on where it stood. Puts the label fettle:hold on the issue.' },
  release: { name: 'Let it go on', says: 'Takes the label fettle:hold off.' },
  cancel: { name: 'Cancel', says: 'Ends the run. A pull request that is open stays as it is.' },
};

/** What can be done with a run as it stands. */
export function possible(run: Pick<Run, 'state' | 'held' | 'cancel' | 'outcome'>): Simple[] {
  // What people have merged or closed is done with; a new label asks anew.
  if (run.state === 'ended') return run.outcome?.kind === 'pr_closed' ? [] : ['retry'];
  if (run.cancel !== null) return [];
  return [run.held ? 'release' : 'hold', 'cancel'];
}

/** `may`: whether whoever looks may write to the repository; null where GitHub did not say. */
export function orderForms(run: Run, csrf: string, may: boolean | null): Html {
  if (may === null)
    return html`<p class="quiet">GitHub did not say in time whether you may change anything here. Load the page again.</p>`;
  if (!may) return html`<p class="quiet">Only people who may write to the repository can change anything here.</p>`;
  const orders = possible(run);
  if (orders.length === 0) return html``;
  return html`<div class="orders">${orders.map((what) => {
    const { name, says } = BUTTONS[what];
    return html`<form method="post" action="/runs/${run.id}/orders">${csrfField(csrf)}<input type="hidden" name="what" value="${what}"><button${what === 'cancel' ? html` class="danger"` : ''} title="${says}">${name}</button></form>`;
  })}</div>`;
}

/** What the run waits for a person to answer. `asks`: whether whoever looks may answer. */
export function openAsks(
  run: Run,
  asked: readonly AskedFor[],
  questions: readonly { key: string }[],
  plan: PlanRow | null,
  csrf: string,
  may: boolean | null,
): Html | '' {
  const open = asked.filter(({ answer }) => answer === null);
  const push = questions.filter(({ key }) => key.startsWith('push:'));
  const waits = plan !== null && plan.text !== null && plan.agreed === null;
  if (run.state === 'ended' || (open.length + push.length === 0 && !waits)) return '';
  return html`<section class="asks"><h2>Waits for a person</h2>
${waits ? planQuestion(run, plan, csrf, may === true) : ''}
${open.map((it) => request(run, it, csrf, may === true))}
${push.map(({ key }) => pushQuestion(run, key, csrf, may === true))}</section>`;
}

function request(run: Run, { key, request: it }: AskedFor, csrf: string, may: boolean): Html {
  const isQuestion = it.kind === 'question';
  const title = isQuestion
    ? html`<h3>A question about the task</h3>`
    : html`<h3>The agent asks for the ${it.kind} <code>${line(it.name)}</code></h3>`;
  const names = isQuestion ? (['Answer', 'Drop the question'] as const) : (['Allow it', 'Refuse it'] as const);
  return html`<div class="ask">${title}<blockquote>${block(it.why, 2_000)}</blockquote>${
    may ? answerForm(run, key, csrf, names) : ''
  }</div>`;
}

function planQuestion(run: Run, { text, estimate }: PlanRow, csrf: string, may: boolean): Html {
  return html`<div class="ask"><h3>Shall the work begin with this plan?</h3>
<pre tabindex="0" role="group" aria-label="The plan">${block(text ?? '', 20_000)}</pre>${costs(estimate)}${
    may ? answerForm(run, PLAN_KEY, csrf, ['Begin', 'Do not begin']) : ''
  }</div>`;
}

/** What runs like this one have cost. */
function costs(estimate: PlanRow['estimate']): Html | '' {
  if (estimate === null) return '';
  const { of, runs, medianUsd, p90Usd } = estimate;
  return html`<p class="quiet">The last ${runs} runs of this ${of} have cost ${usd(medianUsd)} in the middle, and nine of ten at most ${usd(p90Usd)}.</p>`;
}

function pushQuestion(run: Run, key: string, csrf: string, may: boolean): Html {
  return html`<div class="ask"><h3>May the change be pushed?</h3>
<p>CI runs it then, with its secrets. Look at <a href="/runs/${run.id}/diff">the diff</a> first.</p>${
    may ? answerForm(run, key, csrf, ['Push it', 'Do not push it']) : ''
  }</div>`;
}

function answerForm(run: Run, key: string, csrf: string, [yes, no]: readonly [string, string]): Html {
  return html`<form method="post" action="/runs/${run.id}/orders">${csrfField(csrf)}<input type="hidden" name="what" value="answer"><input type="hidden" name="request" value="${key}">
<label>What you want to say to it <textarea name="words" rows="2" maxlength="2000"></textarea></label>
<div class="orders"><button name="verdict" value="allow">${yes}</button><button name="verdict" value="deny" class="danger">${no}</button></div></form>`;
}
