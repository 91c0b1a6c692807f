import { runStore } from '../../src/runs/store.ts';
import type { Database } from '../../src/store/types.ts';

export const REPO = { owner: 'acme', name: 'shop', installationId: 5 };
/** Runs that are not ended: as many in either database. */
export const ACTIVE = 1000;

export const headOf = (n: number) => n.toString(16).padStart(40, '0');

/** `ended` runs that are over, each with an attempt and an event, then as many active ones as everywhere. */
export async function fill({ pool }: Database, ended: number): Promise<void> {
  const columns =
    'id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, state, branch, base_branch, base_sha, pr_number, head_sha, outcome';
  const rows = (from: number, to: number, state: string, outcome: string) =>
    `INSERT INTO fettle.run (${columns})
     SELECT gen_random_uuid()::text, '${REPO.owner}', '${REPO.name}', ${REPO.installationId}, n, 'label', 'label:' || n,
       jsonb_build_object('title', 'issue ' || n, 'body', repeat('text ', 40)), '${state}', 'fettle/' || n, 'main',
       lpad(to_hex(n + 1), 40, '0'), n, lpad(to_hex(n), 40, '0'), ${outcome}
     FROM generate_series(${from}, ${to}) AS n`;
  const client = await pool.connect();
  try {
    // No webhook asks for the facts that lists and figures need, and making them takes most of the time.
    await client.query('SET session_replication_role = replica');
    await client.query(rows(ACTIVE + 1, ACTIVE + ended, 'ended', `'{"kind": "pr_good", "reason": "ci_green"}'`));
    await client.query(rows(1, ACTIVE, 'watching', 'NULL'));
    await client.query(
      `INSERT INTO fettle.attempt (run_id, number, start_sha, feedback, spent)
     SELECT id, 1, base_sha, '[]', '{}' FROM fettle.run`,
    );
    await client.query(
      `INSERT INTO fettle.run_event (run_id, at, attempt, kind, text)
     SELECT id, now(), 1, 'ci', 'CI is green' FROM fettle.run`,
    );
    await client.query('SET session_replication_role = DEFAULT');
  } finally {
    client.release();
  }
  await pool.query('VACUUM ANALYZE');
  // What storing them has left to be written must not be written while the others are measured.
  await pool.query('CHECKPOINT');
}

/** What every webhook and every look asks of the store, each by a name. */
export async function lookUps(database: Database): Promise<Record<string, () => Promise<unknown>>> {
  const store = runStore(database);
  const [run] = await store.activeBySha(REPO, headOf(7));
  if (run === undefined) throw new Error('a run that was stored is not found');
  return {
    'runs of a head': () => store.activeBySha(REPO, headOf(7)),
    'runs of a branch': () => store.activeByBranch(REPO, 'fettle/7'),
    'the run of an issue': () => store.activeFor(REPO, 7),
    'the run of a pull request': () => store.latestFor(REPO, 7),
    'one run': () => store.get(run.id),
    'what a run was told to stop for': () => store.cancelled([run.id]),
    'attempts of a run': () => store.attempts(run.id),
    'the latest attempt': () => store.latestAttempt(run.id),
    'turns of an attempt': () => store.turns(run.id, 1),
    'events of a run': () => store.events(run.id),
    'what a run has spent': () => store.spentOf(run.id, 'repair', null),
    'a change of a run': () => store.update(run.id, { headSha: headOf(7) }),
    'all active runs': () => store.active(),
  };
}
