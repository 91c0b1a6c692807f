import { html } from 'hono/html';
import { duration, offset } from '../../github/texts/figures.ts';
import type { RunEvent, RunEventKind } from '../../runs/types.ts';
import type { Numbered } from '../../runs/views/timeline.ts';
import type { Html } from '../layout.ts';
import { type EventData, eventData } from './event-data.ts';
import { evidence } from './evidence.ts';
import { line } from './foreign.ts';

/** What people call the kinds of lines. */
const NAMES: Record<RunEventKind, string> = {
  acknowledged: 'asked',
  waiting: 'waits',
  cloned: 'cloned',
  baseline: 'base',
  attempt_started: 'agent',
  turn: 'turn',
  tool: 'tool',
  verify: 'check',
  gate_guards: 'guards',
  gate_verifiers: 'gate',
  gate_judge: 'judge',
  published: 'pushed',
  pull_request: 'pull request',
  ci: 'CI',
  rerun: 'CI',
  escape: 'escape',
  repair: 'repair',
  ready: 'ready',
  resumed: 'goes on',
  ordered: 'order',
  handed_over: 'handed over',
  ended: 'ended',
  aftermath: 'after',
};

/** Lines of one attempt, in order. */
export interface AttemptLines {
  attempt: number;
  lines: Numbered[];
}

/**
 * Lines by attempt. What is told of an earlier attempt while a later one is at work stands where it was told, so that the
 * order is that of time. What comes before a plan belongs to it, since nothing has been attempted then.
 */
export function byAttempt(lines: readonly Numbered[]): AttemptLines[] {
  const groups: AttemptLines[] = [];
  for (const it of lines) {
    const last = groups.at(-1);
    if (last !== undefined && it.event.attempt === 0 && groups.length === 1) last.attempt = 0;
    if (last === undefined || it.event.attempt > last.attempt) groups.push({ attempt: it.event.attempt, lines: [it] });
    else last.lines.push(it);
  }
  return groups;
}

export const attemptTitle = (attempt: number): string => (attempt === 0 ? 'Plan' : `Attempt ${attempt}`);

/** The lines of one attempt, under its title. */
export function attemptSection({ attempt, lines }: AttemptLines, begun: Date): Html {
  return html`<section class="attempt"><h3>${attemptTitle(attempt)}</h3>
<ol class="lines" data-attempt="${attempt}">${lines.map((it) => timelineLine(it, begun))}</ol></section>`;
}

/** One line, with what stands behind it folded. `begun`: when the run began. */
export function timelineLine({ id, event }: Numbered, begun: Date): Html {
  const data = eventData(event.data);
  const since = offset(event.at.getTime() - begun.getTime());
  return html`<li id="line-${id}" class="line ${event.kind}${tone(event, data)}"><a class="at" href="#line-${id}"><time datetime="${event.at.toISOString()}" title="${event.at.toISOString()}">${since}</time></a>
<span class="kind">${NAMES[event.kind] ?? event.kind}</span>
<div class="what"><span class="text">${line(event.text)}</span>${beside(data)}${behind(data)}</div></li>`;
}

/** What is red is seen to be. */
function tone(event: RunEvent, data: EventData | null): string {
  if (data?.kind === 'reports' && data.reports.some(({ result }) => result === 'failed')) return ' bad';
  if (data?.kind === 'reports' && data.reports.some(({ result }) => result === 'could_not_run')) return ' unclear';
  if (data?.kind === 'verdict') return data.verdict.verdict === 'veto' ? ' bad' : '';
  if (data?.kind === 'findings' && data.findings.some(({ allowed }) => allowed === undefined)) return ' bad';
  if (data?.kind === 'tool' && !data.ok) return ' bad';
  if (data?.kind === 'refused') return ' unclear';
  return event.kind === 'escape' ? ' bad' : '';
}

/** Short figures on the line itself. */
function beside(data: EventData | null): Html | '' {
  if (data?.kind === 'spent') {
    const tokens = `${data.tokensIn.toLocaleString('en-US')} tokens in, ${data.tokensOut.toLocaleString('en-US')} out`;
    return html`<span class="quiet">, $${data.costUsd.toFixed(2)} so far in this attempt, ${tokens}</span>`;
  }
  return data?.kind === 'tool' && data.durationMs >= 1_000
    ? html` <span class="quiet">${duration(data.durationMs)}</span>`
    : '';
}

const FOLDED: Partial<Record<EventData['kind'], string>> = {
  reports: 'What the checks said',
  findings: 'Findings',
  verdict: 'Verdict',
  checks: 'Checks',
  items: 'What was found',
  output: 'Output',
  refused: 'What was refused',
  detail: 'Details',
};

function behind(data: EventData | null): Html | '' {
  const name = data === null ? undefined : FOLDED[data.kind];
  if (data === null || name === undefined || saysNoMore(data)) return '';
  return html`<details><summary>${name}</summary>${evidence(data)}</details>`;
}

/** A check that passed has said all on its line. */
const saysNoMore = (data: EventData): boolean =>
  data.kind === 'reports' && data.reports.length === 1 && data.reports[0]?.detail.trim() === '';
