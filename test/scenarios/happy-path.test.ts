import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { traceIdsOf } from '../../src/telemetry/trace-ids.ts';
import { freePort } from '../support/free-port.ts';
import { edit, say, verify, view, write } from '../support/model/script.ts';
import { OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';
import { MODEL_KEY, Stage } from '../support/stage.ts';
import { MORE_TESTS, SUM } from '../support/sum-project.ts';

let stage: Stage;
let collector: OtlpReceiver;
let metricsUrl: string;
beforeAll(async () => {
  collector = await OtlpReceiver.open();
  const port = await freePort();
  metricsUrl = `http://127.0.0.1:${port}/metrics`;
  const settings = { FETTLE_METRICS_PORT: String(port), OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  stage = await Stage.open({ ...settings, FETTLE_URL: 'https://fettle.example/', LOG_LEVEL: 'debug' });
});
afterAll(async () => {
  await stage.close();
  await collector.close();
});

test('a label becomes a pull request that CI likes', async () => {
  const repo = await stage.repository('happy', SUM);
  const issue = stage.issue(repo, 'sum subtracts', {
    agent: [
      view('src/sum.js'),
      edit('src/sum.js', 'a - b', 'a + b'),
      write('test/more.test.js', MORE_TESTS),
      verify(),
      say('sum adds now. A test shows it. I left the rest alone.'),
    ],
  });
  issue.addLabel('fettle');

  const pr = await stage.pullRequest(repo);
  expect(pr.draft).toBe(true);
  await stage.until(() => !pr.draft, 'the pull request to be ready for review');

  expect(issue.reactions).toContain('fettle[bot]:eyes');
  expect(issue.appComments).toHaveLength(1);
  expect(pr.body).toContain(`Closes #${issue.number}`);
  expect(pr.head.ref).toBe(`fettle/${issue.number}-sum-subtracts`);
  expect(await pr.files()).toEqual(['src/sum.js', 'test/more.test.js']);
  expect(await repo.file('src/sum.js', pr.head.sha)).toContain('a + b');
  expect(await repo.git('rev-list', '--count', `main..${pr.head.sha}`)).toBe('1');
  // Made by GitHub in the app's name, so that rules which ask for signatures let it pass.
  expect(await repo.git('cat-file', 'commit', pr.head.sha)).toContain('gpgsig');
  // The head commit carries the same as the pull request, and at the end how it ended.
  const ours = () => repo.checks(pr.head.sha).filter((it) => it.name === 'fettle');
  await stage.until(() => ours()[0]?.output.title?.includes('CI is green'), 'the end of our check');
  const [run] = await stage.query<{ id: string }>('SELECT id FROM fettle.run');
  const page = `https://fettle.example/runs/${run?.id}`;
  expect(ours().map((it) => [it.conclusion, it.detailsUrl])).toEqual([['success', page]]);
  for (const text of [pr.body, ours()[0]?.output.summary]) {
    expect(text).toMatch(/\*\*1 of 1 check passed · judge approves · \$\d/);
    expect(text).toContain('> sum adds now. A test shows it.\n');
  }
  expect(pr.body).toContain(`](${page})`);
  expect(stage.github.unexpected).toEqual([]);
  expect(stage.model.refused).toEqual([]);
});

test('that run was measured, is one trace, and has its id in the log; none of it holds a secret, a word or a line of code', async () => {
  const root = await stage.until(() => spanCalled('fettle.run') as ReceivedSpan, 'the trace of the run');
  const [run] = await stage.query<{ id: string }>('SELECT id FROM fettle.run');
  const id = run?.id ?? '';
  const { traceId, spanId } = traceIdsOf(id);
  expect(new Set(collector.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(root).toMatchObject({ spanId, attributes: { 'fettle.outcome': 'pr_good', 'fettle.reason': 'ci_green' } });
  const tool = 'execute_tool str_replace_based_edit_tool';
  expect(path(tool)).toEqual(['fettle.run', 'attempt', 'invoke_agent fettle', tool]);
  expect(path('chat claude-opus-5-5')).toEqual(['fettle.run', 'attempt', 'gate', 'judge', 'chat claude-opus-5-5']);
  expect(path('verifier').slice(-3)).toEqual(['execute_tool verify', 'verify', 'verifier']);
  for (const name of ['sandbox start', 'sandbox exec', 'git fetch', 'git push', 'POST /repos/{owner}/{repo}/pulls'])
    expect(path(name)[0]).toBe('fettle.run');
  expect(spanCalled('chat claude-sonnet-5-5')?.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.response.finish_reasons': ['tool_use'],
    'gen_ai.usage.output_tokens': expect.any(Number),
  });

  const metrics = await (await fetch(metricsUrl)).text();
  for (const line of [
    'fettle_runs_ended_total{outcome="pr_good",reason="ci_green"} 1',
    'fettle_runs_last_day{outcome="pr_good",reason="ci_green"} 1',
    'fettle_model_call_seconds_count{role="judge",model="claude-opus-5-5",result="ok"} 1',
    'fettle_queue_looks{state="due"} 0',
    'fettle_merged_changes{fate="reverted"} 0',
    'fettle_database_up 1',
  ])
    expect(metrics).toContain(`${line}\n`);
  expect(metrics).toMatch(/^fettle_github_rate_limit_remaining\{installation="\d+",resource="core"\} \d+$/m);
  expect(metrics).toMatch(/^fettle_delivery_lag_seconds_count [1-9]/m);

  const lines = stage.log.split('\n').filter((line) => line.includes(`"run":"${id}"`));
  expect(lines.map((line) => (JSON.parse(line) as { trace_id?: string }).trace_id)).toContain(traceId);
  expect(stage.log).toMatch(/"delivery":"[0-9a-f-]{36}"/);
  for (const told of [collector.raw, metrics, stage.log]) {
    expect(told).not.toContain(MODEL_KEY);
    expect(told).not.toMatch(/ghs_|PRIVATE KEY/);
  }
  for (const told of [collector.raw, metrics]) expect(told).not.toMatch(/sum subtracts|sum adds|a \+ b|more\.test/);
  expect(metrics).not.toContain('acme');
});

const spanCalled = (name: string) => collector.spans.find((span) => span.name === name);

/** From the trace's root to the first span of this name. */
function path(name: string): string[] {
  const names: string[] = [];
  for (let at = spanCalled(name); at !== undefined; ) {
    names.unshift(at.name);
    const { parentSpanId } = at;
    at = collector.spans.find((span) => span.spanId === parentSpanId);
  }
  return names;
}
