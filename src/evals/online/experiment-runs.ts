import { z } from 'zod';
import type { Queries } from './queries.ts';
import { RunArm } from '../../runs/arm.ts';
import { type EvalOutcome, isInfra } from '../outcome.ts';
import type { EndedGroup } from './ended-runs.ts';
import { FATE } from '../../runs/aftermath/fate.ts';
import { type Ended, outcomeOfEnded, SAID } from './evidence.ts';

/** Experiments with a run in the period, the one with the latest run first, and when each began. */
export async function experimentNames(on: Queries, since: Date | null): Promise<{ name: string; first: Date }[]> {
  const { rows } = await on.query<{ name: string; first: Date }>(
    `SELECT experiment AS name, min(created_at) AS first FROM fettle.run WHERE experiment IS NOT NULL
     GROUP BY 1 HAVING $1::timestamptz IS NULL OR max(created_at) >= $1 ORDER BY max(created_at) DESC`,
    [since],
  );
  return rows;
}

const Assigned = z.object({ arm: RunArm, runs: z.coerce.number() });
export type Assigned = z.infer<typeof Assigned>;

/** All runs of an experiment by what they were made with, ended or not. */
export async function assignedRuns(on: Queries, experiment: string, since: Date | null): Promise<Assigned[]> {
  const { rows } = await on.query(
    `SELECT r.arm, count(*) AS runs FROM fettle.run r
     WHERE r.experiment = $1 AND ($2::timestamptz IS NULL OR r.created_at >= $2)
     GROUP BY 1`,
    [experiment, since],
  );
  return z.array(Assigned).parse(rows);
}

/** What all runs of each arm have cost, in US dollars. */
export async function costsOf(on: Queries, experiment: string, since: Date | null): Promise<Map<string, number>> {
  const { rows } = await on.query<{ arm: string; cost: number }>(
    `SELECT r.arm ->> 'arm' AS arm, sum((a.spent ->> 'costUsd')::float8) AS cost
     FROM fettle.run r JOIN fettle.attempt a ON a.run_id = r.id
     WHERE r.experiment = $1 AND ($2::timestamptz IS NULL OR r.created_at >= $2)
     GROUP BY 1`,
    [experiment, since],
  );
  return new Map(rows.map(({ arm, cost }) => [arm, cost]));
}

/** What became of a run, in a letter: green (or merged), CI red, no pull request, reverted, wrong in another way, unknown. */
export type Letter = 'g' | 'c' | 'n' | 'r' | 'w' | 'u';

/** Null for what is not counted: infrastructure, cancelled, not applicable. */
export function letterOf(ended: Ended): Letter | null {
  const outcome: EvalOutcome = outcomeOfEnded(ended);
  if (isInfra(outcome) || outcome.kind === 'cancelled' || outcome.kind === 'not_applicable') return null;
  if (outcome.kind === 'pr_wrong') return outcome.reason === 'reverted' ? 'r' : 'w';
  if (outcome.kind === 'pr_ci_red') return 'c';
  if (outcome.kind === 'no_pr') return 'n';
  const green = ended.kind === 'pr_good' || (ended.kind === 'pr_closed' && ended.reason === 'merged');
  return green || outcome.kind === 'pr_good' ? 'g' : 'u';
}

/**
 * For each arm of an experiment a letter a run, in the order in which they ended. `groups` are the experiment's: they say
 * which outcomes there are. One text an arm keeps a million runs to a megabyte.
 */
export async function endedLetters(
  on: Queries,
  experiment: string,
  since: Date | null,
  groups: readonly EndedGroup[],
): Promise<Map<string, string>> {
  const known = new Map<string, Letter>();
  for (const group of groups) {
    const letter = letterOf(group);
    if (letter !== null)
      known.set(JSON.stringify([group.kind, group.reason, group.by, group.said, group.fate]), letter);
  }
  const keys = [...known.keys()].map((key) => JSON.parse(key) as (string | null)[]);
  const { rows } = await on.query<{ arm: string; letters: string }>(
    `SELECT r.arm ->> 'arm' AS arm, string_agg(m.letter, '' ORDER BY r.updated_at, r.id) AS letters
     FROM fettle.run r LEFT JOIN (${SAID}) s ON s.run_id = r.id LEFT JOIN fettle.aftermath a ON a.run_id = r.id
       JOIN unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
         AS m (kind, reason, by, said, fate, letter)
       ON m.kind = r.outcome ->> 'kind' AND m.reason = r.outcome ->> 'reason'
         AND m.by IS NOT DISTINCT FROM r.outcome ->> 'by' AND m.said IS NOT DISTINCT FROM s.said
         AND m.fate IS NOT DISTINCT FROM ${FATE}
     WHERE r.state = 'ended' AND r.experiment = $1 AND ($2::timestamptz IS NULL OR r.created_at >= $2)
     GROUP BY 1`,
    [experiment, since, ...[0, 1, 2, 3, 4].map((at) => keys.map((key) => key[at])), [...known.values()]],
  );
  return new Map(rows.map(({ arm, letters }) => [arm, letters]));
}
