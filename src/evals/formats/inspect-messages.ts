import type { ModelReply, Usage } from '../../agent/types.ts';
import type { Recorded } from '../record/recorded.ts';
import { argumentsOf, textOf, toolUses } from './call-text.ts';
import type { InspectContent, InspectMessage, InspectOutput, InspectUsage } from './schemas/inspect-log.ts';

/** A conversation as Inspect shows it. */
export function messagesOf(calls: readonly Recorded[]): InspectMessage[] {
  const names = new Map<string, string>();
  return calls.flatMap(({ sent, reply }) => {
    const before = sent.flatMap(({ content }) => sentMessages(content, names));
    if (reply === null) return before;
    for (const { id, name } of toolUses(reply.content)) names.set(id, name);
    return [...before, assistant(reply)];
  });
}

function sentMessages(content: Recorded['sent'][number]['content'], names: Map<string, string>): InspectMessage[] {
  const results = content.flatMap((block): InspectMessage[] => {
    if (block.type !== 'tool_result') return [];
    const name = names.get(block.tool_use_id);
    const error = { type: 'unknown' as const, message: block.content };
    return [
      {
        role: 'tool',
        content: block.content,
        tool_call_id: block.tool_use_id,
        ...(name === undefined ? {} : { function: name }),
        ...(block.is_error === true ? { error } : {}),
      },
    ];
  });
  const text = textOf(content);
  return text === '' ? results : [...results, { role: 'user', content: text }];
}

function assistant({ content, model }: ModelReply): InspectMessage & { role: 'assistant' } {
  const calls = toolUses(content).map(({ id, name, input }) => ({
    id,
    function: name,
    arguments: argumentsOf(input),
    type: 'function' as const,
  }));
  const parts = content.flatMap((block): InspectContent[] => {
    if (block.type === 'text') return [{ type: 'text', text: block.text }];
    if (block.type === 'thinking')
      return [{ type: 'reasoning', reasoning: block.thinking, signature: block.signature, redacted: false }];
    if (block.type === 'redacted_thinking') return [{ type: 'reasoning', reasoning: block.data, redacted: true }];
    return [];
  });
  return {
    role: 'assistant',
    content: parts.some(({ type }) => type === 'reasoning') ? parts : textOf(content),
    source: 'generate',
    model,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

const STOP = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'max_tokens',
  refusal: 'content_filter',
  pause_turn: 'unknown',
  model_context_window_exceeded: 'model_length',
} as const;

/** The last reply of a conversation; an empty output where there is none. */
export function outputOf(reply: ModelReply | null): InspectOutput {
  if (reply === null) return { model: '', choices: [], completion: '' };
  return {
    model: reply.model,
    choices: [{ message: assistant(reply), stop_reason: STOP[reply.stopReason] }],
    completion: textOf(reply.content),
    usage: usageOf(reply.usage, reply.costUsd),
  };
}

export const usageOf = ({ input, output, cacheRead, cacheWrite }: Usage, costUsd: number): InspectUsage => ({
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output + cacheRead + cacheWrite,
  input_tokens_cache_read: cacheRead,
  input_tokens_cache_write: cacheWrite,
  total_cost: costUsd,
});
