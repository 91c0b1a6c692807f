import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cachedRead } from '../../src/telemetry/cached-read.ts';
import { readFigures } from '../../src/telemetry/database-figures.ts';
import { openMetrics } from '../../src/telemetry/metrics.ts';
import type { Metrics, Queries } from '../../src/telemetry/types.ts';

let metrics: Metrics;
beforeAll(async () => {
  metrics = await openMetrics({ roles: ['web', 'worker'], dataDir: import.meta.dirname });
});

/** The value of one series; undefined where there is none. */
async function value(series: string): Promise<number | undefined> {
  const line = (await metrics.show()).text.split('\n').find((it) => it.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

describe('what a process measures', () => {
  test('the ends of runs begin at 0, so that the first one shows as an increase', async () => {
    expect(await value('fettle_runs_ended_total{outcome="no_pr",reason="judge_veto"}')).toBe(0);
    metrics.runEnded({ kind: 'no_pr', reason: 'judge_veto' });
    expect(await value('fettle_runs_ended_total{outcome="no_pr",reason="judge_veto"}')).toBe(1);
  });

  test('tokens and money by model and role; a call without a reply is a fault', async () => {
    const usage = { input: 10, output: 20, cacheRead: 30, cacheWrite: 40 };
    metrics.modelCalled({ role: 'agent', model: 'm', seconds: 2, reply: { usage, costUsd: 0.5 } });
    metrics.modelCalled({ role: 'agent', model: 'm', seconds: 2, reply: null });
    expect(await value('fettle_model_tokens_total{role="agent",model="m",type="cache_read"}')).toBe(30);
    expect(await value('fettle_model_cost_usd_total{role="agent",model="m"}')).toBe(0.5);
    expect(await value('fettle_model_call_seconds_count{role="agent",model="m",result="error"}')).toBe(1);
    expect(await value('fettle_faults_total{kind="model"}')).toBe(1);
  });

  test("GitHub's limits by installation, as long as their window lasts", async () => {
    const answer = (installation: number, resetAt: number, resource = 'core') => ({
      installation,
      method: 'GET',
      status: 200,
      seconds: 0.2,
      headers: {
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': '4321',
        'x-ratelimit-reset': String(resetAt),
        'x-ratelimit-resource': resource,
      },
    });
    const soon = Math.floor(Date.now() / 1000) + 600;
    metrics.githubAnswered(answer(1, soon));
    metrics.githubAnswered(answer(2, soon - 1200));
    metrics.githubAnswered(answer(3, soon, 'made up, "label'));
    const series = (id: number, resource = 'core') =>
      `fettle_github_rate_limit_remaining{installation="${id}",resource="${resource}"}`;
    expect(await value(series(1))).toBe(4321);
    expect(await value(series(2))).toBeUndefined();
    expect(await value(series(3, 'other'))).toBe(4321);
    metrics.githubAnswered({ ...answer(1, soon), status: null, headers: {} });
    expect(await value('fettle_github_request_seconds_count{method="GET",status="none"}')).toBe(1);
    expect(await value('fettle_faults_total{kind="github"}')).toBe(1);
  });

  test('a step that fails in a sandbox is a fault of the sandbox', async () => {
    metrics.onStep('sandbox_start', 1, false);
    metrics.onStep('gate', 1, false);
    expect(await value('fettle_faults_total{kind="sandbox"}')).toBe(1);
    expect(await value('fettle_step_seconds_count{step="gate",result="error"}')).toBe(1);
  });

  test('webhooks as the front door has counted them, and room on the disk', async () => {
    metrics.countWebhooks(() => ({ stored: 3, ignored: 4 }));
    expect(await value('fettle_webhooks_total{result="ignored"}')).toBe(4);
    expect(await value('fettle_disk_free_bytes')).toBeGreaterThan(0);
  });
});

const ROWS: Record<string, object[]> = {
  'fettle.run': [{ state: 'watching', count: 7, held: 2 }],
  'fettle.delivery': [{ open: 3, failing: 1, oldest: 12.5 }],
  'fettle.run_fact': [{ outcome: 'pr_ci_red', reason: 'gate', count: 5 }],
  'fettle.aftermath': [{ fate: 'reverted', count: 2 }],
};

describe('what the database knows', () => {
  const answers: Queries = {
    query: async <Row extends object>(sql: string) => {
      if (sql.includes('pgboss.job')) throw Object.assign(new Error('no such table'), { code: '42P01' });
      const [, table = ''] = /FROM (fettle\.\w+)/.exec(sql) ?? [];
      return { rows: ROWS[table] as Row[] };
    },
  };
  afterAll(() => metrics.connect(answers));

  test('is not told before there is one, nor as it was when it stops to answer', async () => {
    expect(await value('fettle_database_up')).toBe(0);
    expect(await value('fettle_deliveries_open')).toBeUndefined();
    metrics.connect(answers);
    expect(await value('fettle_database_up')).toBe(1);
    expect(await value('fettle_runs{state="watching"}')).toBe(7);
    expect(await value('fettle_runs{state="queued"}')).toBe(0);
    expect(await value('fettle_runs_held')).toBe(2);
    expect(await value('fettle_deliveries_oldest_seconds')).toBe(12.5);
    expect(await value('fettle_queue_looks{state="due"}')).toBe(0);
    expect(await value('fettle_runs_last_day{outcome="pr_ci_red",reason="gate"}')).toBe(5);
    expect(await value('fettle_merged_changes{fate="reverted"}')).toBe(2);
    expect(await value('fettle_merged_changes{fate="standing"}')).toBe(0);
    metrics.connect({ query: () => Promise.reject(new Error('gone')) });
    expect(await value('fettle_database_up')).toBe(0);
    expect(await value('fettle_deliveries_open')).toBeUndefined();
    expect(await value('fettle_runs{state="watching"}')).toBeUndefined();
  });

  test('is asked for once in a while, however many ask', async () => {
    let [now, asked] = [0, 0];
    const figures = cachedRead(readFigures, 5000, () => now);
    figures.connect({
      query: (sql) => {
        asked += 1;
        return answers.query(sql);
      },
    });
    await Promise.all([figures.get(), figures.get()]);
    now = 4999;
    await figures.get();
    expect(asked).toBe(3);
    now = 5001;
    await figures.get();
    expect(asked).toBe(6);
    const broken = cachedRead(
      () => Promise.reject(new Error(`${(asked += 1)}`)),
      5000,
      () => now,
    );
    broken.connect(answers);
    expect([await broken.get(), await broken.get()]).toEqual([null, null]);
    expect(asked).toBe(8);
  });
});
