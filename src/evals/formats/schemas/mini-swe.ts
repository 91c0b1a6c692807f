import { z } from 'zod';

const Extra = z.looseObject({
  actions: z.array(z.looseObject({ command: z.string(), tool_call_id: z.string().nullish() })).optional(),
  cost: z.number().min(0).nullish(),
  timestamp: z.number().nullish(),
  returncode: z.int().nullish(),
  exit_status: z.string().nullish(),
  submission: z.string().nullish(),
});

/** OpenAI's chat messages, where content is text or parts of which we read the text. */
const content = z
  .union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))])
  .nullish()
  .transform((it) => (typeof it === 'string' ? it : (it ?? []).map(({ text }) => text ?? '').join('')));

const Message = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool', 'exit']),
  content,
  reasoning_content: z.string().nullish(),
  tool_calls: z
    .array(z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }))
    .nullish(),
  tool_call_id: z.string().nullish(),
  extra: Extra.optional(),
});
export type MiniSweMessage = z.infer<typeof Message>;

/** A trajectory of mini-swe-agent 2 (its documentation, "Output files"), as far as we read it. */
export const MiniSweTrajectory = z.looseObject({
  trajectory_format: z.literal('mini-swe-agent-1.1', 'must be "mini-swe-agent-1.1": other versions are not read'),
  info: z
    .looseObject({
      model_stats: z
        .looseObject({ instance_cost: z.number().min(0).nullish(), api_calls: z.int().nullish() })
        .optional(),
      config: z.looseObject({ model: z.looseObject({ model_name: z.string().optional() }).optional() }).optional(),
      mini_version: z.string().optional(),
      exit_status: z.string().nullish(),
      submission: z.string().nullish(),
    })
    .default({}),
  messages: z.array(Message).min(1),
});
export type MiniSweTrajectory = z.infer<typeof MiniSweTrajectory>;
