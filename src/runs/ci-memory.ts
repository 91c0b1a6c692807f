import type { CheckState, CiSnapshot } from '../github/types.ts';
import type { Watched } from './types.ts';

/** One check as people know it, whatever run of it is meant. */
export const checkKey = ({ app, name }: Pick<CheckState, 'app' | 'name'>): string => `${app}/${name}`;

/**
 * What is kept of a look at CI: when it last changed, for the settle time, and which checks have ended both red and
 * green on this very commit, which is what a flake is. Returns `before` itself when nothing changed.
 */
export function remembered(before: Watched | null, ci: CiSnapshot, now: number): Watched {
  const checks = ci.checks.map((check) =>
    [check.app, check.name, check.status, check.conclusion, check.checkRunId].join('\t'),
  );
  const digest = [ci.sha, ci.workflowsPending, ...checks.toSorted((a, b) => a.localeCompare(b))].join('\n');
  const same = before?.sha === ci.sha ? before : null;
  if (same?.digest === digest) return same;
  const ended: Record<string, string> = { ...same?.ended };
  const flipped = new Set(same?.flipped);
  for (const check of ci.checks) {
    const now = check.conclusion;
    if (now !== 'success' && now !== 'failure') continue;
    const key = checkKey(check);
    if (ended[key] !== undefined && ended[key] !== now) flipped.add(key);
    ended[key] = now;
  }
  return {
    sha: ci.sha,
    digest,
    pushedAt: same?.pushedAt ?? now,
    ciChangedAt: same === null ? 0 : now,
    ended,
    flipped: [...flipped],
    ...(same?.awaitedBase === undefined ? {} : { awaitedBase: same.awaitedBase }),
    ...(before?.askedUntil === undefined ? {} : { askedUntil: before.askedUntil }),
    ...(same?.readied === undefined ? {} : { readied: same.readied }),
  };
}
