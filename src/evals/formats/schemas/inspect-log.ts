import { z } from 'zod';

const Metadata = z.record(z.string(), z.unknown());
const Time = z.iso.datetime({ offset: true });

const ModelUsage = z.strictObject({
  /** Without what was read from or written to the cache. */
  input_tokens: z.int().min(0),
  output_tokens: z.int().min(0),
  total_tokens: z.int().min(0),
  input_tokens_cache_read: z.int().min(0),
  input_tokens_cache_write: z.int().min(0),
  total_cost: z.number().min(0).optional(),
});
export type InspectUsage = z.infer<typeof ModelUsage>;

const Content = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('reasoning'),
    reasoning: z.string(),
    signature: z.string().optional(),
    redacted: z.boolean(),
  }),
]);

export type InspectContent = z.infer<typeof Content>;

const Assistant = z.strictObject({
  role: z.literal('assistant'),
  content: z.union([z.string(), z.array(Content)]),
  source: z.literal('generate'),
  model: z.string(),
  tool_calls: z
    .array(z.strictObject({ id: z.string(), function: z.string(), arguments: Metadata, type: z.literal('function') }))
    .min(1)
    .optional(),
});

const ChatMessage = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('user'), content: z.string(), source: z.literal('input').optional() }),
  Assistant,
  z.strictObject({
    role: z.literal('tool'),
    content: z.string(),
    tool_call_id: z.string(),
    function: z.string().optional(),
    error: z.strictObject({ type: z.literal('unknown'), message: z.string() }).optional(),
  }),
]);
export type InspectMessage = z.infer<typeof ChatMessage>;

const Output = z.strictObject({
  model: z.string(),
  choices: z.array(
    z.strictObject({
      message: Assistant,
      stop_reason: z.enum(['stop', 'max_tokens', 'model_length', 'tool_calls', 'content_filter', 'unknown']),
    }),
  ),
  completion: z.string(),
  usage: ModelUsage.optional(),
});
export type InspectOutput = z.infer<typeof Output>;

const Sample = z.strictObject({
  id: z.string(),
  epoch: z.int().min(1),
  input: z.string(),
  target: z.string(),
  messages: z.array(ChatMessage),
  output: Output,
  scores: z
    .record(
      z.string(),
      z.strictObject({ value: z.number(), answer: z.string(), explanation: z.string(), metadata: Metadata }),
    )
    .optional(),
  metadata: Metadata,
  store: Metadata,
  events: z.array(z.never()),
  model_usage: z.record(z.string(), ModelUsage),
  started_at: Time,
  completed_at: Time,
  total_time: z.number().min(0),
  error: z.strictObject({ message: z.string(), traceback: z.string(), traceback_ansi: z.string() }).optional(),
  attachments: z.record(z.string(), z.string()),
});
export type InspectSample = z.infer<typeof Sample>;

const Score = z.strictObject({
  name: z.string(),
  scorer: z.string(),
  scored_samples: z.int().min(0),
  unscored_samples: z.int().min(0),
  params: Metadata,
  metrics: z.record(z.string(), z.strictObject({ name: z.string(), value: z.number(), params: Metadata })),
});

/**
 * What we write of an Inspect AI log (`EvalLog`, version 2, as JSON; inspect.aisi.org.uk, "Log Files"). Its own reader
 * fills in what is left out here. A log in one file, not in its `.eval` archive, is what it asks of other programs.
 */
export const InspectLog = z.strictObject({
  version: z.literal(2),
  status: z.enum(['success', 'cancelled']),
  eval: z.strictObject({
    eval_id: z.string().min(1),
    run_id: z.string().min(1),
    created: Time,
    task: z.string().min(1),
    task_id: z.string().min(1),
    task_version: z.int(),
    task_attribs: Metadata,
    task_args: Metadata,
    dataset: z.strictObject({
      name: z.string(),
      location: z.string(),
      samples: z.int().min(1),
      sample_ids: z.array(z.string()),
      shuffled: z.boolean(),
    }),
    model: z.string().min(1),
    model_args: Metadata,
    config: z.strictObject({ epochs: z.int().min(1) }),
    packages: z.record(z.string(), z.string()),
    metadata: Metadata,
  }),
  plan: z.strictObject({ name: z.string(), steps: z.array(z.never()), config: Metadata }),
  results: z.strictObject({
    total_samples: z.int().min(0),
    completed_samples: z.int().min(0),
    scores: z.array(Score),
  }),
  stats: z.strictObject({ started_at: Time, completed_at: Time, model_usage: z.record(z.string(), ModelUsage) }),
  samples: z.array(Sample),
});
export type InspectLog = z.infer<typeof InspectLog>;
