import { html } from 'hono/html';
import { type CheckFigures, LAST_GATES } from '../../runs/views/repository-detail.ts';
import type { Html } from '../layout.ts';
import { line } from '../run/foreign.ts';
import { lasting, when } from '../when.ts';

/** What the repository's checks came to in the latest gates. */
export function checksTable(checks: readonly CheckFigures[]): Html | '' {
  if (checks.length === 0) return '';
  return html`<section><h2>Checks</h2><p class="quiet">In the gates of the last ${LAST_GATES} runs.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Checks"><table>
<thead><tr><th scope="col">Check</th><th scope="col" class="number">Passed</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Red as on base</th><th scope="col" class="number">Could not run</th><th scope="col" class="number">Typical time</th></tr></thead>
<tbody>${checks.map(
    ({ check, passed, failed, preExisting, couldNotRun, medianMs }) =>
      html`<tr><th scope="row">${line(check)}</th>${[passed, failed, preExisting, couldNotRun].map(
        (count) => html`<td class="number">${count}</td>`,
      )}<td class="number">${medianMs === null ? '' : lasting(medianMs)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

/** CI checks that people should know of before they believe them. */
export function flakyList(flaky: readonly { check: string; sha: string | null }[], onGitHub: string): Html | '' {
  if (flaky.length === 0) return '';
  return html`<section><h2>Flaky checks of CI</h2><p>Each has ended both red and green on one commit within the last month.</p>
<ul>${flaky.map(
    ({ check, sha }) =>
      html`<li><code>${line(check)}</code>${sha === null ? '' : html`, on <a href="${onGitHub}/commit/${sha}" rel="noreferrer">${sha.slice(0, 7)}</a>`}</li>`,
  )}</ul></section>`;
}

/** The commands that were fixed from the base commit when last a change was examined. */
export function commandsList(
  { baseSha, at, checks }: { baseSha: string; at: Date; checks: readonly { id: string; command: string }[] },
  onGitHub: string,
  now: number,
): Html {
  return html`<section><h2>What is run</h2><p class="quiet">As fixed from <a href="${onGitHub}/commit/${baseSha}" rel="noreferrer">${baseSha.slice(0, 7)}</a>, ${when(at, now)}. Settings come from the repository's <code>.github/fettle.yml</code>.</p>
${
  checks.length === 0
    ? html`<p>No verifier applied.</p>`
    : html`<div class="scroll" tabindex="0" role="group" aria-label="Commands"><table>
<thead><tr><th scope="col">Check</th><th scope="col">Command</th></tr></thead>
<tbody>${checks.slice(0, 100).map(({ id, command }) => html`<tr><th scope="row">${line(id)}</th><td><code>${line(command)}</code></td></tr>`)}</tbody></table></div>`
}</section>`;
}
