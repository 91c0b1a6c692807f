import { html } from 'hono/html';
import { type Html, layout } from '../../dashboard/layout.ts';

const STEPS = ['Where', 'GitHub App', 'Model', 'Checks'] as const;
export type Step = (typeof STEPS)[number];

/** A page of the set-up: what the steps are, which one this is, and what went wrong in it before. */
export function stepPage(current: Step, body: Html, wrong: string | null = null): Html {
  const at = STEPS.indexOf(current);
  const steps = STEPS.map(
    (step, index) =>
      html`<li${stand(index - at)}>${step}${index < at ? html`<span class="unseen"> (done)</span>` : ''}</li>`,
  );
  return layout({
    title: `Set-up: ${current}`,
    viewer: null,
    section: null,
    body: html`<div class="set-up">
<h1>Set up Fettle</h1>
<ol class="steps" aria-label="Steps">${steps}</ol>
${wrong === null ? '' : html`<p class="wrong" role="alert">${wrong}</p>`}
${body}
</div>`,
  });
}

function stand(distance: number): Html | string {
  if (distance === 0) return html` aria-current="step"`;
  return distance < 0 ? html` class="past"` : '';
}
