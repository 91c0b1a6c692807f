import type { PoolClient } from 'pg';
import type { Database } from '../../src/store/types.ts';

/** Owners and repositories: a few have most of the runs, as in life. */
const OWNERS = 100;
export const REPOSITORIES = 5_000;
/** Runs that have not ended. */
const OPEN = 1_000;
/** Runs with a timeline as long as it is in life; all others have the three lines that matter to figures. */
const FULL = 200;
/** Facts made again in one statement. */
const FACTS = 50_000;

export const repositoryName = (n: number) => `owner-${n % OWNERS}/repo-${n}`;

/** Runs of two years with all that belongs to them: attempts, gates, timelines, what people said and what came after. */
export async function fill(database: Database, runs: number): Promise<void> {
  const client = await database.pool.connect();
  try {
    // What follows from other tables is made in one go at the end.
    await client.query('SET session_replication_role = replica');
    await client.query("SET synchronous_commit = off; SET work_mem = '256MB'; SELECT setseed(0.5)");
    for (const step of STEPS) await client.query(step(runs));
    await client.query('ANALYZE');
    await facts(client);
    await client.query('RESET ALL');
    await client.query('VACUUM (ANALYZE) fettle.run_fact');
    await client.query('ANALYZE');
    await client.query('CHECKPOINT');
  } finally {
    client.release();
  }
}

const STEPS: readonly ((runs: number) => string)[] = [
  (runs) => `
    CREATE TEMP TABLE drawn AS SELECT n, gen_random_uuid()::text AS id, floor(${REPOSITORIES} * power(random(), 3))::int AS repo,
      now() - (${runs} - n) * (interval '730 days' / ${runs}) AS at, random() AS lot, random() AS fate, random() AS more,
      n > ${runs - OPEN} AS open
    FROM generate_series(1, ${runs}) n`,
  () => `
    CREATE TEMP TABLE ended AS SELECT d.*, (CASE
      WHEN open THEN NULL
      WHEN lot < 0.12 THEN '{"kind": "no_pr", "reason": "judge_veto", "detail": ""}'
      WHEN lot < 0.16 THEN '{"kind": "no_pr", "reason": "gave_up", "detail": ""}'
      WHEN lot < 0.19 THEN '{"kind": "no_pr", "reason": "verifier_red", "detail": ""}'
      WHEN lot < 0.21 THEN '{"kind": "no_pr", "reason": "infra", "detail": ""}'
      WHEN lot < 0.2105 THEN '{"kind": "no_pr", "reason": "guard_veto", "detail": ""}'
      WHEN lot < 0.30 THEN '{"kind": "pr_ci_red", "reason": "repairs_spent", "detail": ""}'
      WHEN lot < 0.36 THEN '{"kind": "pr_handed_over", "reason": "person_pushed", "detail": ""}'
      WHEN lot < 0.41 THEN '{"kind": "pr_closed", "reason": "unmerged", "detail": ""}'
      ELSE '{"kind": "pr_good", "reason": "ci_green", "detail": ""}' END)::jsonb AS outcome
    FROM drawn d`,
  () => `
    INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, state, branch, base_branch,
      base_sha, pr_number, head_sha, outcome, created_at, updated_at, ended_at, arm)
    SELECT id, 'owner-' || repo % ${OWNERS}, 'repo-' || repo, 1, n, 'label', 'label:' || n,
      jsonb_build_object('title', concat_ws(' ', w.verbs[1 + n % 8], 'the', w.nouns[1 + (n / 8) % 40], 'of the', w.nouns[1 + (n / 320) % 40],
          'in', 'part' || n % 977), 'body', repeat('What is wrong and what is wanted instead. ', 10), 'comments', '[]'::jsonb,
        'request', null, 'requestedBy', 'ann', 'requestedAt', '2026-01-01T00:00:00Z', 'hash', 'h'),
      CASE WHEN open THEN 'watching' ELSE 'ended' END, 'fettle/' || n, 'main', md5(n::text), CASE WHEN lot >= 0.2105 OR open THEN n END,
      md5(id), outcome, at, at + interval '2 hours', CASE WHEN NOT open THEN at + interval '2 hours' END,
      jsonb_build_object('experiment', null, 'arm', 'default', 'shares', null, 'agentModel', 'model-' || n % 3, 'judgeModel', 'judge-' || n % 2,
        'profile', 'fettle', 'agentPrompt', repeat(md5((extract(epoch FROM at)::bigint / 5000000)::text), 2), 'judgePrompt', repeat(md5('judge'), 2))
    FROM ended, (SELECT '{fix,add,remove,rename,update,speed up,document,test}'::text[] AS verbs,
      ARRAY(SELECT 'noun' || chr(97 + i % 26) || i FROM generate_series(1, 40) i) AS nouns) w`,
  () => `
    INSERT INTO fettle.attempt (run_id, number, start_sha, feedback, stage, spent, tree, created_at)
    SELECT id, number, md5(id), '[]', 'published', jsonb_build_object('turns', 12, 'costUsd', round((more * 2)::numeric, 4), 'ms', 60000,
      'usage', jsonb_build_object('input', 1000, 'output', 2000, 'cacheRead', 3000, 'cacheWrite', 400)), md5(id), at
    FROM ended, generate_series(1, CASE WHEN more < 0.75 THEN 1 WHEN more < 0.93 THEN 2 ELSE 3 END) number`,
  () => `
    INSERT INTO fettle.gate_round (run_id, attempt, round, report, at)
    SELECT id, 1, round, jsonb_build_object('tree', md5(id), 'verdict', jsonb_build_object('verdict',
      CASE WHEN round = 1 AND fate < 0.25 OR lot < 0.12 THEN 'veto' ELSE 'approve' END)), at
    FROM ended, generate_series(1, CASE WHEN fate < 0.25 THEN 2 ELSE 1 END) round`,
  () => `
    INSERT INTO fettle.run_event (run_id, at, attempt, kind, text)
    SELECT id, at + i * interval '1 minute', 1, kind, 'A line of the timeline of this run' FROM ended,
      unnest('{acknowledged,attempt_started,ended}'::text[]) WITH ORDINALITY AS lines (kind, i)`,
  () => `
    INSERT INTO fettle.run_event (run_id, at, attempt, kind, text, data)
    SELECT id, at + interval '5 minutes', 1, 'escape', 'CI found what npm:test did not: build',
      jsonb_build_object('passed', CASE WHEN n % 3 = 0 THEN '["npm:test"]' WHEN n % 3 = 1 THEN '["go:test", "go:vet"]' ELSE '["maven:test"]' END::jsonb)
    FROM ended WHERE more > 0.75 AND NOT open`,
  (runs) => `
    INSERT INTO fettle.run_event (run_id, at, attempt, kind, text)
    SELECT id, at + i * interval '3 seconds', 1, CASE WHEN i % 3 = 0 THEN 'turn' ELSE 'tool' END, 'Read src/part-' || i || '.ts and changed it'
    FROM ended, generate_series(1, 300) i WHERE n > ${runs - FULL}`,
  () => `
    INSERT INTO fettle.aftermath (run_id, state, merged_at, merge_sha, closed_at, reverted_at, reverted_by, added_lines, reworked_lines, reworked_at, look_at)
    SELECT id, CASE WHEN at < now() - interval '32 days' THEN 'settled' ELSE 'following' END,
      CASE WHEN fate < 0.7 THEN at + fate * interval '3 days' END, CASE WHEN fate < 0.7 THEN md5(id) END,
      CASE WHEN fate > 0.8 THEN at + interval '2 days' END, CASE WHEN fate < 0.02 THEN at + interval '5 days' END,
      CASE WHEN fate < 0.02 THEN 'commit:a' END, 40, 0, CASE WHEN fate BETWEEN 0.02 AND 0.05 THEN at + interval '6 days' END, NULL
    FROM ended WHERE lot >= 0.36 AND NOT open`,
  () => `
    INSERT INTO fettle.label (run_id, attempt, kind, label, by, why, tree, at)
    SELECT id, 1, 'overrule', 'good', 'ann', 'It does.', md5(id), at FROM ended WHERE lot < 0.005 AND NOT open`,
];

/** As the migration does it: without indexes first, which take longer than all the rest while they grow row by row. */
async function facts(client: PoolClient): Promise<void> {
  await client.query('SET session_replication_role = DEFAULT');
  await client.query('DELETE FROM fettle.run_fact');
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
     WHERE indrelid = 'fettle.run_fact'::regclass AND NOT indisunique`,
  );
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await client.query('ALTER TABLE fettle.run_fact DISABLE TRIGGER USER');
  const { rows } = await client.query<{ id: string }>('SELECT id FROM ended ORDER BY n');
  for (let from = 0; from < rows.length; from += FACTS)
    await client.query('SELECT fettle.refresh_facts($1)', [rows.slice(from, from + FACTS).map(({ id }) => id)]);
  for (const { definition } of indexes) await client.query(definition);
  await client.query('ALTER TABLE fettle.run_fact ENABLE TRIGGER USER');
  await client.query(
    `INSERT INTO fettle.repository_total (repo, runs, open, merged, cost, last_run_at)
     SELECT repo, count(*), count(*) FILTER (WHERE state <> 'ended'), count(*) FILTER (WHERE merged), sum(cost), max(created_at)
     FROM fettle.run_fact GROUP BY repo`,
  );
}
