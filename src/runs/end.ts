import { describeError } from '../errors.ts';
import { endComment, endMarker } from '../github/texts.ts';
import { tellCheckAtEnd } from './end-check.ts';
import type { RunParts } from './parts.ts';
import type { CancelledBy, GateReport, NoPrReason, Outcome, Run } from './types.ts';

export const NEEDS_HUMAN = 'fettle:needs-human';

export function noPullRequest(reason: NoPrReason, detail: string): Outcome {
  return { kind: 'no_pr', reason, detail };
}

/** `by` null: from before it was kept. */
export function cancelledRun(detail: string, by: CancelledBy | null): Outcome {
  return { kind: 'no_pr', reason: 'cancelled', detail, ...(by === null ? {} : { by }) };
}

/** Whether somebody has to act now: then there is a comment that notifies, and a label to find it by. */
export function needsHuman(outcome: Outcome): boolean {
  switch (outcome.kind) {
    case 'no_pr':
      return outcome.reason !== 'cancelled';
    case 'pr_ci_red':
      return true;
    case 'pr_handed_over':
      return outcome.reason !== 'cancelled' && outcome.reason !== 'person_pushed';
    case 'pr_closed':
    case 'pr_good':
      return false;
  }
}

/**
 * Ends a run in exactly one typed outcome. What people read comes first and the database last, so that a crash in
 * between repeats the saying (each comment is found again by its marker) and never loses it.
 */
export async function endRun(
  run: Run,
  outcome: Outcome,
  parts: RunParts,
  report: GateReport | null = null,
  patch?: string,
): Promise<void> {
  const github = parts.github.for(run.repo);
  const safe: Outcome = { ...outcome, detail: parts.redact(outcome.detail) };
  try {
    if (outcome.kind !== 'pr_good' && outcome.kind !== 'pr_closed') {
      const attempts = await parts.store.attempts(run.id);
      await github.upsertComment(
        run.prNumber ?? run.issue,
        endMarker(run.id),
        endComment({
          run,
          outcome: safe,
          report,
          attempts,
          ...(patch === undefined ? {} : { patch }),
          label: parts.settings.label,
          redact: parts.redact,
        }),
        null,
      );
    }
    // On the issue too, where whoever asked looks for it; a new run takes it off there.
    const places = needsHuman(outcome) ? new Set([run.issue, run.prNumber ?? run.issue]) : [];
    for (const place of places) await github.addLabels(place, [NEEDS_HUMAN]);
    await tellCheckAtEnd(run, safe, github, parts);
  } catch (error) {
    // An uninstalled app or a deleted repository can't be told anything; the outcome still counts.
    parts.log.warn({ run: run.id, error: describeError(error) }, 'could not say how the run ended');
  }
  parts.status.say(
    run,
    (await parts.store.latestAttempt(run.id))?.number ?? 1,
    'ended',
    `${outcome.kind}{${outcome.reason}}`,
    safe,
  );
  const ended = await parts.store.update(run.id, { state: 'ended', outcome: safe });
  await parts.status.flush(ended);
}
