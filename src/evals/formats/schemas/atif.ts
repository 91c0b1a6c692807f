import { z } from 'zod';

const Extra = z.record(z.string(), z.unknown());

const ToolCall = z.strictObject({
  tool_call_id: z.string().min(1),
  function_name: z.string().min(1),
  arguments: Extra,
  extra: Extra.optional(),
});

const ObservationResult = z.strictObject({
  source_call_id: z.string().optional(),
  content: z.string().optional(),
  extra: Extra.optional(),
});

const Metrics = z.strictObject({
  /** All input tokens, those from the cache among them. */
  prompt_tokens: z.int().min(0).optional(),
  completion_tokens: z.int().min(0).optional(),
  cached_tokens: z.int().min(0).optional(),
  cost_usd: z.number().min(0).optional(),
  extra: Extra.optional(),
});

const Step = z.strictObject({
  step_id: z.int().min(1),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  source: z.enum(['system', 'user', 'agent']),
  model_name: z.string().optional(),
  reasoning_content: z.string().optional(),
  message: z.string(),
  tool_calls: z.array(ToolCall).min(1).optional(),
  observation: z.strictObject({ results: z.array(ObservationResult) }).optional(),
  metrics: Metrics.optional(),
  llm_call_count: z.int().min(0).optional(),
  extra: Extra.optional(),
});
export type AtifStep = z.infer<typeof Step>;

const AGENT_ONLY = ['model_name', 'reasoning_content', 'tool_calls', 'metrics'] as const;

/**
 * What we write of Harbor's Agent Trajectory Interchange Format, version 1.7 (harborframework.com/docs/trajectory-format
 * and the RFC it names): every key that is not listed is refused there too. Images, token ids and trajectories of
 * subagents are parts of the format that we have no use for. The rules that no type holds are checked as well.
 */
export const AtifTrajectory = z
  .strictObject({
    schema_version: z.literal('ATIF-v1.7'),
    session_id: z.string().optional(),
    trajectory_id: z.string().optional(),
    agent: z.strictObject({
      name: z.string().min(1),
      version: z.string().min(1),
      model_name: z.string().optional(),
      extra: Extra.optional(),
    }),
    steps: z.array(Step).min(1),
    notes: z.string().optional(),
    final_metrics: z
      .strictObject({
        total_prompt_tokens: z.int().min(0).optional(),
        total_completion_tokens: z.int().min(0).optional(),
        total_cached_tokens: z.int().min(0).optional(),
        total_cost_usd: z.number().min(0).optional(),
        total_steps: z.int().min(0).optional(),
        extra: Extra.optional(),
      })
      .optional(),
    extra: Extra.optional(),
  })
  .superRefine(({ steps }, context) => {
    steps.forEach((step, at) => {
      const wrong = (message: string) => context.addIssue({ code: 'custom', path: ['steps', at], message });
      if (step.step_id !== at + 1) wrong(`step_id must be ${at + 1}: steps are numbered from 1`);
      const foreign = AGENT_ONLY.find((key) => step.source !== 'agent' && step[key] !== undefined);
      if (foreign !== undefined) wrong(`${foreign} belongs to steps of the agent only`);
      const calls = new Set(step.tool_calls?.map(({ tool_call_id }) => tool_call_id));
      for (const { source_call_id } of step.observation?.results ?? [])
        if (source_call_id !== undefined && !calls.has(source_call_id))
          wrong(`source_call_id ${source_call_id} is no call of this step`);
    });
  });
export type AtifTrajectory = z.infer<typeof AtifTrajectory>;
