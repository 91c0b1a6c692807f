import { deflateSync } from 'node:zlib';
import type { RunArm } from '../../../src/runs/arm.ts';
import type { Outcome, RunState } from '../../../src/runs/types.ts';
import type { Database } from '../../../src/store/types.ts';

export const ARM: RunArm = {
  experiment: null,
  arm: 'default',
  shares: null,
  agentModel: 'agent-1',
  judgeModel: 'judge-1',
  profile: 'fettle',
  agentPrompt: 'a'.repeat(64),
  judgePrompt: 'b'.repeat(64),
};

export const inExperiment = (arm: 'a' | 'b', change: Partial<RunArm> = {}): RunArm => ({
  ...ARM,
  experiment: 'kinder',
  arm,
  shares: [
    { name: 'b', share: 0.5 },
    { name: 'a', share: 0.5 },
  ],
  ...change,
});

export interface StoredRun {
  id: string;
  repository?: string;
  state?: RunState;
  outcome?: Omit<Outcome, 'detail'> | null;
  arm?: RunArm | null;
  /** Minutes before now. */
  ago?: number;
  title?: string;
  verdict?: 'approve' | 'veto' | 'abstain' | null;
  unmet?: string;
  diff?: string;
  attempt?: number;
  baseSha?: string;
  tree?: string;
  costUsd?: number;
}

export const DIFF = `diff --git a/src/sum.js b/src/sum.js
index 1111111..2222222 100644
--- a/src/sum.js
+++ b/src/sum.js
@@ -1 +1 @@
-export const sum = (a, b) => a - b;
+export const sum = (a, b) => a + b;
`;

let issue = 0;

/** Puts runs with one attempt each into the database, as the app would have left them. */
export async function storeRuns(database: Database, runs: readonly StoredRun[]): Promise<void> {
  for (const run of runs) {
    issue += 1;
    const [owner, name] = (run.repository ?? 'acme/shop').split('/');
    const at = new Date(Date.now() - (run.ago ?? 60) * 60_000);
    const task = {
      title: run.title ?? 'sum subtracts',
      body: 'It should add.',
      comments: [],
      request: null,
      requestedBy: 'ann',
      requestedAt: '2026-11-24T00:00:00Z',
      hash: run.id,
    };
    const outcome = run.outcome === undefined ? { kind: 'pr_good', reason: 'ci_green' } : run.outcome;
    await database.pool.query(
      `INSERT INTO fettle.run (id, owner, name, installation_id, issue, trigger_kind, trigger_key, task, state, outcome,
         branch, base_sha, arm, created_at, updated_at)
       VALUES ($1, $2, $3, 1, $4, 'label', $1, $5, $6, $7, 'fettle/1', $10, $8, $9, $9)`,
      [
        run.id,
        owner,
        name,
        issue,
        JSON.stringify(task),
        run.state ?? (outcome === null ? 'watching' : 'ended'),
        outcome === null ? null : JSON.stringify({ ...outcome, detail: '' }),
        run.arm === null ? null : JSON.stringify(run.arm ?? ARM),
        at,
        run.baseSha ?? 'base',
      ],
    );
    const spent = { turns: 1, usage: {}, costUsd: run.costUsd ?? 0.5, ms: 1 };
    const gate =
      run.verdict === undefined || run.verdict === null ? null : gateOf(run.verdict, run.unmet, run.tree ?? 'tree');
    await database.pool.query(
      `INSERT INTO fettle.attempt (run_id, number, start_sha, feedback, spent, tree, gate, created_at)
       VALUES ($1, $5, 'base', '[]', $2, 'tree', $3, $4)`,
      [run.id, JSON.stringify(spent), JSON.stringify(gate), at, run.attempt ?? 1],
    );
    const patch = deflateSync(Buffer.from(run.diff ?? DIFF));
    if (gate !== null)
      await database.pool.query(
        'INSERT INTO fettle.gate_round (run_id, attempt, round, report, patch, at) VALUES ($1, $5, 1, $2, $3, $4)',
        [run.id, JSON.stringify(gate), patch, at, run.attempt ?? 1],
      );
  }
}

function gateOf(verdict: string, unmet = 'nothing_else', tree = 'tree') {
  const names = ['does_what_was_asked', 'nothing_else', 'no_weakened_checks', 'plausibly_correct'];
  const criteria = Object.fromEntries(
    names.map((name) => [name, { met: verdict !== 'veto' || name !== unmet, why: 'It is so.' }]),
  );
  return {
    tree,
    baseSha: 'base',
    passed: verdict !== 'veto',
    findings: [],
    reports: [],
    verdict: { verdict, criteria, objections: [], unrequested: [], model: 'judge-1', promptHash: 'b'.repeat(64) },
  };
}
