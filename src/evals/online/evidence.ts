import { type Fate, judgementOf } from '../../runs/aftermath/fate.ts';
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
 * What people said of a run's last change, as SQL, one row a run: `good`, `bad` or `bad:<the first criterion that is not
 * met>`, with `label ` before it where a label on the pull request or the issue says so. Such a label outweighs an audit, that
 * an overrule, a later word an earlier one. Words on earlier trees say nothing of what was published in the end.
 */
export const SAID = `
  SELECT DISTINCT ON (l.run_id) l.run_id,
    CASE WHEN l.kind = 'label' THEN 'label ' ELSE '' END || l.label || coalesce(':' || u.criteria[1], '') AS said
  FROM fettle.label l
    JOIN LATERAL (SELECT a.number, a.gate ->> 'tree' AS tree FROM fettle.attempt a
      WHERE a.run_id = l.run_id ORDER BY a.number DESC LIMIT 1) last ON last.number = l.attempt
    LEFT JOIN fettle.audit u
      ON l.kind = 'audit' AND u.run_id = l.run_id AND u.attempt = l.attempt AND u.round = l.round
  WHERE l.label IS NOT NULL AND (l.tree IS NULL OR l.tree = last.tree)
  ORDER BY l.run_id, l.kind = 'label' DESC, l.kind = 'audit' DESC, l.id DESC`;

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
  /** What became of it after the end. */
  fate: Fate | null;
  /** What cancelled it, where the run has it. */
  by: string | null;
  /** CI was red because base was. */
  baseRed: boolean;
}

/** How a stored run counts. An outcome that this version does not know is unknown. */
export function outcomeOfEnded({ kind, reason, said, fate, by, baseRed }: Ended): EvalOutcome {
  const known = { ...judged(said, fate), ...cancelledBy(by), baseRed };
  return outcomeOf({ kind, reason, detail: '' } as RunOutcome, known);
}

function judged(said: string | null, fate: Fate | null): Evidence {
  const judgement = judgementOf({ said, fate });
  if (judgement.is === 'right') return { right: true };
  if (judgement.is === 'closed') return { closed: true };
  if (judgement.is === 'unknown') return {};
  const { by } = judgement;
  if (by === 'reverted' || by === 'reworked') return { wrong: by };
  return { wrong: WRONG_BY_CRITERION[by as Criterion] ?? 'reworked' };
}

const cancelledBy = (by: string | null): Evidence =>
  (OUTCOMES.cancelled as readonly string[]).includes(by ?? '') ? { cancelledBy: by as CancelReason } : {};
