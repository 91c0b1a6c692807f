import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import type { InputUsage } from './prompt-cache.ts';
import type { Fault, Reply, ReplyBlock } from './script.ts';

export interface Envelope {
  id: string;
  model: string;
  usage: InputUsage;
  newId: () => string;
}

/** Characters in one delta; small, so that clients see a reply in pieces. */
const PIECE = 40;

/** The reply as one JSON body. */
export function messageJson(reply: Reply, envelope: Envelope) {
  return {
    id: envelope.id,
    type: 'message',
    role: 'assistant',
    model: envelope.model,
    content: reply.content.map((block) => wholeBlock(block, envelope)),
    stop_reason: stopReason(reply),
    stop_sequence: null,
    usage: { ...envelope.usage, output_tokens: outputTokens(reply) },
  };
}

/** Writes the reply as the Messages API streams it. */
export async function streamReply(response: ServerResponse, reply: Reply, envelope: Envelope): Promise<void> {
  begin(response, envelope);
  for (const [index, block] of reply.content.entries()) {
    if (response.destroyed) return;
    send(response, 'content_block_start', { index, content_block: emptyBlock(block, envelope) });
    for (const delta of deltas(block)) {
      send(response, 'content_block_delta', { index, delta });
      if (reply.paceMs) await sleep(reply.paceMs);
    }
    send(response, 'content_block_stop', { index });
    await sleep(0);
  }
  send(response, 'message_delta', {
    delta: { stop_reason: stopReason(reply), stop_sequence: null },
    usage: { output_tokens: outputTokens(reply) },
  });
  send(response, 'message_stop', {});
  response.end();
}

/** Begins a reply and then fails in the given way. */
export async function streamFault(
  response: ServerResponse,
  fault: Exclude<Fault, { kind: 'status' | 'nonsense' }>,
  envelope: Envelope,
) {
  begin(response, envelope);
  send(response, 'content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  send(response, 'content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'I will look at' } });
  switch (fault.kind) {
    case 'error_event':
      send(response, 'error', { error: { type: fault.type, message: `scripted ${fault.type}` } });
      response.end();
      return;
    case 'ends_early':
      response.end();
      return;
    case 'cut':
      await sleep(5);
      response.destroy();
      return;
    case 'stall':
      while (!response.destroyed && !response.closed) {
        if (fault.pings) send(response, 'ping', {});
        await sleep(50);
      }
  }
}

function begin(response: ServerResponse, envelope: Envelope): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  send(response, 'message_start', {
    message: {
      id: envelope.id,
      type: 'message',
      role: 'assistant',
      model: envelope.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...envelope.usage, output_tokens: 1 },
    },
  });
  send(response, 'ping', {});
}

function send(response: ServerResponse, event: string, fields: object): void {
  response.write(`event: ${event}\ndata: ${JSON.stringify({ type: event, ...fields })}\n\n`);
}

function* deltas(block: ReplyBlock): Generator<object> {
  switch (block.type) {
    case 'text':
      for (const text of pieces(block.text)) yield { type: 'text_delta', text };
      return;
    case 'thinking':
      for (const thinking of pieces(block.thinking)) yield { type: 'thinking_delta', thinking };
      yield { type: 'signature_delta', signature: block.signature };
      return;
    case 'tool_use':
      yield { type: 'input_json_delta', partial_json: '' };
      for (const json of pieces(block.rawInput ?? JSON.stringify(block.input))) {
        yield { type: 'input_json_delta', partial_json: json };
      }
  }
}

function pieces(text: string): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, 'gu')) ?? [];
}

function emptyBlock(block: ReplyBlock, envelope: Envelope): object {
  if (block.type === 'text') return { type: 'text', text: '' };
  if (block.type === 'thinking') return { type: 'thinking', thinking: '', signature: '' };
  return { type: 'tool_use', id: block.id ?? envelope.newId(), name: block.name, input: {} };
}

function wholeBlock(block: ReplyBlock, envelope: Envelope): object {
  if (block.type !== 'tool_use') return block;
  return { type: 'tool_use', id: block.id ?? envelope.newId(), name: block.name, input: block.input };
}

function stopReason(reply: Reply): string {
  return reply.stopReason ?? (reply.content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn');
}

function outputTokens(reply: Reply): number {
  return reply.outputTokens ?? Math.max(1, Math.ceil(JSON.stringify(reply.content).length / 4));
}
