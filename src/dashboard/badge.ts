import { html } from 'hono/html';
import type { RunLine } from '../runs/views/types.ts';
import type { Outcome } from '../runs/types.ts';
import { type Icon, icon } from './icons.ts';
import type { Html } from './layout.ts';

/** How a run stands, in a word or two. `tone` names a colour, which says nothing that text and shape don't. */
export interface Badge {
  tone: 'good' | 'bad' | 'warn' | 'live' | 'idle' | 'merged';
  icon: Icon;
  text: string;
  /** The outcome's reason, in words; '' where the text says it all. */
  reason: string;
}

const STATES: Record<Exclude<RunLine['state'], 'ended'>, Badge> = {
  queued: { tone: 'idle', icon: 'queued', text: 'Queued', reason: '' },
  working: { tone: 'live', icon: 'working', text: 'Working', reason: '' },
  watching: { tone: 'live', icon: 'watching', text: 'Watching CI', reason: '' },
};

const AFTER: Record<NonNullable<RunLine['merged']>, Badge> = {
  merged: { tone: 'merged', icon: 'merged', text: 'Merged', reason: '' },
  reverted: { tone: 'bad', icon: 'reverted', text: 'Reverted', reason: '' },
  reworked: { tone: 'warn', icon: 'merged', text: 'Reworked', reason: '' },
};

const OUTCOMES: Record<Outcome['kind'], Omit<Badge, 'reason'>> = {
  no_pr: { tone: 'warn', icon: 'none', text: 'No PR' },
  pr_ci_red: { tone: 'bad', icon: 'bad', text: 'CI red' },
  pr_handed_over: { tone: 'warn', icon: 'over', text: 'Handed over' },
  pr_closed: { tone: 'idle', icon: 'none', text: 'PR closed' },
  pr_good: { tone: 'good', icon: 'good', text: 'CI green' },
};

/** What was nobody's fault, and asks nobody to look. */
const QUIET = ['cancelled', 'refused', 'task_changed', 'repository_gone', 'read_only'];

export function badgeOf({ state, outcome, merged }: Pick<RunLine, 'state' | 'outcome' | 'merged'>): Badge {
  if (merged !== null) return AFTER[merged];
  if (state !== 'ended') return STATES[state];
  if (outcome === null) return { tone: 'idle', icon: 'none', text: 'Ended', reason: '' };
  if (outcome.kind === 'pr_closed' && outcome.reason === 'merged') return AFTER.merged;
  const tone = QUIET.includes(outcome.reason) ? 'idle' : OUTCOMES[outcome.kind].tone;
  return { ...OUTCOMES[outcome.kind], tone, reason: reasonOf(outcome) };
}

/** The only reasons of good and of closed are what their texts say. */
function reasonOf({ kind, reason }: Outcome): string {
  return kind === 'pr_good' || kind === 'pr_closed' ? '' : words(reason);
}

/** `judge_veto` as people read it; CI keeps its capitals. */
export function words(reason: string): string {
  return reason
    .replaceAll('_', ' ')
    .replaceAll(/\bci\b/g, 'CI')
    .replaceAll(/\bpr\b/g, 'PR');
}

export function badge(run: Pick<RunLine, 'state' | 'outcome' | 'merged'>): Html {
  const { tone, icon: shape, text, reason } = badgeOf(run);
  return html`<span class="badge ${tone}">${icon(shape)}<span>${text}</span></span>${
    reason === '' ? '' : html` <span class="reason">${reason}</span>`
  }`;
}

/** Beside the badge of a run in which something waits for somebody. */
export function needsPersonMark(): Html {
  return html`<span class="needs-person">${icon('person')}Needs a person</span>`;
}
