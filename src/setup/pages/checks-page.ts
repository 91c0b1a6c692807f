import { html } from 'hono/html';
import { csrfField, type Html } from '../../dashboard/layout.ts';
import type { Finding } from '../checks/finding.ts';
import { stepPage } from './steps.ts';

/** Step 4: a tick or the one thing to do, for each. Nothing keeps a person from starting. */
export function checksPage(csrf: string, findings: readonly Finding[]): Html {
  const open = findings.filter((it) => !it.ok).length;
  const verdict =
    open === 0 ? 'Everything is in place.' : open === 1 ? 'One thing is left to do.' : `${open} things are left to do.`;
  return stepPage(
    'Checks',
    html`<p role="status">${verdict}</p>
<ul class="checks">
${findings.map(line)}
</ul>
<div class="actions">
<form method="post" action="/set-up/start">${csrfField(csrf)}<button>${open === 0 ? 'Start Fettle' : 'Start Fettle all the same'}</button></form>
<form method="get" action="/set-up"><button class="quiet">Check again</button></form>
<form method="post" action="/set-up/ping">${csrfField(csrf)}<button class="quiet">Send the webhook again</button></form>
<a href="/set-up/model">Change the model's key</a>
</div>
<p class="hint">Once Fettle starts, this page is gone. "npx fettle doctor" makes the same checks at any time.</p>`,
  );
}

function line({ what, ok, say, warning, link }: Finding): Html {
  const [mark, word, style] = warning ? ['!', 'note', 'note'] : ok ? ['✓', 'done', 'done'] : ['✗', 'to do', 'to-do'];
  const there = link === undefined ? '' : html` <a href="${link}">Do it on GitHub</a>`;
  return html`<li class="${style}"><span class="mark" aria-hidden="true">${mark}</span> <span class="what">${what} <span class="unseen">(${word})</span></span> <span class="say">${say}${there}</span></li>
`;
}
