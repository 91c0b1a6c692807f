import type { ContentBlock, ModelReply } from '../../agent/types.ts';
import type { Manifest } from '../record/manifest.ts';
import type { Recorded } from '../record/recorded.ts';
import { addUsage, allInput, argumentsOf, NO_USAGE, textOf, toolUses } from './call-text.ts';
import type { AtifStep, AtifTrajectory } from './schemas/atif.ts';

/** A step before it has its number. */
type Step = Omit<AtifStep, 'step_id'>;

/**
 * One conversation of a trial as a trajectory. The system prompt is not in a recording, only its hash: it stands in
 * `extra`. Null where nothing was recorded.
 */
export function toAtif(calls: readonly Recorded[], { run, suite, arm, versions }: Manifest): AtifTrajectory | null {
  const [first] = calls;
  if (first === undefined) return null;
  const replies = calls.flatMap(({ reply }) => (reply === null ? [] : [reply]));
  const usage = replies.map((reply) => reply.usage).reduce(addUsage, NO_USAGE);
  const steps = stepsOf(calls);
  return {
    schema_version: 'ATIF-v1.7',
    session_id: run,
    trajectory_id: `${run}/${first.item}/${first.trial}/${first.purpose}`,
    agent: {
      name: first.purpose === 'agent' ? `fettle-${arm.profile ?? 'agent'}` : 'fettle-judge',
      version: versions.fettle ?? 'unknown',
      ...modelName(replies[0]?.model ?? (first.purpose === 'agent' ? arm.agentModel : arm.judgeModel)),
      extra: { arm: arm.name, suite, prompt_sha256: first.promptHash },
    },
    steps: steps.map((step, at) => ({ step_id: at + 1, ...step })),
    final_metrics: {
      total_prompt_tokens: allInput(usage),
      total_completion_tokens: usage.output,
      total_cached_tokens: usage.cacheRead,
      total_cost_usd: replies.reduce((sum, { costUsd }) => sum + costUsd, 0),
      total_steps: steps.length,
    },
    extra: { item: first.item, trial: first.trial, purpose: first.purpose },
  };
}

const modelName = (name: string | null) => (name === null ? {} : { model_name: name });

function stepsOf(calls: readonly Recorded[]): Step[] {
  const steps: Step[] = [];
  for (const { sent, reply, fault } of calls) {
    for (const { content } of sent) addSent(steps, content);
    if (reply !== null) steps.push(agentStep(reply));
    else steps.push({ source: 'system', message: `The model could not be reached: ${fault ?? 'no reason is known'}` });
  }
  return steps;
}

/** Results of tools belong to the step that called them; what else is said to the agent is a step of its own. */
function addSent(steps: Step[], content: readonly ContentBlock[]): void {
  const last = steps.findLast(({ source }) => source === 'agent');
  const ids = new Set(last?.tool_calls?.map(({ tool_call_id }) => tool_call_id));
  const texts: string[] = [];
  for (const block of content) {
    if (block.type === 'text') texts.push(block.text);
    else if (block.type === 'tool_result' && last !== undefined && ids.has(block.tool_use_id)) {
      last.observation ??= { results: [] };
      last.observation.results.push({
        source_call_id: block.tool_use_id,
        content: block.content,
        ...(block.is_error === true ? { extra: { is_error: true } } : {}),
      });
    } else if (block.type === 'tool_result') texts.push(block.content);
  }
  if (texts.length > 0) steps.push({ source: 'user', message: texts.join('\n') });
}

function agentStep({ content, usage, costUsd, model, stopReason, estimated }: ModelReply): Step {
  const thoughts = content.flatMap((block) => (block.type === 'thinking' ? [block.thinking] : []));
  const calls = toolUses(content).map(({ id, name, input }) => ({
    tool_call_id: id,
    function_name: name,
    arguments: argumentsOf(input),
  }));
  return {
    source: 'agent',
    model_name: model,
    message: textOf(content),
    ...(thoughts.length === 0 ? {} : { reasoning_content: thoughts.join('\n') }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    metrics: {
      prompt_tokens: allInput(usage),
      completion_tokens: usage.output,
      cached_tokens: usage.cacheRead,
      cost_usd: costUsd,
      extra: { cache_creation_input_tokens: usage.cacheWrite, ...(estimated ? { cost_is_estimated: true } : {}) },
    },
    llm_call_count: 1,
    extra: { stop_reason: stopReason },
  };
}
