/** What became of a change after its run had ended, in the one word that counts most. */
export const FATES = ['reverted', 'reworked', 'standing', 'closed'] as const;
export type Fate = (typeof FATES)[number];

/**
 * The fate of a run by its row `a` of `fettle.aftermath`, as SQL; null while it is not known. `standing` is a change that
 * was followed to the end, and nobody took it back, rewrote much of it or opened its issue again.
 */
export const FATE = `CASE
  WHEN a.reverted_at IS NOT NULL THEN 'reverted'
  WHEN a.reworked_at IS NOT NULL THEN 'reworked'
  WHEN a.closed_at IS NOT NULL THEN 'closed'
  WHEN a.state = 'settled' AND a.merged_at IS NOT NULL AND a.added_lines IS NOT NULL AND a.reopened_at IS NULL THEN 'standing'
END`;

/** What is known of a change beside how its run ended. */
export interface Aftermath {
  /**
   * What people said of it: `good`, `bad` or `bad:<the criterion that is not met>`, with `label ` before it where they said
   * so by a label. Null when nobody did.
   */
  said: string | null;
  fate: Fate | null;
}

/** What all of it comes to. `by` is the judge's criterion that somebody found not to be met, or what happened. */
export type Judgement =
  | { is: 'right' }
  | { is: 'wrong'; by: string | null }
  /** People closed the pull request without a merge. */
  | { is: 'closed' }
  | { is: 'unknown' };

/**
 * Which word counts where there are several. A label is put on to say just this, so it outweighs all else; taking a change
 * back is a deed; an answer to a question about the change outweighs what is only read from its lines.
 */
export function judgementOf({ said, fate }: Aftermath): Judgement {
  if (said?.startsWith('label ') === true) return wordOf(said.slice('label '.length));
  if (fate === 'reverted') return { is: 'wrong', by: 'reverted' };
  if (said !== null) return wordOf(said);
  if (fate === 'reworked') return { is: 'wrong', by: 'reworked' };
  if (fate === 'standing') return { is: 'right' };
  return { is: fate === 'closed' ? 'closed' : 'unknown' };
}

function wordOf(said: string): Judgement {
  if (said === 'good') return { is: 'right' };
  const [, criterion] = said.split(':');
  return { is: 'wrong', by: criterion ?? null };
}
