import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { answerAudit, drawAudits } from '../../../src/evals/online/audit-store.ts';
import { onlineReport } from '../../../src/evals/online/online-report.ts';
import { onlineText } from '../../../src/evals/online/online-text.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase } from '../../store/fresh-database.ts';
import { ARM, inExperiment, type StoredRun, storeRuns } from './stored-runs.ts';

const DAY = 24 * 60;
const since = new Date(Date.now() - 30 * DAY * 60_000);
const GREEN = { kind: 'pr_good', reason: 'ci_green' } as const;
const RED = { kind: 'pr_ci_red', reason: 'repairs_spent' } as const;
const VETO = { kind: 'no_pr', reason: 'judge_veto' } as const;

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.close());

test('production is counted by outcome, repository, model and arm; what people found wrong is wrong', async () => {
  await storeRuns(database, [
    { id: 'good', verdict: 'approve' },
    { id: 'bad', verdict: 'approve', repository: 'Acme/Other' },
    { id: 'unsaid', verdict: 'approve', arm: { ...ARM, agentModel: 'agent-2' } },
    { id: 'red', outcome: RED, verdict: 'approve', repository: 'acme/other' },
    { id: 'vetoed', outcome: VETO, verdict: 'veto', arm: null },
    { id: 'infra', outcome: { kind: 'no_pr', reason: 'infra' } },
    { id: 'closed', outcome: { kind: 'pr_closed', reason: 'unmerged' } },
    { id: 'newer', outcome: { kind: 'no_pr', reason: 'of another version' as 'infra' } },
    { id: 'open', outcome: null },
    { id: 'long ago', ago: 31 * DAY },
  ]);
  await drawAudits(database, { sample: 100, seed: 1, from: since });
  const say = { attempt: 1, round: 1, by: 'ann', why: '' };
  await answerAudit(database, { ...say, runId: 'good', label: 'good', criteria: [] });
  await answerAudit(database, { ...say, runId: 'bad', label: 'bad', criteria: ['nothing_else'] });
  // Of a tree that was changed afterwards, which says nothing of what was published; and against what an audit found.
  await database.pool.query(
    `INSERT INTO fettle.label (run_id, attempt, kind, label, by, why, tree)
     VALUES ('unsaid', 1, 'overrule', 'bad', 'mia', '', 'an earlier tree'), ('good', 1, 'overrule', 'bad', 'mia', '', 'tree'), ('vetoed', 1, 'overrule', 'good', 'mia', '', 'tree')`,
  );
  const report = await onlineReport(database, { since, experiment: null });

  expect(report).toMatchObject({ ended: 8, open: 1, overall: { n: 6, cancelled: 1, infra: { count: 1, n: 7 } } });
  expect(report.overall.rates.map(({ outcome, rate }) => [outcome, rate.count])).toEqual([
    ['pr_good', 1],
    ['pr_wrong{scope}', 1],
    ['pr_ci_red{code}', 1],
    ['no_pr{judge_veto}', 1],
    ['unknown', 2],
  ]);
  expect(report.by.repository.map(({ name, n }) => [name, n])).toEqual([
    ['acme/shop', 4],
    ['acme/other', 2],
  ]);
  expect(report.by.agentModel.map(({ name, n }) => [name, n])).toEqual([
    ['agent-1', 4],
    ['agent-2', 1],
    ['not stored', 1],
  ]);
  expect(report.judge).toMatchObject({ approved: 4, vetoed: 1, vetoes: { count: 1, n: 5 }, overruled: 1 });
  expect(report.judge.errors).toMatchObject({ answered: 2, badAmongApproved: { count: 1, n: 2 } });
  expect(report.by.agentPrompt.map(({ name }) => name)).toEqual(['a'.repeat(64), 'not stored']);
  const text = onlineText(report);
  expect(text).toContain(`  ${'a'.repeat(12)}  `);
  expect(text).toContain('pr_wrong{scope}           16.7 % [3.0, 56.4] (1 of 6)');
  expect(report.failureModes).toMatchObject({
    n: 6,
    fm1: { count: 1 },
    fm2: { count: 1 },
    fm3: { count: 1 },
    unknown: 2,
  });
  expect(text).toContain('After the merge: nothing was merged.');
});

/** Of every ten runs of an arm this many are green; the rest end with a red CI. */
const armRuns = (arm: 'a' | 'b', n: number, green: number): StoredRun[] =>
  Array.from({ length: n }, (_, at) => ({
    id: `${arm}${at}`,
    arm: inExperiment(arm),
    outcome: at % 10 < green ? GREEN : RED,
    verdict: 'approve' as const,
    ago: n - at,
    costUsd: arm === 'a' ? 2 : 1,
  }));

test('two arms are compared on any day, with their guards, their cost and the split between them', async () => {
  await storeRuns(database, [...armRuns('a', 60, 9), ...armRuns('b', 70, 4)]);
  const [found] = (await onlineReport(database, { since: null, experiment: 'kinder' })).experiments;
  expect(found?.arms.map(({ name, assigned, costPerRun }) => [name, assigned, costPerRun])).toEqual([
    ['b', 70, 1],
    ['a', 60, 2],
  ]);
  expect(found?.split).toMatchObject({ broken: false, expected: [65, 65] });
  expect(found?.metrics.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['green', 'better'],
    ['ci_red', 'better'],
    ['no_pr', 'too few runs to tell'],
    ['wrong', 'too few runs to tell'],
    ['reverted', 'too few runs to tell'],
  ]);
  expect(found?.metrics[0]?.difference).toMatchObject({ a: { count: 28, n: 70 }, b: { count: 54, n: 60 }, pairs: 60 });
  expect(found?.warnings).toEqual([]);
  // Next to the rates of any period it is told of as a whole, counted again or not.
  const halfAnHour = new Date(Date.now() - 30 * 60_000);
  for (const period of [since, halfAnHour, null])
    expect((await onlineReport(database, { since: period, experiment: null })).experiments).toEqual([found]);
  const cut = await onlineReport(database, { since: halfAnHour, experiment: 'kinder' });
  expect(cut.experiments[0]?.arms.map(({ assigned }) => assigned)).toEqual([29, 29]);
  expect((await onlineReport(database, { since: null, experiment: 'none' })).experiments).toEqual([]);
});

test('a split that is not as the shares say takes the word from every difference', async () => {
  await storeRuns(
    database,
    armRuns('b', 60, 4).map((run) => ({ ...run, id: `more ${run.id}`, outcome: null })),
  );
  const report = await onlineReport(database, { since: null, experiment: 'kinder' });
  const [found] = report.experiments;
  expect(found?.split).toMatchObject({ broken: true, expected: [95, 95] });
  expect(found?.metrics.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 5 }, () => 'unknown'));
  expect(onlineText(report)).toMatch(/WARNING: The runs are not split[\s\S]*split: p=3.8e-7, BROKEN/);
});

test('what became of merged changes is counted, and what was reverted or rewritten is wrong', async () => {
  const merged = ['reverted', 'reworked', 'reopened', 'stood', 'followed', 'rewritten branch'];
  await storeRuns(
    database,
    merged.map((id) => ({ id, repository: 'acme/merged', arm: inExperiment('a', { experiment: 'merges' }) })),
  );
  await database.pool.query(
    `INSERT INTO fettle.aftermath (run_id, state, merged_at, reverted_at, added_lines, reworked_at, reopened_at) VALUES
      ('reverted', 'following', now(), now(), 9, NULL, NULL), ('reworked', 'settled', now(), NULL, 9, now(), NULL),
      ('reopened', 'settled', now(), NULL, 9, NULL, now()), ('stood', 'settled', now(), NULL, 9, NULL, NULL),
      ('followed', 'following', now(), NULL, 9, NULL, NULL), ('rewritten branch', 'settled', now(), NULL, NULL, NULL, NULL)`,
  );
  const report = await onlineReport(database, { since: null, experiment: 'merges' });
  expect(report.overall.rates.map(({ outcome, rate }) => [outcome, rate.count])).toEqual([
    ['pr_good', 1],
    ['pr_wrong{reverted}', 1],
    ['pr_wrong{reworked}', 1],
    ['unknown', 3],
  ]);
  expect(report.afterMerge).toEqual({ merged: 6, reverted: 1, reworked: 1, reopened: 1, standing: 1, following: 1 });
  expect(report.failureModes).toMatchObject({ n: 6, fm3: { count: 2, n: 6 }, unknown: 3 });
  const { metrics } = report.experiments[0] as (typeof report.experiments)[0];
  expect(metrics.map(({ name, difference }) => [name, difference.a.count + difference.b.count])).toEqual([
    ['green', 4],
    ['ci_red', 0],
    ['no_pr', 0],
    ['wrong', 2],
    ['reverted', 1],
  ]);
  expect(onlineText(report)).toContain(
    '6 merged: 1 reverted, 1 reworked, 1 with their issue opened again,\n  1 left standing to the end, 1 still followed, 1 that could not',
  );
});
