import { z } from 'zod';
import { AtifTrajectory } from './atif.ts';
import { InspectLog } from './inspect-log.ts';
import { MiniSweTrajectory } from './mini-swe.ts';
import { PromptfooConfig } from './promptfoo.ts';
import { MultiSweBenchInstance, SweBenchInstance, SweBenchPrediction } from './swe-bench.ts';

/** Every format that is read or written, by the name under which its schema is printed. */
export const SCHEMAS = {
  inspect: InspectLog,
  atif: AtifTrajectory,
  'swe-bench': SweBenchPrediction,
  promptfoo: PromptfooConfig,
  'swe-bench-instance': SweBenchInstance,
  'multi-swe-bench-instance': MultiSweBenchInstance,
  'mini-swe': MiniSweTrajectory,
} as const;

/** The same as JSON Schema (2020-12), for other programs. Rules between fields, such as the numbering of steps, are not in it. */
export const jsonSchema = (name: keyof typeof SCHEMAS): Record<string, unknown> =>
  z.toJSONSchema(SCHEMAS[name], { io: 'input' });
