import { UserError } from '../../errors.ts';

/** `5pp`, `5%` or `0.05` as a share of 1. A bare `5` could mean either and is refused, with a UserError. */
export function shareOf(option: string, text: string): number {
  const [, number, unit] = /^(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})\s*(pp|%)?$/.exec(text.trim()) ?? [];
  const share = unit === undefined ? Number(number) : Number(number) / 100;
  if (number !== undefined && share > 0 && share < 1) return share;
  throw new UserError(`${option} is wrong: "${text}" must be like 5pp, 5% or 0.05, above 0 and below 100 %.`);
}

/** A whole number above zero. Throws a UserError for anything else. */
export function countOf(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UserError(`${option} is wrong: "${text}" must be a whole number above 0.`);
}
