import { UserError } from '../errors.ts';

const UNITS = { h: 3_600_000, d: 24 * 3_600_000, w: 7 * 24 * 3_600_000 } as const;

/** `30d`, `12h`, `2w`, a date, or `all` (null): since when. Throws a UserError for anything else. */
export function sinceOf(text: string, now: number): Date | null {
  if (text === 'all') return null;
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return new Date(now - Number(count) * UNITS[unit as keyof typeof UNITS]);
  const date = /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text) : null;
  if (date !== null && !Number.isNaN(date.getTime())) return date;
  throw new UserError(`--since is wrong: "${text}" must be like 30d, 12h, 2w, 2026-11-01, or all.`);
}
