import { afterEach, describe, expect, test } from '@jest/globals';
import Anthropic from '@anthropic-ai/sdk';
import { anthropicModel } from '../../../src/agent/anthropic.ts';
import { lineReader, readFrame } from '../../../src/agent/claude-code/frames.ts';
import { createRelay, type RelayOptions } from '../../../src/agent/claude-code/relay.ts';
import { replyEvents } from '../../../src/agent/claude-code/reply-events.ts';
import type { Message, ModelReply } from '../../../src/agent/types.ts';
import { call, say, status, together } from '../../support/model/script.ts';
import { type ModelServer, startModelServer } from '../../support/model/server.ts';
import { modelSettings } from '../story.ts';

const servers: ModelServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const BODY = {
  model: 'claude-sonnet-5-5',
  max_tokens: 100,
  stream: true,
  thinking: { type: 'adaptive' },
  tools: [{ name: 'Bash', input_schema: { type: 'object' as const } }],
  messages: [{ role: 'user', content: 'hello' }],
};

async function relayTo(steps: Parameters<typeof startModelServer>[0]['script'], change: Partial<RelayOptions> = {}) {
  const server = await startModelServer({ script: steps });
  servers.push(server);
  const seen = { said: [] as (Message | null)[], replies: [] as ModelReply[], ended: [] as unknown[] };
  const relay = createRelay({
    model: anthropicModel(modelSettings(server.url, { patienceMs: 1 }), { backoffMs: 1 }),
    modelName: 'claude-sonnet-5-5',
    left: () => ({ usd: 1, calls: 5 }),
    signal: new AbortController().signal,
    onCall: async (said) => void seen.said.push(said),
    onReply: async (reply) => void seen.replies.push(reply),
    onEnd: (why) => void seen.ended.push(why),
    ...change,
  });
  const post = (body: object, path = '/v1/messages?beta=true') =>
    relay({ method: 'POST', path, headers: { 'anthropic-beta': 'some-beta' }, body: JSON.stringify(body) });
  return { ...seen, post, requests: server.requests };
}

/** What the official client makes of an answer. */
async function asClientReads(body: string) {
  const client = new Anthropic({
    apiKey: 'x',
    fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
  });
  return await client.messages.stream(BODY as never).finalMessage();
}

describe('the relay to the model', () => {
  test('adds the key, passes the body on untouched, and answers as the API streams', async () => {
    const reply = together(say('Looking.'), call('Bash', { command: 'ls' }));
    const { post, requests, replies, said } = await relayTo({ agent: [reply] });
    const answer = await post(BODY);

    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/event-stream' } });
    const read = await asClientReads(answer.body);
    expect(read.content).toMatchObject([
      { type: 'text', text: 'Looking.' },
      { type: 'tool_use', name: 'Bash', input: { command: 'ls' } },
    ]);
    expect(read.stop_reason).toBe('tool_use');
    expect(requests[0]?.body).toEqual(BODY);
    expect(requests[0]?.headers).toMatchObject({ 'anthropic-beta': 'some-beta' });
    expect(replies).toHaveLength(1);
    expect(said).toEqual([{ role: 'user', content: [{ type: 'text', text: 'hello' }] }]);
  });

  test('every kind of block comes out as it went in', async () => {
    const content = [
      { type: 'thinking' as const, thinking: 'Hm.', signature: 'c2ln' },
      { type: 'redacted_thinking' as const, data: 'eA==' },
      { type: 'text' as const, text: 'Done: "ü"\n' },
      { type: 'tool_use' as const, id: 'toolu_1', name: 'Bash', input: { command: 'a\nb' } },
    ];
    const usage = { input: 3, output: 4, cacheRead: 5, cacheWrite: 6 };
    const read = await asClientReads(
      replyEvents({ content, usage, stopReason: 'tool_use', costUsd: 0, model: 'm' }, 'msg_1'),
    );
    expect(read).toMatchObject({ id: 'msg_1', model: 'm', content, stop_reason: 'tool_use' });
    expect(read.usage).toMatchObject({ input_tokens: 3, output_tokens: 4, cache_read_input_tokens: 5 });
  });

  test('a refused call reaches nobody; a spent budget ends the session', async () => {
    const { post, requests, ended } = await relayTo({ agent: [] });
    expect(await post({ ...BODY, model: 'other' })).toMatchObject({ status: 403 });
    expect(ended).toEqual([]);
    const broke = await relayTo({ agent: [] }, { left: () => ({ usd: 0, calls: 5 }) });
    expect(JSON.parse((await broke.post(BODY)).body)).toMatchObject({ error: { type: 'permission_error' } });
    expect(broke.ended).toEqual([{ kind: 'budget' }]);
    expect([...requests, ...broke.requests]).toEqual([]);
  });

  test('a model that can not be had is said once, and the program is not told why', async () => {
    const { post, ended } = await relayTo({ agent: [status(401)] });
    const answer = await post(BODY);
    expect(answer).toMatchObject({ status: 529, headers: { 'x-should-retry': 'false' } });
    expect(answer.body).not.toContain('key');
    expect(ended).toEqual([{ kind: 'model_faults', detail: expect.stringContaining('does not accept the key') }]);
  });
});

describe('frames from the sandbox', () => {
  test('what is no frame is none', () => {
    for (const line of ['', '{', 'null', '{"t":"http"}', '{"t":"exit","code":"0"}', '{"t":"exit","code":0,"more":1}'])
      expect(readFrame(line)).toBeNull();
    expect(readFrame('{"t":"exit","code":0}')).toEqual({ t: 'exit', code: 0 });
    expect(readFrame('{"t":"open","id":1,"kind":"shell"}')).toBeNull();
  });

  test('lines are put together over pieces, and one that is too long ends it', () => {
    const lines: string[] = [];
    let over = 0;
    const read = lineReader(
      (line) => lines.push(line),
      10,
      () => (over += 1),
    );
    const bytes = Buffer.from('grün\n\nab');
    for (const byte of bytes) read(Buffer.of(byte));
    read(Buffer.from('c\nd\n'));
    expect(lines).toEqual(['grün', '', 'abc', 'd']);
    read(Buffer.from('0123456789a'));
    read(Buffer.from('\nnever\n'));
    expect({ over, lines: lines.length }).toEqual({ over: 1, lines: 4 });
  });
});
