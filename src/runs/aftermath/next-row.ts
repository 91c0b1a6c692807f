import type { PullAftermath } from '../../github/types.ts';
import type { AftermathRow } from './aftermath-row.ts';
import { nextLook } from './look-times.ts';
import type { Survival } from './survival.ts';

/** What one look has found. `survival` is null where the history was not to be read, or has nothing new. */
export interface Seen {
  pull: PullAftermath;
  survival: Survival | null;
  /** The base branch's head up to which `survival` was read. */
  head: string | null;
  labels: readonly string[];
}

/** The row after a look. `endedAt` is when the run ended, ms since the epoch. */
export function nextRow(
  row: AftermathRow,
  { pull, survival, head, labels }: Seen,
  { now, followMs, endedAt }: { now: number; followMs: number; endedAt: number },
): AftermathRow {
  const { merged, closedAt } = pull;
  if (merged === null)
    // A closed one may be opened again: a webhook tells of it.
    return {
      ...row,
      state: closedAt === null ? 'open' : 'settled',
      closedAt,
      labels,
      lookAt: closedAt === null ? nextLook(endedAt, followMs, now) : null,
    };
  const lookAt = nextLook(merged.at, followMs, now);
  return {
    ...row,
    state: lookAt === null ? 'settled' : 'following',
    mergedAt: merged.at,
    mergeSha: merged.sha,
    closedAt: null,
    labels,
    reopenedAt: reopenedAt(row, pull, merged.at + followMs),
    lookAt,
    ...(survival === null
      ? {}
      : {
          seenSha: head,
          addedLines: survival.addedLines,
          reworkedLines: survival.reworkedLines,
          reworkedAt: survival.reworkedAt,
          revertedAt: survival.reverted?.at ?? null,
          revertedBy: survival.reverted?.by ?? null,
        }),
  };
}

/** Opening it again while the pull request was open was no word on what was merged. */
function reopenedAt(row: AftermathRow, { issueReopenedAt: at, merged }: PullAftermath, until: number): number | null {
  return at === null || merged === null || at < merged.at || at > until ? row.reopenedAt : at;
}

/** What a look has found that was not known before, a line each for the run's timeline. Numbers and hashes alone. */
export function news(
  before: AftermathRow,
  after: AftermathRow,
  run: { prNumber: number | null; knownMerged: boolean },
): string[] {
  const pr = `#${run.prNumber}`;
  const lines: string[] = [];
  if (before.mergedAt === null && after.mergedAt !== null && !run.knownMerged) lines.push(`${pr} was merged`);
  if (before.closedAt === null && after.closedAt !== null) lines.push(`${pr} was closed without a merge`);
  if (before.revertedBy === null && after.revertedBy !== null) lines.push(`Reverted by ${nameOf(after.revertedBy)}`);
  if (before.revertedBy !== null && after.revertedBy === null) lines.push('The revert was taken back');
  if (before.reworkedAt === null && after.reworkedAt !== null && after.revertedAt === null)
    lines.push(`Reworked: people have rewritten ${after.reworkedLines} of the ${after.addedLines} lines it had added`);
  if (before.reopenedAt === null && after.reopenedAt !== null) lines.push('The issue was opened again after the merge');
  for (const label of after.labels.filter((it) => !before.labels.includes(it))) lines.push(`Labelled ${label}`);
  for (const label of before.labels.filter((it) => !after.labels.includes(it)))
    lines.push(`The label ${label} counts no more`);
  return lines;
}

function nameOf(revertedBy: string): string {
  const [kind, id = ''] = revertedBy.split(':');
  return kind === 'pull' ? `#${id}` : `commit ${id.slice(0, 10)}`;
}
