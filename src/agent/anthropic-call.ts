import type Anthropic from '@anthropic-ai/sdk';
import type { Message as ApiMessage, Usage as ApiUsage } from '@anthropic-ai/sdk/resources/messages';
import { requestBody } from './anthropic-request.ts';
import { type Fault, faultOf, NonsenseReply } from './faults.ts';
import { priceOf } from './prices.ts';
import type { ContentBlock, ModelReply, ModelRequest, Usage } from './types.ts';

export type CallResult = { reply: ModelReply; fault: null } | { reply: null; fault: Fault; costUsd: number };

const STOP_REASONS: ReadonlySet<string> = new Set<ModelReply['stopReason']>([
  'end_turn',
  'tool_use',
  'max_tokens',
  'refusal',
  'stop_sequence',
  'pause_turn',
  'model_context_window_exceeded',
]);

/**
 * One streamed call, without retry. The SDK's time-out covers only the wait for headers, so silence (no event but
 * pings for `idleMs`) is watched for here. Tool input is parsed strictly from the raw deltas: the SDK's own parser
 * makes something of JSON that was cut off, and half a command must never run.
 */
export async function callOnce(client: Anthropic, request: ModelRequest, idleMs: number): Promise<CallResult> {
  const silence = new AbortController();
  const watchdog = setTimeout(() => silence.abort(), idleMs);
  const stream = client.messages.stream(requestBody(request), {
    signal: AbortSignal.any([request.signal, silence.signal]),
    headers: request.verbatim?.headers,
  });
  const rawInputs = new Map<number, string>();
  stream.on('streamEvent', (event) => {
    watchdog.refresh();
    if (event.type !== 'content_block_delta') return;
    if (event.delta.type === 'text_delta') request.onText?.(event.delta.text);
    if (event.delta.type === 'input_json_delta') {
      rawInputs.set(event.index, (rawInputs.get(event.index) ?? '') + event.delta.partial_json);
    }
  });
  try {
    return { reply: toReply(await stream.finalMessage(), rawInputs, request.model), fault: null };
  } catch (error) {
    const fault = silence.signal.aborted
      ? { text: `the model sent nothing for ${idleMs / 1000} s`, retry: true, retryAfterMs: null, tooLong: false }
      : faultOf(error, request.model);
    const begun = stream.currentMessage ?? stream.receivedMessages.at(-1);
    return { reply: null, fault, costUsd: begun ? priceOf(request.model, toUsage(begun.usage)).usd : 0 };
  } finally {
    clearTimeout(watchdog);
  }
}

function toReply(message: ApiMessage, rawInputs: ReadonlyMap<number, string>, asked: string): ModelReply {
  const stopReason = message.stop_reason;
  if (stopReason === null || !STOP_REASONS.has(stopReason)) {
    throw new NonsenseReply(`the model's reply ended with the unknown stop reason ${String(stopReason)}`);
  }
  const content = message.content.flatMap((block, index): ContentBlock[] => {
    switch (block.type) {
      case 'text':
        // The API refuses blank text when the conversation is sent again.
        return block.text.trim() === '' ? [] : [{ type: 'text', text: block.text }];
      case 'thinking':
        return [{ type: 'thinking', thinking: block.thinking, signature: block.signature }];
      case 'redacted_thinking':
        return [{ type: 'redacted_thinking', data: block.data }];
      case 'tool_use': {
        const input = toolInput(rawInputs.get(index), block.input, stopReason);
        return [{ type: 'tool_use', id: block.id, name: block.name, input }];
      }
      default:
        return [];
    }
  });
  if (stopReason === 'tool_use' && !content.some((block) => block.type === 'tool_use')) {
    throw new NonsenseReply('the model announced a tool call and made none');
  }
  const usage = toUsage(message.usage);
  const known = priceOf(message.model, usage);
  const price = known.estimated ? priceOf(asked, usage) : known;
  return {
    content,
    stopReason: stopReason as ModelReply['stopReason'],
    usage,
    costUsd: price.usd,
    ...(price.estimated && { estimated: true as const }),
    model: message.model,
  };
}

/** Input that the output limit cut off becomes `{}`: the loop answers such a call and never runs it. */
function toolInput(raw: string | undefined, whole: unknown, stopReason: string): unknown {
  let input = whole;
  if (raw !== undefined && raw !== '') {
    try {
      input = JSON.parse(raw);
    } catch (cause) {
      if (stopReason === 'max_tokens') return {};
      throw new NonsenseReply("a tool call's input is not JSON", { cause });
    }
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new NonsenseReply("a tool call's input is not a JSON object");
  }
  return input;
}

function toUsage(usage: ApiUsage | undefined): Usage {
  return {
    input: usage?.input_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
    cacheRead: usage?.cache_read_input_tokens ?? 0,
    cacheWrite: usage?.cache_creation_input_tokens ?? 0,
  };
}
