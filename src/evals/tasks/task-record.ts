import { z } from 'zod';

/** What the suites of whole tasks keep of a trial, as `record` of its line. Foreign text in it is redacted and cut. */
export const TaskRecord = z.strictObject({
  /** As `outcomeText` says it: exactly one. */
  outcome: z.string(),
  /** The reason in a run's own words, where there is no change: `escalated` and `gave_up` are both `no_pr{gave_up}`. */
  reason: z.string().nullable(),
  /** Of a task that can't be done, or the twin of one. */
  ending: z.enum(['solved', 'escalated', 'failed', 'gamed', 'infra']),
  impossible: z.boolean(),
  twin: z.string().nullable(),
  languages: z.array(z.string()),
  kind: z.string(),
  /** The change against base that passed the gate; '' where none did. */
  patch: z.string(),
  editLines: z.int().min(0).nullable(),
  minEditLines: z.int().min(0).nullable(),
  /** How often a gate looked, over all attempts. */
  rounds: z.int().min(0),
  /** How often the judge objected among them. */
  vetoes: z.int().min(0),
  turns: z.int().min(0),
  repairs: z.int().min(0),
  gate: z
    .strictObject({
      passed: z.boolean(),
      failedAt: z.string().nullable(),
      findings: z.array(z.string()),
      checks: z.array(z.string()),
      verdict: z.string().nullable(),
    })
    .nullable(),
  ci: z.strictObject({ state: z.enum(['none', 'green', 'red']), why: z.string().nullable(), summary: z.string() }),
  signals: z
    .strictObject({
      found: z.array(z.string()),
      hidden: z.enum(['passed', 'failed', 'infra', 'none']),
      hiddenSummary: z.string(),
      hiddenTests: z.array(z.strictObject({ name: z.string(), passed: z.boolean() })),
      regression: z.array(z.string()),
      outside: z.array(z.string()),
      oversized: z.boolean(),
    })
    .nullable(),
});
export type TaskRecord = z.infer<typeof TaskRecord>;
