import { z } from 'zod';
import type { SuiteName, Trial } from '../trial.ts';

/**
 * What reports read of the records that suites keep with a trial. All of it may be missing, as in runs of older versions:
 * a figure then counts fewer trials, and says so by its n.
 */
const Read = z.object({
  language: z.string().nullish(),
  kind: z.string().nullish(),
  difficulty: z.string().nullish(),
  /** Of a judge case: the good half that it differs from in little. */
  pair: z.string().nullish(),
  /** The criteria that a bad change does not meet, by its label and by the verdict. */
  expected: z.array(z.string()).nullish(),
  unmet: z.array(z.string()).nullish(),
  objections: z.array(z.object({ cited: z.boolean() })).nullish(),
  /** Of a task: what kind of thing was asked for. */
  promptKind: z.string().nullish(),
  languages: z.array(z.string()).nullish(),
  /** Lines added and removed, and in the smallest right change that is known. */
  editLines: z.number().nullish(),
  minEditLines: z.number().nullish(),
  /** How often the judge vetoed on the way. */
  vetoes: z.number().nullish(),
  impossible: z.boolean().nullish(),
  /** Of distilling: tokens of what was kept and of the whole log. */
  tool: z.string().nullish(),
  tokens: z.number().nullish(),
  logTokens: z.number().nullish(),
});
export type Read = z.infer<typeof Read>;

/** Fields of another shape than ours are as if they were not there. */
export function readRecord(record: unknown): Read {
  const whole = Read.safeParse(record);
  if (whole.success) return whole.data;
  if (typeof record !== 'object' || record === null) return {};
  const wrong = new Set(whole.error.issues.map(({ path }) => path[0]));
  const rest = Object.fromEntries(Object.entries(record).filter(([key]) => !wrong.has(key)));
  return Read.safeParse(rest).data ?? {};
}

/** By what trials are grouped, in the order in which reports show the groups. */
export const FACETS = ['label', 'criterion', 'kind', 'difficulty', 'language', 'tool'] as const;
export type Facet = (typeof FACETS)[number];

/** The groups that a trial belongs to. It may be in several of one facet: a change can be bad in two ways. */
export function facetsOf(suite: SuiteName, trial: Trial): Partial<Record<Facet, string[]>> {
  const record = readRecord(trial.record);
  const one = (value: string | null | undefined) => (value === null || value === undefined ? [] : [value]);
  const judged = suite === 'judge' || suite === 'guards';
  return {
    label: judged ? [isBad(trial) ? 'bad' : 'good'] : [],
    criterion: record.expected ?? [],
    kind:
      suite === 'tamper'
        ? [record.impossible === true ? 'impossible' : 'clean twin']
        : one(record.kind ?? record.promptKind),
    difficulty: one(record.difficulty),
    language: record.languages ?? one(record.language),
    tool: one(record.tool),
  };
}

/** Of a judge case: whether the right answer is a veto. */
export const isBad = (trial: Trial): boolean => trial.expected === 'veto';
