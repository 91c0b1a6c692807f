import type { MessageCreateParamsNonStreaming, MessageParam, ToolUnion } from '@anthropic-ai/sdk/resources/messages';
import type { Message, ModelRequest } from './types.ts';

const CACHED = { cache_control: { type: 'ephemeral' } } as const;

/**
 * The body of a Messages API call. Three cache breakpoints: after tools and system prompt, which never change; after
 * the last user message, for the next turn to read; and after the user message before that, which is where the last
 * turn wrote. The API looks only 20 blocks back from a breakpoint, so a turn with many tool calls needs the third.
 */
export function requestBody(request: ModelRequest): MessageCreateParamsNonStreaming {
  if (request.verbatim !== undefined) return { ...request.verbatim.body } as unknown as MessageCreateParamsNonStreaming;
  return {
    model: request.model,
    max_tokens: request.maxTokens,
    system: [{ type: 'text', text: request.system, ...CACHED }],
    messages: withBreakpoints(request.messages),
    ...(request.tools && request.tools.length > 0 && { tools: request.tools as ToolUnion[] }),
    ...(request.schema && { output_config: { format: { type: 'json_schema', schema: request.schema } } }),
    ...(request.temperature !== undefined && { temperature: request.temperature }),
  };
}

function withBreakpoints(messages: readonly Message[]): MessageParam[] {
  const users = messages.flatMap((message, at) => (message.role === 'user' ? [at] : []));
  const marked = new Set(users.slice(-2));
  return messages.map((message, at) => {
    if (!marked.has(at)) return message;
    const last = message.content.length - 1;
    return {
      role: message.role,
      content: message.content.map((block, index) => (index === last ? { ...block, ...CACHED } : block)),
    };
  }) as MessageParam[];
}
