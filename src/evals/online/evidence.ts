import type { Outcome as RunOutcome } from '../../runs/types.ts';
import type { Criterion } from '../../judge/types.ts';
import {
  type CancelReason,
  type EvalOutcome,
  type Evidence,
  OUTCOMES,
  outcomeOf,
  type WrongReason,
} from '../outcome.ts';

/**
 * What people said of a run's last change, as SQL: `good`, `bad` or `bad:<the first criterion that is not met>`, one row a run. An audit outweighs an
 * overrule, a later word an earlier one. Labels of earlier trees say nothing of what was published in the end.
 */
export const SAID = `
  SELECT DISTINCT ON (l.run_id) l.run_id, l.label || coalesce(':' || u.criteria[1], '') AS said
  FROM fettle.label l
    JOIN LATERAL (SELECT a.number, a.gate ->> 'tree' AS tree FROM fettle.attempt a
      WHERE a.run_id = l.run_id ORDER BY a.number DESC LIMIT 1) last ON last.number = l.attempt
    LEFT JOIN fettle.audit u
      ON l.kind = 'audit' AND u.run_id = l.run_id AND u.attempt = l.attempt AND u.round = l.round
  WHERE l.label IS NOT NULL AND (l.tree IS NULL OR l.tree = last.tree)
  ORDER BY l.run_id, l.kind = 'audit' DESC, l.id DESC`;

/** The reason of `pr_wrong` for the criterion that an auditor found not to be met. */
export const WRONG_BY_CRITERION: Record<Criterion, WrongReason> = {
  does_what_was_asked: 'reworked',
  nothing_else: 'scope',
  no_weakened_checks: 'tamper',
  plausibly_correct: 'regression',
};

/** Of a run's outcome, as far as it matters for counting. */
export interface Ended {
  kind: string;
  reason: string;
  /** As of `SAID`; null when nobody said anything. */
  said: string | null;
  /** What cancelled it, where the run has it. */
  by: string | null;
  /** CI was red because base was. */
  baseRed: boolean;
}

/** How a stored run counts. An outcome that this version does not know is unknown. */
export function outcomeOfEnded({ kind, reason, said, by, baseRed }: Ended): EvalOutcome {
  return outcomeOf({ kind, reason, detail: '' } as RunOutcome, { ...saidOf(said), ...cancelledBy(by), baseRed });
}

function saidOf(said: string | null): Evidence {
  if (said === 'good') return { right: true };
  if (said === null) return {};
  const [, criterion] = said.split(':');
  return { wrong: WRONG_BY_CRITERION[criterion as Criterion] ?? 'reworked' };
}

const cancelledBy = (by: string | null): Evidence =>
  (OUTCOMES.cancelled as readonly string[]).includes(by ?? '') ? { cancelledBy: by as CancelReason } : {};
