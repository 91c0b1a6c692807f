import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { traceIdsOf } from '../../src/telemetry/trace-ids.ts';
import { freePort } from '../support/free-port.ts';
import { approve, bash, edit, say, verify } from '../support/model/script.ts';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';
import { MODEL_KEY, Stage } from '../support/stage.ts';
import { SUM } from '../support/sum-project.ts';

let collector: OtlpReceiver;
let stage: Stage;
let metricsUrl: string;
beforeAll(async () => {
  collector = await OtlpReceiver.open();
  const port = await freePort();
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  const settings = { FETTLE_METRICS_PORT: String(port), OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  stage = await Stage.open({ ...settings, LOG_LEVEL: 'debug' });
});
afterAll(async () => {
  await stage.close();
  await collector.close();
});

test('a run is measured, is one trace, and has its id in the log; nothing of it holds a secret, a word or a line of code', async () => {
  const repo = await stage.repository('seen', SUM);
  const issue = stage.issue(repo, 'sum subtracts, as seen', {
    agent: [bash('echo of-the-agent'), edit('src/sum.js', 'a - b', 'a + b'), verify(), say('sum adds now.')],
    judge: [approve()],
  });
  issue.addLabel('fettle');
  const pr = await stage.pullRequest(repo);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');
  const root = await stage.until(() => spanCalled('fettle.run') as ReceivedSpan, 'the trace of the run');

  const [run] = await stage.query<{ id: string }>('SELECT id FROM fettle.run');
  const id = run?.id ?? '';
  const { traceId, spanId } = traceIdsOf(id);
  expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(root).toMatchObject({ spanId, attributes: { 'fettle.outcome': 'pr_good', 'fettle.reason': 'ci_green' } });
  expect(path('execute_tool bash')).toEqual(['fettle.run', 'attempt', 'invoke_agent fettle', 'execute_tool bash']);
  expect(path('chat claude-opus-5-5')).toEqual(['fettle.run', 'attempt', 'gate', 'judge', 'chat claude-opus-5-5']);
  expect(path('verifier').slice(-3)).toEqual(['execute_tool verify', 'verify', 'verifier']);
  for (const name of ['sandbox start', 'sandbox exec', 'git fetch', 'git push', 'POST /repos/{owner}/{repo}/pulls'])
    expect(path(name)[0]).toBe('fettle.run');
  expect(spanCalled('chat claude-sonnet-5-5')?.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.request.model': 'claude-sonnet-5-5',
    'gen_ai.response.finish_reasons': ['tool_use'],
    'gen_ai.usage.output_tokens': expect.any(Number),
  });

  const metrics = await (await fetch(metricsUrl)).text();
  expect(metrics).toContain('fettle_runs_ended_total{outcome="pr_good",reason="ci_green"} 1');
  expect(metrics).toContain('fettle_model_call_seconds_count{role="judge",model="claude-opus-5-5",result="ok"} 1');
  expect(metrics).toMatch(/^fettle_github_rate_limit_remaining\{installation="\d+",resource="core"\} \d+$/m);
  expect(metrics).toMatch(/^fettle_delivery_lag_seconds_count [1-9]/m);
  expect(metrics).toMatch(/^fettle_database_up 1$/m);
  expect(metrics).toContain('fettle_queue_looks{state="due"} 0');
  expect(metrics).toContain('fettle_runs_last_day{outcome="pr_good",reason="ci_green"} 1');
  expect(metrics).toContain('fettle_merged_changes{fate="reverted"} 0');

  const lines = stage.log.split('\n').filter((line) => line.includes(`"run":"${id}"`));
  expect(lines.map((line) => (JSON.parse(line) as { trace_id?: string }).trace_id)).toContain(traceId);
  expect(stage.log).toMatch(/"delivery":"[0-9a-f-]{36}"/);
  for (const told of [collector.raw, metrics, stage.log]) {
    expect(told).not.toContain(MODEL_KEY);
    expect(told).not.toMatch(/ghs_|PRIVATE KEY/);
  }
  for (const told of [collector.raw, metrics]) expect(told).not.toMatch(/of-the-agent|as seen|a \+ b|sum adds/);
  expect(metrics).not.toContain('acme');
});

const spanCalled = (name: string) => collector.spans.find((span) => span.name === name);

/** From the trace's root to the first span of this name. */
function path(name: string): string[] {
  const names: string[] = [];
  let at = spanCalled(name);
  while (at !== undefined) {
    names.unshift(at.name);
    const { parentSpanId } = at;
    at = collector.spans.find(({ spanId }) => spanId === parentSpanId);
  }
  return names;
}
