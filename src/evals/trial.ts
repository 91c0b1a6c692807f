import { z } from 'zod';

export const SUITES = ['judge', 'guards', 'agent', 'tamper', 'distil'] as const;
export type SuiteName = (typeof SUITES)[number];

/** Tokens, as in `Usage` of agent/types.ts. */
const Usage = z.strictObject({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
});

/** One item of a suite, tried once: one line of `trials.jsonl`. */
export const Trial = z.strictObject({
  item: z.string().min(1),
  /** From 1 to k. */
  trial: z.int().min(1),
  /** Items that share a source; intervals are computed over clusters. */
  cluster: z.string().min(1),
  startedAt: z.iso.datetime(),
  ms: z.number().min(0),
  costUsd: z.number().min(0),
  usage: Usage,
  /** 1 right, 0 wrong, between them where a suite grades; null where infrastructure took the answer away. */
  score: z.number().min(0).max(1).nullable(),
  /** What came of it in the suite's words: `veto`, `pr_wrong{scope}` ... */
  answer: z.string().min(1),
  /** The right answer in the same words; null where several are. */
  expected: z.string().nullable(),
  /** One line for people; foreign text in it is redacted and cut. */
  detail: z.string(),
  /** What the suite itself keeps; each suite exports a schema of its own for it. */
  record: z.unknown(),
});
export type Trial = z.infer<typeof Trial>;

/** `trial` of an item is done once: the key under which a resumed run finds it. */
export const trialKey = ({ item, trial }: Pick<Trial, 'item' | 'trial'>): string => `${item}#${trial}`;
