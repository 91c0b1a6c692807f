import type { Database } from '../../../src/store/types.ts';

export const NOW = Date.parse('2026-11-25T12:00:00Z');
const DAY = 24 * 60 * 60_000;

export interface Ran {
  repo?: string;
  daysAgo?: number;
  outcome?: [kind: string, reason: string] | null;
  model?: string;
  /** One letter of its hash. */
  prompt?: string;
  /** Checks that had passed here when CI was red. */
  escaped?: string[];
  attempts?: number;
  verdicts?: string[];
  /** Hours from the request to the merge. */
  mergedAfter?: number;
  after?: 'standing' | 'reverted';
}

let last = 0;

/** A run that has ended, with what came of it. */
export async function ran(
  database: Database,
  { repo = 'acme/shop', daysAgo = 40, outcome = ['pr_good', 'ci_green'], ...more }: Ran = {},
): Promise<string> {
  const id = `run-${(last += 1)}`;
  const begun = new Date(NOW - daysAgo * DAY);
  const [owner, name] = repo.split('/');
  const arm = {
    experiment: null,
    arm: 'default',
    shares: null,
    profile: 'fettle',
    agentModel: more.model ?? 'm',
    judgeModel: 'j',
    agentPrompt: (more.prompt ?? 'a').repeat(64),
    judgePrompt: 'b'.repeat(64),
  };
  await database.pool.query(
    `INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, branch, created_at, state, outcome, arm)
     VALUES ($1, $2, $3, 1, $4, 'label', $1, '{"title": "x"}', $1, $5, $6, $7, $8)`,
    [
      id,
      owner,
      name,
      last,
      begun,
      outcome === null ? 'working' : 'ended',
      outcome === null ? null : { kind: outcome[0], reason: outcome[1], detail: '' },
      arm,
    ],
  );
  for (let number = 1; number <= (more.attempts ?? 1); number += 1)
    await database.pool.query(
      `INSERT INTO fettle.attempt (run_id, number, start_sha, feedback, spent) VALUES ($1, $2, 'a', '[]', '{"costUsd": 1}')`,
      [id, number],
    );
  for (const [round, verdict] of (more.verdicts ?? []).entries())
    await database.pool.query(`INSERT INTO fettle.gate_round (run_id, attempt, round, report) VALUES ($1, 1, $2, $3)`, [
      id,
      round,
      { verdict: { verdict } },
    ]);
  if (more.escaped !== undefined)
    await database.pool.query(
      `INSERT INTO fettle.run_event (run_id, at, attempt, kind, text, data) VALUES ($1, now(), 1, 'escape', '', $2)`,
      [id, { passed: more.escaped }],
    );
  if (more.mergedAfter !== undefined) {
    const merged = new Date(begun.getTime() + more.mergedAfter * 3_600_000);
    await database.pool.query(
      `INSERT INTO fettle.aftermath (run_id, state, merged_at, added_lines, reverted_at) VALUES ($1, $2, $3, 9, $4)`,
      [id, more.after === undefined ? 'following' : 'settled', merged, more.after === 'reverted' ? merged : null],
    );
  }
  return id;
}
