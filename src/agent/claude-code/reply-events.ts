import type { ContentBlock, ModelReply } from '../types.ts';

/**
 * A whole reply in the form that the Messages API streams it (server-sent events), or as one message: the client in the
 * sandbox gets it from us, once it is complete.
 * Source: the Messages API's documentation, "Streaming messages".
 */
export function replyEvents(reply: ModelReply, id: string): string {
  const events: [string, object][] = [
    ['message_start', { message: { ...messageHead(reply, id), content: [], stop_reason: null } }],
    ...reply.content.flatMap(blockEvents),
    [
      'message_delta',
      { delta: { stop_reason: reply.stopReason, stop_sequence: null }, usage: { output_tokens: reply.usage.output } },
    ],
    ['message_stop', {}],
  ];
  return events.map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`).join('');
}

export const replyMessage = (reply: ModelReply, id: string): string =>
  JSON.stringify({ ...messageHead(reply, id), content: reply.content, stop_reason: reply.stopReason });

const messageHead = ({ model, usage }: ModelReply, id: string) => ({
  id,
  type: 'message',
  role: 'assistant',
  model,
  stop_sequence: null,
  usage: {
    input_tokens: usage.input,
    output_tokens: usage.output,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite,
  },
});

function blockEvents(block: ContentBlock, index: number): [string, object][] {
  const { start, deltas } = parts(block);
  return [
    ['content_block_start', { index, content_block: start }],
    ...deltas.map((delta): [string, object] => ['content_block_delta', { index, delta }]),
    ['content_block_stop', { index }],
  ];
}

function parts(block: ContentBlock): { start: object; deltas: object[] } {
  switch (block.type) {
    case 'text':
      return { start: { type: 'text', text: '' }, deltas: [{ type: 'text_delta', text: block.text }] };
    case 'thinking':
      return {
        start: { type: 'thinking', thinking: '', signature: '' },
        deltas: [
          { type: 'thinking_delta', thinking: block.thinking },
          { type: 'signature_delta', signature: block.signature },
        ],
      };
    case 'tool_use':
      return {
        start: { ...block, input: {} },
        deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input) }],
      };
    default:
      return { start: block, deltas: [] };
  }
}
