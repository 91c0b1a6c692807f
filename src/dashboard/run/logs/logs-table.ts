import { html } from 'hono/html';
import { duration, utc } from '../../../github/texts/figures.ts';
import type { RawLogLine } from '../../../runs/raw-logs/raw-log-store.ts';
import type { Html } from '../../layout.ts';
import { line } from '../foreign.ts';
import { attemptTitle } from '../timeline.ts';

/** Raw logs of a run, newest last, of `all` that there are. */
export function logsTable(runId: string, logs: readonly RawLogLine[], all: number): Html | '' {
  if (all === 0) return '';
  return html`<section id="logs"><h2>Raw logs</h2>
<p class="quiet">What checks printed, without credentials; kept for 30 days.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Raw logs"><table>
<thead><tr><th scope="col">Check</th><th scope="col">When</th><th scope="col">Attempt</th><th scope="col">Ended</th><th scope="col" class="number">Time</th><th scope="col" class="number">Size</th></tr></thead>
<tbody>${logs.map((it) => row(runId, it))}</tbody></table></div>
${logs.length < all ? html`<p><a href="/runs/${runId}/logs">All ${all} logs</a></p>` : ''}</section>`;
}

function row(runId: string, it: RawLogLine): Html {
  return html`<tr><th scope="row"><a href="/runs/${runId}/logs/${it.id}">${line(it.check)}</a>${it.onBase ? ' on base' : ''}</th>
<td>${utc(it.at)}</td><td>${attemptTitle(it.attempt)}</td><td>${howEnded(it)}</td><td class="number">${duration(it.durationMs)}</td><td class="number">${size(it.bytes)}</td></tr>`;
}

export function howEnded({ status, exitCode }: Pick<RawLogLine, 'status' | 'exitCode'>): string {
  return status === 'exited' ? `exit ${exitCode ?? '?'}` : status.replaceAll('_', ' ');
}

/** `812 B`, `14 KiB`, `2.1 MiB`. */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
