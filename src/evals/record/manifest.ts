import { z } from 'zod';
import { Arm } from '../arm.ts';
import { SUITES } from '../trial.ts';

/** `manifest.json` of a run directory: everything that was fixed before the first trial. */
export const Manifest = z.strictObject({
  version: z.literal(1),
  /** Names the run; also the directory's name by default. */
  run: z.string().min(1),
  suite: z.enum(SUITES),
  arm: Arm,
  /** Where the items came from, as it was given. */
  source: z.string(),
  items: z.array(z.strictObject({ id: z.string(), cluster: z.string(), hash: z.string() })).min(1),
  /** Trials of each item. */
  k: z.int().min(1),
  seed: z.int(),
  budgetUsd: z.number().positive().nullable(),
  startedAt: z.iso.datetime(),
  /** Versions of what took part: fettle, node, the sandbox image, and a hash of the price table. */
  versions: z.record(z.string(), z.string()),
});
export type Manifest = z.infer<typeof Manifest>;
