import { afterEach, expect, test } from '@jest/globals';
import { type Model, ModelUnavailable, type ModelRequest } from '../../src/agent/types.ts';
import { inSpan, measured, within } from '../../src/telemetry/scope.ts';
import { traceIdsOf } from '../../src/telemetry/trace-ids.ts';
import { openTracing, type Tracing } from '../../src/telemetry/tracing.ts';
import type { Step } from '../../src/telemetry/types.ts';
import { watchedModel } from '../../src/telemetry/watched-model.ts';
import { freePort } from '../support/free-port.ts';
import { OtlpReceiver } from '../support/otlp-receiver.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function collecting(): Promise<{ collector: OtlpReceiver; tracing: Tracing; sent: () => Promise<void> }> {
  const collector = await OtlpReceiver.open();
  closers.push(collector.close);
  const tracing = await openTracing(collector.url, { warn: () => undefined });
  return { collector, tracing, sent: () => tracing.close() };
}

const REQUEST: ModelRequest = {
  model: 'claude-x',
  system: 'the-words-of-the-prompt',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'the-words-of-the-prompt' }] }],
  maxTokens: 100,
  signal: new AbortController().signal,
};

test('what happens in a run is in its trace, also when two processes carry it out', async () => {
  const { collector, tracing, sent } = await collecting();
  const other = await openTracing(collector.url, { warn: () => undefined });
  await within({ span: tracing.ofRun('r-1') }, () => measured('gate', {}, () => inSpan('inner', {}, async () => 1)));
  await within({ span: other.ofRun('r-1') }, () => inSpan('later', { attributes: { 'fettle.x': 1 } }, async () => 1));
  const createdAt = new Date('2026-11-01T00:00:00Z');
  other.runEnded({ id: 'r-1', createdAt }, { kind: 'pr_good', reason: 'ci_green' }, { 'fettle.issue': 3 });
  await Promise.all([sent(), other.close()]);

  const { traceId, spanId } = traceIdsOf('r-1');
  const named = Object.fromEntries(collector.spans.map((span) => [span.name, span]));
  expect(Object.keys(named).sort()).toEqual(['fettle.run', 'gate', 'inner', 'later']);
  expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(named['fettle.run']).toMatchObject({ spanId, startTimeUnixNano: `${createdAt.getTime()}000000` });
  expect(named['fettle.run']?.parentSpanId).toBeUndefined();
  expect([named.gate?.parentSpanId, named.later?.parentSpanId]).toEqual([spanId, spanId]);
  expect(named.inner?.parentSpanId).toBe(named.gate?.spanId);
});

test('what fails is told by its class and never by its text', async () => {
  const { collector, tracing, sent } = await collecting();
  const failing: Model = { ask: () => Promise.reject(new ModelUnavailable('the-words-of-the-server')) };
  await expect(
    within({ span: tracing.ofRun('r-2') }, () => watchedModel(failing, 'judge', null).ask(REQUEST)),
  ).rejects.toThrow(ModelUnavailable);
  await sent();
  expect(collector.spans).toMatchObject([
    { name: 'chat claude-x', kind: 3, status: { code: 2 }, attributes: { 'error.type': 'ModelUnavailable' } },
  ]);
  expect(collector.raw).not.toContain('the-words');
});

test('a model call is told by the conventions, cached tokens as a part of the input', async () => {
  const { collector, tracing, sent } = await collecting();
  const usage = { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 };
  const content = [{ type: 'text' as const, text: 'the-words-of-the-model' }];
  const reply = { content, stopReason: 'end_turn' as const, usage, costUsd: 0.25, model: 'claude-x-1' };
  const model = watchedModel({ ask: async () => reply }, 'agent', null);
  expect(await within({ span: tracing.ofRun('r-3') }, () => model.ask(REQUEST))).toBe(reply);
  await sent();
  expect(collector.spans[0]?.attributes).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': 'claude-x',
    'gen_ai.request.max_tokens': 100,
    'gen_ai.response.model': 'claude-x-1',
    'gen_ai.response.finish_reasons': ['end_turn'],
    'gen_ai.usage.input_tokens': 8,
    'gen_ai.usage.output_tokens': 2,
    'gen_ai.usage.cache_read.input_tokens': 3,
    'gen_ai.usage.cache_creation.input_tokens': 4,
    'fettle.role': 'agent',
    'fettle.cost_usd': 0.25,
  });
  expect(collector.raw).not.toContain('the-words');
});

test('a collector that is away costs a run nothing, and is said once', async () => {
  const said: string[] = [];
  const url = `http://127.0.0.1:${await freePort()}`;
  const tracing = await openTracing(url, { warn: (_, message) => said.push(message) });
  for (let round = 0; round < 3000; round += 1)
    await within({ span: tracing.ofRun('r-4') }, () => inSpan('x', {}, async () => round));
  await tracing.close();
  while (said.length === 0) await new Promise((done) => setTimeout(done, 50));
  // All batches are given up at about the same time.
  await new Promise((done) => setTimeout(done, 500));
  expect(said).toEqual(['traces could not be sent; they are dropped']);
});

test('a step is measured whether it is traced or not, and nothing is lost outside of a run', async () => {
  const steps: [Step, boolean][] = [];
  const onStep = (name: Step, _: number, ok: boolean) => steps.push([name, ok]);
  await within({ onStep }, async () => {
    await measured('verify', {}, async () => 1);
    await measured('gate', {}, () => Promise.reject(new Error('x'))).catch(() => undefined);
  });
  expect(await measured('judge', {}, async (span) => span)).toBeNull();
  expect(steps).toEqual([
    ['verify', true],
    ['gate', false],
  ]);
});
