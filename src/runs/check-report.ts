import { describeError } from '../errors.ts';
import type { ChangeText } from '../github/texts/change-text.ts';
import { checkRunText } from '../github/texts/check-run-text.ts';
import { needsALook } from '../github/texts/glance-line.ts';
import type { CheckReport, GitHub } from '../github/types.ts';
import { parseDiff } from '../guards/parse-diff.ts';
import type { DiffFile } from '../guards/types.ts';
import { checkAnnotations } from './check-annotations.ts';
import type { Log } from './parts.ts';
import type { Outcome } from './types.ts';

/** The name of our check run. */
export const CHECK = 'fettle';

/**
 * What our check on a commit says. It succeeds where the gate passed and nothing is left for a reviewer to find out; it is
 * neutral where something was not verified, the judge objects, or the run was handed over. It never fails: whatever
 * does not pass the gate is not pushed, and a red CI is CI's to say. GitHub counts neutral as passed where a branch
 * demands the check, so that nobody needs us to merge. `diff` is from base to the commit; without one, nothing is annotated.
 */
export function checkReport(
  { run, change, sha, attempt }: { run: { id: string }; change: ChangeText; sha: string; attempt: number },
  outcome: Outcome | null,
  diff: readonly DiffFile[] | null,
): CheckReport {
  const { report, links, redact } = change;
  const open = report.unverified || needsALook(report) || (outcome !== null && outcome.kind !== 'pr_good');
  return {
    name: CHECK,
    sha,
    externalId: `${run.id}:${attempt}`,
    conclusion: open ? 'neutral' : 'success',
    detailsUrl: links.run,
    output: checkRunText(change, outcome),
    annotations: diff === null ? [] : checkAnnotations(report, diff, redact),
  };
}

/** Tells it, as far as GitHub lets us: no run stops or waits because of its own check. */
export async function tellCheck(
  about: Parameters<typeof checkReport>[0],
  outcome: Outcome | null,
  diff: () => Promise<string | null>,
  { github, log }: { github: GitHub; log: Log },
): Promise<void> {
  try {
    const text = await diff();
    const told = await github.reportCheck(checkReport(about, outcome, text === null ? null : parseDiff(text)));
    if (told === 'refused')
      log.warn({ run: about.run.id }, 'our check was not taken: does the installation grant `checks: write`?');
  } catch (error) {
    log.warn({ run: about.run.id, error: describeError(error) }, 'could not report our check');
  }
}
