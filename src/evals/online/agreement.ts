import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { CRITERIA } from '../../judge/types.ts';

/** What one rater said of one case. A later line of the same rater replaces an earlier one. */
export const Rating = z.strictObject({
  id: z.string().min(1),
  rater: z.string().min(1),
  label: z.enum(['good', 'bad', 'unsure']),
  criteria: z.array(z.enum(CRITERIA)),
  why: z.string().min(1),
  at: z.iso.datetime(),
});
export type Rating = z.infer<typeof Rating>;

/** Throws a UserError that names the line and what is wrong there. */
export function readRatings(text: string, file: string): Rating[] {
  const byKey = new Map<string, Rating>();
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = Rating.safeParse(json(line, `${file}, line ${at + 1}`));
    if (!read.success) throw new UserError(`${file}, line ${at + 1}: ${z.prettifyError(read.error)}`);
    byKey.set(JSON.stringify([read.data.rater, read.data.id]), read.data);
  }
  return [...byKey.values()];
}

function json(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new UserError(`${where}: this is no JSON.`, { cause });
  }
}

export interface Agreement {
  raters: [string, string];
  /** Cases that both have labelled good or bad. */
  n: number;
  agreed: number;
  /** Cohen's kappa: 1 is all, 0 no more than chance would give. Null without cases, or where both always say the same. */
  kappa: number | null;
  disagreed: string[];
}

/** Each two raters. */
export function agreements(ratings: readonly Rating[]): Agreement[] {
  const raters = [...new Set(ratings.map(({ rater }) => rater))].toSorted((a, b) => a.localeCompare(b, 'en'));
  return raters.flatMap((first, at) => raters.slice(at + 1).map((second) => agreementOf(ratings, first, second)));
}

function agreementOf(ratings: readonly Rating[], first: string, second: string): Agreement {
  const of = (rater: string) =>
    new Map(ratings.filter((it) => it.rater === rater && it.label !== 'unsure').map((it) => [it.id, it.label]));
  const [a, b] = [of(first), of(second)];
  const both = [...a.keys()].filter((id) => b.has(id));
  const agreed = both.filter((id) => a.get(id) === b.get(id));
  return {
    raters: [first, second],
    n: both.length,
    agreed: agreed.length,
    kappa: kappa(both.map((id) => ({ a: a.get(id) === 'bad', b: b.get(id) === 'bad' }))),
    disagreed: both.filter((id) => a.get(id) !== b.get(id)),
  };
}

/** Cohen (1960), for two answers. */
export function kappa(pairs: readonly { a: boolean; b: boolean }[]): number | null {
  const n = pairs.length;
  if (n === 0) return null;
  const seen = pairs.filter(({ a, b }) => a === b).length / n;
  const badA = pairs.filter(({ a }) => a).length / n;
  const badB = pairs.filter(({ b }) => b).length / n;
  const chance = badA * badB + (1 - badA) * (1 - badB);
  return chance === 1 ? null : (seen - chance) / (1 - chance);
}

/** The label of each case on which at least two raters agree and nobody contradicts; criteria are those that all named. */
export function agreedLabels(ratings: readonly Rating[]): Map<string, Omit<Rating, 'rater' | 'at'>> {
  const found = new Map<string, Omit<Rating, 'rater' | 'at'>>();
  for (const [id, its] of Map.groupBy(ratings, (it) => it.id)) {
    const told = its.filter(({ label }) => label !== 'unsure');
    const [first] = told;
    if (first === undefined || told.length < 2 || told.some(({ label }) => label !== first.label)) continue;
    const criteria = first.criteria.filter((name) => told.every((it) => it.criteria.includes(name)));
    // They agree that it is bad and not on why: then it is no case yet.
    if (first.label === 'bad' && criteria.length === 0) continue;
    found.set(id, { id, label: first.label, criteria, why: first.why });
  }
  return found;
}
