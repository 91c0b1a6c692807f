import { describeError } from '../errors.ts';
import { endComment, endMarker } from '../github/texts.ts';
import { tellCheckAtEnd } from './end-check.ts';
import { needsHuman } from './needs-human.ts';
import { endNotice } from './notices/end-notice.ts';
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
  const notice = endNotice(run, safe, parts.settings.label);
  if (notice !== null) await parts.notices.notify(notice.kind, run, notice.cause, notice.text);
  const ended = await parts.store.update(run.id, { state: 'ended', outcome: safe });
  await parts.status.flush(ended);
}
