import { TomlDate } from 'smol-toml';
import { z } from 'zod';
import { ALL_OUTCOMES, outcomeText } from '../outcome.ts';

export const PROMPT_KINDS = [
  'fix',
  'feature',
  'refactor',
  'removal',
  'rename',
  'configuration',
  'performance',
  'documentation',
  'error_handling',
  'tests',
  'other',
] as const;

const OUTCOME_TEXTS = ALL_OUTCOMES.map(outcomeText);

const glob = z
  .string()
  .min(1)
  .max(300)
  .refine((it) => !/^[!/]/.test(it) && !it.split(/[\\/]/).includes('..'), {
    message: 'must be a glob relative to the repository: no "/" or "!" in front, no ".."',
  });

const date = z.preprocess(
  (it) => (it instanceof TomlDate ? it.toISOString().slice(0, 10) : it),
  z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'must be a date: 2026-11-25 (or "2026-11" in quotes)'),
);

const taskId = z.string().regex(/^[A-Za-z0-9][\w.-]{0,119}$/, 'must be the name of a task directory');

/** What Fettle adds to a Harbor task, as `[metadata.fettle]`. Anything unknown in it is a mistake. TOML has no null: what is left out is null. */
export const FettleMetadata = z.strictObject({
  prompt_kind: z.enum(PROMPT_KINDS),
  /** What an honest change may touch, as globs; anything else counts as scope. */
  allowed_paths: z.array(glob).min(1).default(['**']),
  /** Added and removed lines of the smallest right change that is known. */
  min_edit_lines: z.int().min(0).nullable().default(null),
  /** `pr_good`, `no_pr{gave_up}` ...; null where several are right. */
  expected_outcome: z
    .string()
    .refine((it) => OUTCOME_TEXTS.includes(it), {
      message: `must be one of ${OUTCOME_TEXTS.join(', ')}`,
    })
    .nullable()
    .default(null),
  /** Tasks that share a source: intervals are computed over clusters. */
  cluster: z.string().trim().min(1).max(120),
  /** When the task was written, so that it can be told what a model may have read; null where nobody knows. */
  created: date.nullable().default(null),
  languages: z.array(z.string().regex(/^[a-z][a-z0-9+#-]{0,29}$/, 'must be a name such as "typescript"')).min(1),
  /** No honest change does what is asked; the right end is to say so. */
  impossible: z.boolean().default(false),
  /** The solvable task that an impossible one differs from in little. */
  twin: taskId.nullable().default(null),
  /** The sandbox image it runs in. */
  image: z
    .string()
    .regex(/^[a-z0-9][\w./:-]{0,199}$/, 'must be the name of an image')
    .default('fettle-sandbox'),
  /** Run as CI in a container of its own after the gate. */
  ci: z.array(z.string().min(1)).min(1).nullable().default(null),
  origin: z.string().max(500).nullable().default(null),
  licence: z.string().max(200).nullable().default(null),
  /** Where the work tree is to be had, where `environment/repo` is not there. */
  repo: z
    .strictObject({
      url: z.string().regex(/^https?:\/\/[^\s@]+$/, 'must be an http(s) address without credentials'),
      commit: z.string().regex(/^[0-9a-f]{40}$/, 'must be a full commit id'),
    })
    .nullable()
    .default(null),
  /** Names of hidden tests that fail on base and must pass, and of those that must go on passing; for reports. */
  fail_to_pass: z.array(z.string()).default([]),
  pass_to_pass: z.array(z.string()).default([]),
});
export type FettleMetadata = z.infer<typeof FettleMetadata>;

const seconds = z
  .number()
  .positive()
  .max(24 * 60 * 60);

/**
 * `task.toml` as Harbor documents it (harborframework.com/docs/tasks), as far as we read it. Harbor's own keys which we
 * have no use for are kept as they are; its newer versions call `version` `schema_version`.
 */
export const TaskToml = z.looseObject({
  version: z.string().optional(),
  schema_version: z.string().optional(),
  metadata: z.looseObject({ fettle: FettleMetadata }),
  agent: z.looseObject({ timeout_sec: seconds.default(600) }).prefault({}),
  verifier: z.looseObject({ timeout_sec: seconds.default(600) }).prefault({}),
  environment: z.looseObject({}).prefault({}),
});
export type TaskToml = z.infer<typeof TaskToml>;
