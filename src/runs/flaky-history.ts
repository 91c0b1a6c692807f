import type { CheckState } from '../github/types.ts';
import type { VerifyMemory } from '../verifiers/types.ts';
import { checkKey } from './ci-memory.ts';
import type { Watched } from './types.ts';

type Remembered = ((scope: string) => VerifyMemory) | undefined;

/** Where the flaky checks of a repository (`owner/name`) are remembered. */
export const flakyScope = (repo: string): string => `${repo} flaky checks`;

const memoryOf = (remembered: Remembered, repo: string) => remembered?.(flakyScope(repo));

/** Keeps which checks of a repository have ended both ways on one commit; forgotten when nobody asks for a month. */
export async function rememberFlaky(
  remembered: Remembered,
  repo: string,
  before: Watched | null,
  now: Watched,
): Promise<void> {
  const fresh = (now.flipped ?? []).filter((key) => before?.sha !== now.sha || before.flipped?.includes(key) !== true);
  for (const key of fresh) await memoryOf(remembered, repo)?.set(key, { sha: now.sha });
}

/** Of these checks, those that are known to be flaky: from this commit, or from an earlier one of the repository. */
export async function knownFlaky(
  remembered: Remembered,
  repo: string,
  watched: Watched,
  checks: readonly CheckState[],
): Promise<Set<string>> {
  const known = new Set(watched.flipped);
  for (const key of checks.map(checkKey)) {
    const earlier = (await memoryOf(remembered, repo)?.get(key)) ?? null;
    if (earlier !== null) known.add(key);
  }
  return known;
}
