/** What is known of a run's pull request after its end. Times are ms since the epoch. */
export interface AftermathRow {
  state: 'open' | 'following' | 'settled';
  mergedAt: number | null;
  mergeSha: string | null;
  seenSha: string | null;
  closedAt: number | null;
  revertedAt: number | null;
  revertedBy: string | null;
  addedLines: number | null;
  reworkedLines: number;
  reworkedAt: number | null;
  reopenedAt: number | null;
  labels: readonly string[];
  lookAt: number | null;
}

/** A row as jsonb: times are ISO 8601. */
export interface StoredAftermath {
  state: AftermathRow['state'];
  merged_at: string | null;
  merge_sha: string | null;
  seen_sha: string | null;
  closed_at: string | null;
  reverted_at: string | null;
  reverted_by: string | null;
  added_lines: number | null;
  reworked_lines: number;
  reworked_at: string | null;
  reopened_at: string | null;
  labels: string[];
  look_at: string | null;
}

const ms = (time: string | null): number | null => (time === null ? null : Date.parse(time));

export const toAftermath = (it: StoredAftermath): AftermathRow => ({
  state: it.state,
  mergedAt: ms(it.merged_at),
  mergeSha: it.merge_sha,
  seenSha: it.seen_sha,
  closedAt: ms(it.closed_at),
  revertedAt: ms(it.reverted_at),
  revertedBy: it.reverted_by,
  addedLines: it.added_lines,
  reworkedLines: it.reworked_lines,
  reworkedAt: ms(it.reworked_at),
  reopenedAt: ms(it.reopened_at),
  labels: it.labels,
  lookAt: ms(it.look_at),
});
