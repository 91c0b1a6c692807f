import { failureMode } from '../../runs/failure-mode.ts';
import type { Fate } from '../../runs/aftermath/fate.ts';
import type { Outcome } from '../../runs/types.ts';

/**
 * What a run counts as; exactly one of them. `merged`, `green` and `other` are pull requests that nobody has shown to be
 * wrong. `closed`: people did not want it. `aside`: infrastructure, cancelled before there was anything, nothing to do.
 */
export const CLASSES = ['open', 'aside', 'closed', 'FM1', 'FM2', 'FM3', 'other', 'green', 'merged'] as const;
export type OutcomeClass = (typeof CLASSES)[number];

/** What a run is in the funnel, beside its class. */
export interface Stages {
  pullRequest: boolean;
  /** CI was green, or people merged it. */
  green: boolean;
  merged: boolean;
  /** Followed to the end after the merge, and nothing was found. */
  standing: boolean;
  /** Somebody or something has shown that it is right. */
  right: boolean;
}

export interface Known {
  state: string;
  kind: string | null;
  reason: string | null;
  merged: boolean;
  said: string | null;
  fate: Fate | null;
}

/** With a pull request, and yet nothing that anybody decided. */
const NOBODYS = new Set(['infra', 'repository_gone', 'read_only']);

export function classOf({ state, kind, reason, merged, said, fate }: Known): { class: OutcomeClass } & Stages {
  if (state !== 'ended' || kind === null) {
    const none = { pullRequest: false, green: false, merged: false, standing: false, right: false };
    return { class: state === 'ended' ? 'aside' : 'open', ...none };
  }
  const mode = failureMode({ kind, reason } as Outcome, { said, fate });
  const pullRequest = kind !== 'no_pr';
  const green = kind === 'pr_good' || merged;
  return {
    class: classFrom(mode, { pullRequest, green, merged, reason }),
    pullRequest,
    green,
    merged,
    standing: merged && fate === 'standing' && mode !== 'FM3',
    right: mode === 'none',
  };
}

function classFrom(
  mode: ReturnType<typeof failureMode>,
  { pullRequest, green, merged, reason }: Pick<Stages, 'pullRequest' | 'green' | 'merged'> & Pick<Known, 'reason'>,
): OutcomeClass {
  if (mode === 'not_counted') return pullRequest && !NOBODYS.has(reason ?? '') ? 'closed' : 'aside';
  if (mode === 'FM1' || mode === 'FM2' || mode === 'FM3') return mode;
  if (merged) return 'merged';
  return green ? 'green' : 'other';
}
