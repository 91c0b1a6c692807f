import { z } from 'zod';

export const PERIODS = { '30d': 30, '90d': 90, '1y': 365, all: null } as const;
export type PeriodName = keyof typeof PERIODS;

/** What is in the address of the page. Anything that makes no sense is as if it were not there. */
const Query = z.object({
  period: z.enum(['30d', '90d', '1y', 'all']).catch('90d'),
  repo: z.string().trim().toLowerCase().max(200).catch(''),
  /** The agent's. */
  model: z.string().trim().max(200).catch(''),
  /** The beginning of the hash of the agent's prompt. */
  prompt: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{0,64}$/)
    .catch(''),
});
export type OutcomesQuery = z.infer<typeof Query>;

export const NO_FILTERS: OutcomesQuery = { period: '90d', repo: '', model: '', prompt: '' };

/** Where the page is with these filters. */
export function addressOf(query: OutcomesQuery): string {
  const given = Object.entries(query).filter(([name, value]) => value !== NO_FILTERS[name as keyof OutcomesQuery]);
  const search = new URLSearchParams(given).toString();
  return search === '' ? '/outcomes' : `/outcomes?${search}`;
}

export const outcomesQuery = (given: Record<string, string>): OutcomesQuery => Query.parse(given);

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Months on the axis at most; the first one holds all that was before. */
const MOST_MONTHS = 36;

export interface Span {
  /** Minutes since the epoch. */
  since: number;
  /** Where each part of the time axis begins: Mondays, or first days of months. */
  periods: number[];
  unit: 'week' | 'month';
}

/** `first`: when the first run began, ms; it bounds the axis where all is asked for. */
export function spanOf(period: PeriodName, now: number, first: number): Span {
  const days = PERIODS[period];
  const since = days === null ? 0 : now - days * DAY;
  const from = Math.min(now, Math.max(since, first));
  const unit = days !== null && days <= 90 ? 'week' : 'month';
  const starts = unit === 'week' ? weeks(from, now) : months(from, now).slice(-MOST_MONTHS);
  return { since: Math.floor(since / MINUTE), periods: starts.map((at) => at / MINUTE), unit };
}

function weeks(from: number, to: number): number[] {
  // The epoch was a Thursday.
  const monday = Math.floor((from / DAY + 3) / 7) * 7 - 3;
  return Array.from({ length: Math.floor((to / DAY - monday) / 7) + 1 }, (_, at) => (monday + at * 7) * DAY);
}

function months(from: number, to: number): number[] {
  const [first, last] = [new Date(from), new Date(to)];
  const count = (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth() + 1;
  return Array.from({ length: count }, (_, at) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + at, 1));
}
