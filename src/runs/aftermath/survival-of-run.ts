import type { PullAftermath } from '../../github/types.ts';
import { baseHistory } from '../../sandbox/base-history.ts';
import type { Mirror } from '../../sandbox/types.ts';
import { openMirror, type RunParts } from '../parts.ts';
import type { Run } from '../types.ts';
import type { AftermathRow } from './aftermath-row.ts';
import type { AftermathStore } from './aftermath-store.ts';
import { readSurvival } from './read-survival.ts';
import type { Survival } from './survival.ts';

/** Null where it is not to be read: not merged, nothing new on the base branch, or the time is over. */
export async function survivalOfRun(
  run: Run,
  row: AftermathRow,
  pull: PullAftermath,
  parts: Pick<RunParts, 'store' | 'github' | 'mirrors' | 'settings'>,
  store: Pick<AftermathStore, 'mergesIn'>,
  signal: AbortSignal,
): Promise<Survival | null> {
  const { merged, baseHead, commits } = pull;
  if (merged === null || baseHead === null || row.state === 'settled' || baseHead === row.seenSha) return null;
  const mirror = await openMirror(parts.mirrors, parts.github.for(run.repo), run.repo, signal);
  if (!(await has(mirror, baseHead)) || !(await has(mirror, merged.sha))) await mirror.fetch(signal);
  // A base branch that was rewritten without the merge, or another that took its place, tells nothing of it.
  if (!(await has(mirror, merged.sha)) || !(await mirror.isAncestor(merged.sha, baseHead))) return null;
  const [owner = '', name = ''] = pull.repoName.split('/');
  const survival = await readSurvival(
    { pull: { owner, name, number: run.prNumber as number }, mergeSha: merged.sha, commits },
    { head: baseHead, until: merged.at + parts.settings.followMs, ours: await store.mergesIn(run.repo) },
    baseHistory(mirror.path),
  );
  if (survival === null) return null;
  const ours = new Set((await parts.store.attempts(run.id)).map(({ commitSha }) => commitSha));
  // What people pushed to the branch is theirs, and can't be told from ours line by line. Merges of base are nobody's.
  const isOurs = commits.every(({ sha, parents }) => ours.has(sha) || parents > 1);
  return isOurs ? survival : { ...survival, addedLines: null, reworkedLines: 0, reworkedAt: null };
}

const has = async (mirror: Mirror, sha: string): Promise<boolean> => (await mirror.resolve(sha)) !== null;
