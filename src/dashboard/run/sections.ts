import { html } from 'hono/html';
import type { PlanRow } from '../../runs/plan/types.ts';
import type { AskedFor, Run } from '../../runs/types.ts';
import type { Html } from '../layout.ts';
import { block, line } from './foreign.ts';

/** What was asked: the issue, the comments by people who may write, and the words of the command. */
export function task({ task: it }: Run): Html {
  return html`<section><h2>The task</h2><details><summary>What was asked</summary>
<pre tabindex="0" role="group" aria-label="The issue's text">${block(it.body, 20_000)}</pre>
${it.comments.map(({ login, body, at }) => html`<h3>${line(login)}, ${line(at)}</h3><pre tabindex="0" role="group" aria-label="A comment">${block(body, 10_000)}</pre>`)}
${it.request === null ? '' : html`<h3>Asked with the command</h3><pre tabindex="0" role="group" aria-label="What came with the command">${block(it.request, 10_000)}</pre>`}
</details></section>`;
}

/** The plan that the work began with. */
export function agreedPlan(plan: PlanRow | null): Html | '' {
  const agreed = plan?.agreed ?? null;
  if (agreed === null) return '';
  const words = agreed.words.trim() === '' ? '' : html`<blockquote>${block(agreed.words, 2_000)}</blockquote>`;
  return html`<section><h2>The plan</h2><p>Agreed to by ${line(agreed.by ?? 'the operator')}.</p>${words}
<details><summary>What was planned</summary><pre tabindex="0" role="group" aria-label="The plan">${block(agreed.text, 20_000)}</pre></details></section>`;
}

/** What the agent asked for, and who answered what. */
export function answered(asked: readonly AskedFor[]): Html | '' {
  const done = asked.filter(({ answer }) => answer !== null);
  if (done.length === 0) return '';
  return html`<section><h2>Asked and answered</h2><ul>${done.map(({ request, answer }) => {
    const what = request.kind === 'question' ? line(request.why, 400) : `${request.kind} ${line(request.name)}`;
    const words = answer?.words.trim() === '' ? '' : html`: ${line(answer?.words ?? '', 400)}`;
    return html`<li>${what}: <strong>${answer?.verdict ?? ''}</strong> by ${line(answer?.by ?? 'the settings')}${words}</li>`;
  })}</ul></section>`;
}

/** Places that installs did not reach. */
export function refusals(refused: readonly string[]): Html | '' {
  if (refused.length === 0) return '';
  return html`<section><h2>What the sandbox refused</h2>
<p>Installs asked for these places and did not get them. Whoever should be reached belongs into <code>install.hosts</code> of <code>.github/fettle.yml</code>.</p>
<ul>${refused.map((it) => html`<li><code>${line(it)}</code></li>`)}</ul></section>`;
}
