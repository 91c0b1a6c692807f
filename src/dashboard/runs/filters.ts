import { z } from 'zod';
import type { RunQuery } from '../../runs/views/types.ts';

const HOUR = 3_600_000;

export const STATES = ['open', 'queued', 'working', 'watching', 'ended'] as const;
export const OUTCOMES = ['pr_good', 'pr_ci_red', 'pr_handed_over', 'pr_closed', 'no_pr'] as const;
/** How long ago at most, ms. */
export const PERIODS = { '24h': 24 * HOUR, '7d': 7 * 24 * HOUR, '30d': 30 * 24 * HOUR, '90d': 90 * 24 * HOUR } as const;
export type Period = keyof typeof PERIODS;
const PERIOD_NAMES = Object.keys(PERIODS) as [Period, ...Period[]];

/** An address is easily cut or changed by hand: what it says wrongly is left out. */
const text = (max: number) => z.string().trim().min(1).max(max).optional().catch(undefined);

/** The filters of the list, by the names that they have in its address. */
const Filters = z.object({
  q: text(200),
  state: z.enum(STATES).optional().catch(undefined),
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  reason: text(40),
  repo: text(150),
  since: z.enum(PERIOD_NAMES).optional().catch(undefined),
  needs: z.literal('person').optional().catch(undefined),
  cursor: text(400),
});
export type Filters = z.infer<typeof Filters>;

export function readFilters(query: Record<string, string>): Filters {
  return Filters.parse(query);
}

/** The address of the list with these filters; `change` is put over them, and undefined takes one away. */
export function addressOf(filters: Filters, change: { [K in keyof Filters]?: Filters[K] | undefined } = {}): string {
  const wanted = Object.entries({ ...filters, ...change }).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
  return wanted.length === 0 ? '/' : `/?${new URLSearchParams(wanted).toString()}`;
}

/** Anything but where in the list one is. */
export function isFiltered(filters: Filters): boolean {
  return Object.entries(filters).some(([name, value]) => name !== 'cursor' && value !== undefined);
}

export function queryOf(filters: Filters, now: number, limit: number): RunQuery {
  const { q, state, outcome, reason, repo, since, needs, cursor } = filters;
  return {
    limit,
    ...(q === undefined ? {} : { text: q }),
    ...(state === undefined ? {} : { state }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(reason === undefined ? {} : { reason }),
    ...(repo === undefined ? {} : { repo }),
    ...(since === undefined ? {} : { since: new Date(now - PERIODS[since]) }),
    ...(needs === undefined ? {} : { needsPerson: true }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
