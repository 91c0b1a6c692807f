import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/evals/statistics/random.ts';
import { applyMigration, lockSchema, migrate, migrationFiles } from '../../../src/store/migrate.ts';
import type { Database } from '../../../src/store/types.ts';
import { freshDatabase, silent } from '../../store/fresh-database.ts';

let database: Database;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => await database.close());

const sql = async (text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows as unknown[];

/** All that is kept of runs, without what differs when it is counted anew. */
const facts = async () => ({
  runs: await sql(
    `SELECT f.*, NULL AS changed_at, NULL AS number, m.agent_model AS making FROM fettle.run_fact f LEFT JOIN fettle.making m ON m.id = f.making
     ORDER BY run_id`,
  ),
  repositories: await sql('SELECT * FROM fettle.repository_total WHERE runs > 0 ORDER BY repo'),
});

async function recounted() {
  await sql('DELETE FROM fettle.run_fact');
  await sql('TRUNCATE fettle.repository_total');
  await sql('SELECT fettle.refresh_facts(ARRAY(SELECT id FROM fettle.run))');
  return await facts();
}

async function addRun(id: string, repo = 'Acme/Shop'): Promise<void> {
  await sql(
    `INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, branch)
     VALUES ($1, split_part($2, '/', 1), split_part($2, '/', 2), 1, (random() * 1e9)::int, 'label', $1, '{"title": "Mend the till"}', $1)`,
    [id, repo],
  );
}

const round = (id: string, attempt: number, number: number, verdict: string) =>
  sql(
    `INSERT INTO fettle.gate_round (run_id, attempt, round, report) VALUES ($1, $2, $3, $4)
     ON CONFLICT (run_id, attempt, round) DO UPDATE SET report = excluded.report`,
    [id, attempt, number, { verdict: { verdict } }],
  );
const attempt = (id: string, number: number, costUsd: number) =>
  sql(
    `INSERT INTO fettle.attempt (run_id, number, start_sha, feedback, spent) VALUES ($1, $2, 'a', '[]', $3)
     ON CONFLICT (run_id, number) DO UPDATE SET spent = excluded.spent`,
    [id, number, { costUsd }],
  );
const escape = (id: string, passed: string[]) =>
  sql(`INSERT INTO fettle.run_event (run_id, at, attempt, kind, text, data) VALUES ($1, now(), 1, 'escape', '', $2)`, [
    id,
    { passed },
  ]);
const end = (id: string, kind: string, reason: string) =>
  sql(`UPDATE fettle.run SET state = 'ended', outcome = $2 WHERE id = $1`, [id, { kind, reason, detail: '' }]);
const ARM = { agentModel: 'm1', judgeModel: 'm2', agentPrompt: 'p1', judgePrompt: 'p2' };

test('a run that ended has its figures, and loses them when it goes on', async () => {
  await addRun('one');
  await sql('UPDATE fettle.run SET arm = $1', [ARM]);
  await attempt('one', 1, 0.1);
  await attempt('one', 2, 0.2);
  for (const [number, verdict] of ['veto', 'abstain', 'approve', 'veto'].entries())
    await round('one', 1, number, verdict);
  await escape('one', ['npm:test', 'npm:lint']);
  await escape('one', ['npm:test']);
  await end('one', 'pr_closed', 'merged');
  await sql(
    `INSERT INTO fettle.label (run_id, attempt, kind, label, by, why) VALUES ('one', 1, 'overrule', 'good', 'a', '')`,
  );
  const [fact] = (await facts()).runs as Record<string, unknown>[];
  expect(fact).toMatchObject({
    repo: 'acme/shop',
    state: 'ended',
    kind: 'pr_closed',
    reason: 'merged',
    making: 'm1',
    attempts: 2,
    cost: '0.3',
    approved: 1,
    vetoed: 2,
    abstained: 1,
    corrected: 1,
    escapes: 2,
    escaped: ['npm:lint', 'npm:test'],
    labelled: true,
    merged: true,
    ended_at: expect.any(Date),
  });
  expect(await sql('SELECT repo, runs, open, merged, cost FROM fettle.repository_total')).toEqual([
    { repo: 'acme/shop', runs: 1, open: 0, merged: 1, cost: '0.3' },
  ]);
  await sql(`UPDATE fettle.run SET state = 'watching', outcome = NULL`);
  expect((await facts()).runs).toEqual([
    expect.objectContaining({ state: 'watching', kind: null, attempts: 0, cost: '0', merged: false, ended_at: null }),
  ]);
});

test('whatever happens in whatever order, what is kept is what a new count finds', async () => {
  const random = seededRandom(7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const ids = Array.from({ length: 12 }, (_, at) => `run-${at}`);
  for (const id of ids) await addRun(id, pick(['Acme/Shop', 'acme/till', 'other/shop']));
  for (const id of ids) await attempt(id, 1, 0.25);
  const deeds: ((id: string) => Promise<unknown>)[] = [
    (id) =>
      end(
        id,
        pick(['no_pr', 'pr_good', 'pr_closed', 'pr_handed_over']),
        pick(['merged', 'hold', 'cancelled', 'budget']),
      ),
    (id) => end(id, 'pr_good', 'ci_green'),
    (id) => sql(`UPDATE fettle.run SET state = 'watching', outcome = NULL WHERE id = $1`, [id]),
    (id) => sql(`UPDATE fettle.run SET owner = $2 WHERE id = $1`, [id, pick(['acme', 'Acme', 'new'])]),
    (id) => sql(`UPDATE fettle.run SET held = NOT held WHERE id = $1`, [id]),
    (id) => sql(`UPDATE fettle.run SET arm = $2 WHERE id = $1`, [id, { ...ARM, agentModel: pick(['m1', 'm3']) }]),
    (id) => attempt(id, pick([1, 2]), random()),
    (id) => round(id, 1, pick([1, 2, 3]), pick(['veto', 'approve'])),
    (id) => escape(id, [pick(['go:test', 'npm:test'])]),
    (id) =>
      sql(
        `INSERT INTO fettle.label (run_id, attempt, kind, label, by, why) VALUES ($1, 1, 'overrule', 'good', 'a', '')`,
        [id],
      ),
    (id) => sql(`INSERT INTO fettle.aftermath (run_id, merged_at) VALUES ($1, now()) ON CONFLICT DO NOTHING`, [id]),
    (id) => sql(`UPDATE fettle.aftermath SET merged_at = NULL WHERE run_id = $1`, [id]),
    (id) =>
      sql(`INSERT INTO fettle.question (run_id, key, comment_id) VALUES ($1, 'k', 1) ON CONFLICT DO NOTHING`, [id]),
    (id) => sql(`UPDATE fettle.question SET answered_at = now() WHERE run_id = $1`, [id]),
    (id) => sql(`DELETE FROM fettle.attempt WHERE run_id = $1 AND number = 2`, [id]),
  ];
  // Several at once, often on the same run.
  for (let turn = 0; turn < 40; turn += 1)
    await Promise.all(Array.from({ length: 6 }, async () => await pick(deeds)(pick(ids))));
  await sql(`DELETE FROM fettle.run WHERE id = 'run-3'`);
  const kept = await facts();
  expect(kept.runs.length).toBeGreaterThan(10);
  expect(kept).toEqual(await recounted());
});

test('who changes a run at the same time as somebody else sees what that one has changed', async () => {
  await addRun('both');
  await attempt('both', 1, 1);
  await end('both', 'pr_good', 'ci_green');
  let second: Promise<unknown> = Promise.resolve();
  await database.transaction(async (client) => {
    const report = { verdict: { verdict: 'veto' } };
    await client.query(`INSERT INTO fettle.gate_round (run_id, attempt, round, report) VALUES ('both', 1, 1, $1)`, [
      report,
    ]);
    second = attempt('both', 1, 5);
    // Until the other one waits for this transaction.
    while ((await sql(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)).length === 0);
  });
  await second;
  expect((await facts()).runs).toContainEqual(expect.objectContaining({ run_id: 'both', vetoed: 1, cost: '5' }));
});

test('runs from before are counted by the migration', async () => {
  await database.transaction(async (client) => {
    await client.query('DROP SCHEMA fettle CASCADE');
    await lockSchema(client);
    for (const name of await migrationFiles()) if (name < '0016') await applyMigration(client, name);
  });
  await addRun('old');
  await attempt('old', 1, 2);
  await end('old', 'pr_ci_red', 'budget');
  await migrate(database, silent);
  expect(await facts()).toEqual({
    runs: [
      expect.objectContaining({
        run_id: 'old',
        kind: 'pr_ci_red',
        cost: '2',
        ended_at: expect.any(Date),
        needs_person: true,
      }),
    ],
    repositories: [{ repo: 'acme/shop', runs: 1, open: 0, merged: 0, cost: '2', last_run_at: expect.any(Date) }],
  });
});
