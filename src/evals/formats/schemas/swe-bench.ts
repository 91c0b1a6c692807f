import { z } from 'zod';

const text = z.string().min(1);
const commit = z.string().regex(/^[0-9a-f]{40}$/, 'must be a full commit id');

/** A list of names, which SWE-bench itself writes as JSON inside a string and its successors as a list. */
const testNames = z.array(z.string().regex(/^[^\n\0]+$/, 'must be the name of a test, in one line'));
const names = z.preprocess((it) => {
  if (typeof it !== 'string') return it;
  try {
    return JSON.parse(it);
  } catch {
    return it;
  }
}, testNames);

/** An instance id becomes a folder's name and part of a path. */
export const instanceId = z.string().regex(/^[A-Za-z0-9][\w.-]{0,119}$/, 'must be letters, digits, "_", "." and "-"');
const part = z.string().regex(/^[A-Za-z0-9_][\w.-]{0,99}$/, 'must be letters, digits, "_", "." and "-"');

/** One line of SWE-bench's instances (swebench.com, "Datasets"), as far as we read it; the rest is of no use to us. */
export const SweBenchInstance = z.object({
  instance_id: instanceId,
  repo: z.string().regex(/^[A-Za-z0-9_][\w.-]*\/(?!\.{1,2}$)[\w.-]+$/, 'must be owner/name'),
  base_commit: commit,
  problem_statement: text,
  patch: text,
  test_patch: text,
  FAIL_TO_PASS: names,
  PASS_TO_PASS: names.default([]),
  created_at: z.union([z.string(), z.number()]).optional(),
  repo_language: z.string().optional(),
});
export type SweBenchInstance = z.infer<typeof SweBenchInstance>;

const Tests = z
  .record(z.string(), z.unknown())
  .default({})
  .transform((it) => Object.keys(it))
  .pipe(testNames);

/** One line of Multi-SWE-bench (its data card), as far as we read it. Tests are keys of an object. */
export const MultiSweBenchInstance = z.object({
  org: part,
  repo: part,
  number: z.int().min(1),
  title: z.string().nullable().default(null),
  body: z.string().nullable().default(null),
  base: z.object({ sha: commit }),
  resolved_issues: z
    .array(z.object({ title: z.string().nullable().default(null), body: z.string().nullable().default(null) }))
    .default([]),
  fix_patch: text,
  test_patch: text,
  lang: z.string().optional(),
  created_at: z.string().optional(),
  f2p_tests: Tests,
  p2p_tests: Tests,
  s2p_tests: Tests,
  n2p_tests: Tests,
});
export type MultiSweBenchInstance = z.infer<typeof MultiSweBenchInstance>;

/** One line of predictions, as SWE-bench's evaluation takes them. */
export const SweBenchPrediction = z.strictObject({
  instance_id: z.string().min(1),
  model_name_or_path: z.string().min(1),
  /** '' where there is no change. */
  model_patch: z.string(),
});
export type SweBenchPrediction = z.infer<typeof SweBenchPrediction>;
