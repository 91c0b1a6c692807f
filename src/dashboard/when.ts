import { html } from 'hono/html';
import type { Html } from './layout.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** `5 min ago`; a date from a month on. `now` in ms since the epoch. */
export function ago(date: Date, now: number): string {
  const ms = Math.max(0, now - date.getTime());
  if (ms < 10 * SECOND) return 'just now';
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s ago`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ago`;
  if (ms < 2 * DAY) return 'yesterday';
  if (ms < 30 * DAY) return `${Math.floor(ms / DAY)} days ago`;
  return DATE.format(date);
}

/** How long something took: `48 s`, `12 min`, `3 h 5 min`, `2 days`. */
export function lasting(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.round(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms >= 2 * DAY) return `${Math.floor(ms / DAY)} days`;
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  return `${Math.floor(ms / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
}

/** A time as people say it, with the exact one where they point at it. */
export function when(date: Date, now: number): Html {
  const exact = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return html`<time datetime="${date.toISOString()}" title="${exact}">${ago(date, now)}</time>`;
}
