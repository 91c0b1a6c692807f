import { html } from 'hono/html';
import { duration } from '../../github/texts/figures.ts';
import { CRITERIA } from '../../judge/types.ts';
import { refusalText } from '../../sandbox/refusals.ts';
import type { Html } from '../layout.ts';
import type { EventData, SeenFinding, SeenReport, SeenVerdict } from './event-data.ts';
import { block, line } from './foreign.ts';

/** More of one kind are counted only: a page stays one that can be read. */
const MAX_ITEMS = 50;

const RESULTS: Record<SeenReport['result'], { name: string; mark: string }> = {
  passed: { name: 'passed', mark: '✓' },
  failed: { name: 'failed', mark: '✗' },
  pre_existing: { name: 'red, as on base', mark: '–' },
  could_not_run: { name: 'could not run', mark: '!' },
};

/** Reports, findings, a verdict and the like, as they stand behind a line of the timeline. */
export function evidence(data: EventData): Html {
  switch (data.kind) {
    case 'reports':
      return data.reports.length === 1 ? saidBy(data.reports[0] as SeenReport) : reportTable(data.reports);
    case 'findings':
      return findingList(data.findings);
    case 'verdict':
      return verdictTable(data.verdict);
    case 'checks':
      return html`<ul>${data.checks
        .slice(0, MAX_ITEMS)
        .map(({ id, command }) => html`<li>${line(id)}: <code>${line(command)}</code></li>`)}</ul>`;
    case 'items':
      return html`${data.items.slice(0, MAX_ITEMS).map(({ title, body }) => fold(line(title), body))}`;
    case 'output':
      return pre(data.output, 'Output');
    case 'refused':
      return html`<p>${line(refusalText(data.refused), 2_000)}</p>`;
    case 'detail':
      return pre(data.detail, 'Details');
    case 'spent':
    case 'tool':
      return html``;
  }
}

/** What the checks of one verification came to, with what the red ones said. */
export function reportTable(reports: readonly SeenReport[]): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Checks"><table>
<thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">Base</th><th scope="col" class="number">Time</th></tr></thead>
<tbody>${reports.slice(0, MAX_ITEMS).map(reportRow)}</tbody></table></div>${more(reports.length)}
${reports
  .slice(0, MAX_ITEMS)
  .filter(({ detail, result }) => detail.trim() !== '' && result !== 'passed')
  .map((report) => html`<details><summary>What ${line(report.check)} said</summary>${saidBy(report)}</details>`)}`;
}

/** Of one check that was not green: its command, and what was distilled from its output. */
const saidBy = ({ check, command, detail }: SeenReport): Html =>
  pre(`$ ${command}\n\n${detail}`, `What ${line(check)} said`);

function reportRow({ check, result, reason, summary, baseline, cached, durationMs }: SeenReport): Html {
  const { name, mark } = RESULTS[result];
  const why = reason === undefined ? '' : ` (${reason.replaceAll('_', ' ')})`;
  return html`<tr><th scope="row">${line(check)}</th><td><span class="result ${result}"><span aria-hidden="true">${mark}</span> ${name}${why}</span>
<span class="quiet">${line(summary)}${cached === true ? ', unchanged since it passed' : ''}</span></td><td>${baseline ?? ''}</td><td class="number">${durationMs === 0 ? '' : duration(durationMs)}</td></tr>`;
}

export function findingList(findings: readonly SeenFinding[]): Html {
  return html`<ul>${findings.slice(0, MAX_ITEMS).map(({ rule, file, line: at, why, allowed }) => {
    const where = file === '' ? '' : html` in <code>${line(file)}${at === undefined ? '' : `:${at}`}</code>`;
    const said = allowed === undefined ? '' : html` <em>Allowed: ${line(allowed)}</em>`;
    return html`<li><strong>${rule.replaceAll('_', ' ')}</strong>${where}: ${line(why, 600)}${said}</li>`;
  })}</ul>${more(findings.length)}`;
}

export function verdictTable({ criteria, objections, unrequested }: SeenVerdict): Html {
  const asked = CRITERIA.flatMap((name) => (criteria[name] === undefined ? [] : [{ name, ...criteria[name] }]));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Verdict"><table>
<thead><tr><th scope="col">Criterion</th><th scope="col">Met</th><th scope="col">Why</th></tr></thead>
<tbody>${asked.map(
    ({ name, met, why }) =>
      html`<tr><th scope="row">${name.replaceAll('_', ' ')}</th><td><span class="result ${met ? 'passed' : 'failed'}">${met ? 'yes' : 'no'}</span></td><td>${line(why, 600)}</td></tr>`,
  )}</tbody></table></div>
${objections.length === 0 ? '' : html`<h4>Objections</h4><ul>${objections.slice(0, MAX_ITEMS).map(objection)}</ul>`}
${
  unrequested.length === 0
    ? ''
    : html`<h4>Not asked for</h4><ul>${unrequested
        .slice(0, MAX_ITEMS)
        .map(({ path, hunk }) => html`<li><code>${line(path)}</code> <code>${line(hunk)}</code></li>`)}</ul>`
}`;
}

function objection({ criterion, path, hunk, why, cited }: SeenVerdict['objections'][number]): Html {
  return html`<li>${criterion.replaceAll('_', ' ')}, <code>${line(path)}</code> <code>${line(hunk)}</code>: ${line(why, 1_000)}${cited ? '' : html` <em>(cites nothing that is in the change, so it does not count)</em>`}</li>`;
}

export const fold = (summary: string, text: string): Html =>
  html`<details><summary>${summary}</summary>${pre(text, summary)}</details>`;

export const pre = (text: string, name: string): Html =>
  html`<pre tabindex="0" role="group" aria-label="${name}">${block(text)}</pre>`;

const more = (count: number): Html | '' =>
  count > MAX_ITEMS ? html`<p class="quiet">And ${count - MAX_ITEMS} more.</p>` : '';
