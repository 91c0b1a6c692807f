import { afterEach, describe, expect, test } from '@jest/globals';
import {
  bash,
  brokenCall,
  cut,
  empty,
  endsEarly,
  errorEvent,
  nonsense,
  say,
  type Answer,
  stall,
  status,
} from '../support/model/script.ts';
import { type Story, tell } from './story.ts';

let story: Story | null = null;
afterEach(async () => {
  await story?.end();
  story = null;
});

describe('the model client', () => {
  test.each<[string, Answer]>([
    ['408', status(408)],
    ['409', status(409)],
    ['429', status(429, { 'retry-after': '0' })],
    ['500', status(500)],
    ['529', status(529)],
    ['an error event in the stream', errorEvent('overloaded_error')],
    ['a cut connection', cut()],
    ['a reply that ends in the middle', endsEarly()],
    ['a body that is no reply', nonsense()],
    ['an unknown stop reason', { ...say('hm'), stopReason: 'sideways' }],
    ['tool input that is not JSON', brokenCall()],
    ['tool input that ends in the middle', brokenCall('{"command": "echo half >> log')],
    ['an empty reply', empty()],
  ])('gets over %s, and runs the tool once', async (_name, fault) => {
    story = await tell([fault, bash('echo ran >> log'), fault, say('Done.')]);
    expect((await story.go()).end).toEqual({ kind: 'finished', summary: 'Done.' });
    expect(await story.sandbox.text('log')).toBe('ran\n');
    expect(story.server.requests.map((request) => request.answer).length).toBe(4);
    expect(story.faults.length).toBe(2);
  });

  test.each([[true], [false]])('gives up a stream that stalls (pings: %s) and asks again', async (pings) => {
    story = await tell([stall(pings), say('Done.')], { client: { idleMs: 300, backoffMs: 5 } });
    expect((await story.go()).end).toEqual({ kind: 'finished', summary: 'Done.' });
    expect(story.server.requests[0]?.dropped).toBe(true);
  });

  test('waits for a reply that is slow but comes', async () => {
    story = await tell([{ ...say('word '.repeat(100)), paceMs: 200 }], { client: { idleMs: 1500 } });
    expect((await story.go()).end.kind).toBe('finished');
    expect(story.faults).toEqual([]);
  });

  test('waits as long as the server asks', async () => {
    story = await tell([status(429, { 'retry-after': '1' }), say('Done.')]);
    await story.go();
    const [first, second] = story.server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test('loses patience with a model that answers nothing but faults', async () => {
    story = await tell(() => status(529), { settings: { patienceMs: 300 } });
    const { end } = await story.go();
    expect(end).toMatchObject({ kind: 'model_faults', detail: expect.stringMatching(/529.*scripted 529.*patience/) });
    expect(story.server.requests.length).toBeGreaterThan(2);
  });

  test('says something new when empty replies go on, and leaves blank text out of the conversation', async () => {
    const blank = { ...bash('true'), content: [{ type: 'text' as const, text: ' \n' }, ...bash('true').content] };
    story = await tell([blank, empty(), empty(), empty(), say('Done.')]);
    expect((await story.go()).end).toEqual({ kind: 'finished', summary: 'Done.' });
    expect(story.server.refused).toEqual([]);
    expect(story.server.requests.at(-1)?.text).toMatch(/Your reply was empty/);
  });

  test('empty replies for ever end the loop, too', async () => {
    story = await tell(() => empty());
    expect((await story.go()).end).toMatchObject({ kind: 'model_faults' });
  });

  test('a server that is not there is a fault like any other', async () => {
    story = await tell([], { settings: { patienceMs: 200 } });
    await story.server.close();
    expect((await story.go()).end).toMatchObject({ kind: 'model_faults' });
  });

  test.each([
    [401, /ANTHROPIC_API_KEY/],
    [404, /does not know the model claude-sonnet-5-5.*FETTLE_AGENT_MODEL/],
    [400, /400: scripted 400/],
  ])('a %i fails at once and says what to do', async (code, says) => {
    story = await tell([status(code)]);
    expect((await story.go()).end).toMatchObject({ kind: 'model_faults', detail: expect.stringMatching(says) });
    expect(story.server.requests.length).toBe(1);
  });

  test('never repeats the key in a message', async () => {
    story = await tell([status(400, {}, 'the key sk-test-key is odd')]);
    expect((await story.go()).end).toMatchObject({ detail: expect.not.stringContaining('sk-test-key') });
  });

  test('a conversation that grew too long is a spent budget', async () => {
    story = await tell([status(400, {}, 'prompt is too long: 213462 tokens > 200000 maximum')]);
    expect((await story.go()).end).toEqual({ kind: 'budget', which: 'context' });
  });

  test('an abort closes the connection of the call in flight', async () => {
    const abort = new AbortController();
    story = await tell([stall(true)]);
    const { server } = story;
    const going = story.go({ signal: abort.signal, onText: () => abort.abort() });
    expect((await going).end).toEqual({ kind: 'cancelled' });
    while (server.requests[0]?.dropped !== true) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(server.requests.length).toBe(1);
  });

  test('an abort ends a wait between two tries', async () => {
    const abort = new AbortController();
    story = await tell([status(429, { 'retry-after': '600' })], {
      settings: { patienceMs: 600_000 },
      client: { onFault: () => setImmediate(() => abort.abort()) },
    });
    expect((await story.go({ signal: abort.signal })).end).toEqual({ kind: 'cancelled' });
  });

  test('works without a key on a gateway that asks for none', async () => {
    story = await tell([say('Done.')], { settings: { apiKey: null } });
    expect((await story.go()).end).toEqual({ kind: 'finished', summary: 'Done.' });
    expect(story.server.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('sends the key to a server that wants it', async () => {
    story = await tell([say('Done.')], { server: { apiKey: 'sk-test-key' } });
    expect((await story.go()).end).toEqual({ kind: 'finished', summary: 'Done.' });
  });

  test('streams the text as it comes', async () => {
    const text = 'A summary long enough to come in more than one piece, as a reply of a real model does.';
    const pieces: string[] = [];
    story = await tell([say(text)]);
    await story.go({ onText: (piece) => pieces.push(piece) });
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(text);
  });

  test('keeps thinking as it was, for the next request', async () => {
    const thought = { type: 'thinking' as const, thinking: 'Let me see.', signature: 'c2ln' };
    story = await tell([{ ...bash('true'), content: [thought, ...bash('true').content] }, say('Done.')]);
    expect((await story.go()).end.kind).toBe('finished');
    expect(story.server.requests[1]?.body.messages[1]?.content).toMatchObject([thought, { type: 'tool_use' }]);
  });

  test('reads at least 90 % of its input from the cache from the third turn on', async () => {
    const commands = Array.from({ length: 8 }, (_, n) => bash(`echo step ${n}`));
    story = await tell([...commands, say('Done.')]);
    await story.go();
    const later = story.server.requests.slice(2).flatMap((request) => (request.usage ? [request.usage] : []));
    expect(later.length).toBe(7);
    for (const usage of later) {
      const all = usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
      expect(usage.cache_read_input_tokens / all).toBeGreaterThanOrEqual(0.9);
    }
  });
});
