import { html } from 'hono/html';
import { csrfField, type Html } from '../../dashboard/layout.ts';
import type { Finding } from '../checks/finding.ts';
import { stepPage } from './steps.ts';

/** Step 4: a tick or the one thing to do, for each. Nothing keeps a person from starting. */
export function checksPage(csrf: string, findings: readonly Finding[], wrong: string | null = null): Html {
  const open = findings.filter((it) => !it.ok).length;
  const verdict =
    open === 0 ? 'Everything is in place.' : open === 1 ? 'One thing is left to do.' : `${open} things are left to do.`;
  return stepPage(
    'Checks',
    html`<p>${verdict}</p>
<ul class="checks">${findings.map(line)}</ul>
<p><a class="button" href="/set-up">Check again</a></p>
<form method="post" action="/set-up/ping">${csrfField(csrf)}<button class="quiet">Ask GitHub to send its last webhook again</button></form>
<p><a href="/set-up/model">Change the model's key</a></p>
<form method="post" action="/set-up/start">${csrfField(csrf)}<button>${open === 0 ? 'Start Fettle' : 'Start Fettle all the same'}</button></form>
<p class="hint">This page is gone then. "npx fettle doctor" makes the same checks at any time.</p>`,
    wrong,
  );
}

function line({ what, ok, say, warning, link }: Finding): Html {
  const [mark, word] = warning ? ['!', 'note'] : ok ? ['✓', 'done'] : ['✗', 'to do'];
  return html`<li class="${word.replace(' ', '-')}"><span class="mark" aria-hidden="true">${mark}</span> <strong>${what}</strong> <span class="word">(${word})</span> ${say}${link === undefined ? '' : html` <a href="${link}">Do it on GitHub</a>`}</li>`;
}
