import { describeError } from '../../errors.ts';
import type { PullAftermath } from '../../github/types.ts';
import type { RunParts } from '../parts.ts';
import type { Run } from '../types.ts';
import type { AftermathRow } from './aftermath-row.ts';
import type { AftermathStore } from './aftermath-store.ts';
import { labelWords } from './label-words.ts';
import { news, nextRow } from './next-row.ts';
import type { Survival } from './survival.ts';
import { survivalOfRun } from './survival-of-run.ts';

type Parts = Pick<RunParts, 'store' | 'github' | 'mirrors' | 'settings' | 'status' | 'now' | 'log'>;
type Due = Awaited<ReturnType<AftermathStore['due']>>[number];

/** Rows taken at once: what a process that dies has taken is looked at again within the hour. */
const BATCH = 500;
/** What GitHub does not tell, or git can not read, is tried again after this, ms. */
const TRY_AGAIN_MS = 24 * 3_600_000;

/**
 * Looks at pull requests of ended runs whose turn it is: many in one request, and the base branch's history only where it
 * has moved since. Nothing of a repository is run.
 */
export async function follow(parts: Parts, store: AftermathStore, signal: AbortSignal): Promise<void> {
  for (;;) {
    const due = await store.due(parts.now(), BATCH);
    for (const group of Map.groupBy(due, ({ run }) => run.repo.installationId).values()) {
      signal.throwIfAborted();
      await lookAtGroup(group, parts, store, signal);
    }
    if (due.length < BATCH) return;
  }
}

async function lookAtGroup(group: readonly Due[], parts: Parts, store: AftermathStore, signal: AbortSignal) {
  const { github, log } = parts;
  const installation = group[0]?.run.repo.installationId as number;
  let seen: (PullAftermath | null)[];
  try {
    seen = await github.aftermath(
      installation,
      group.map(({ run }) => ({ repo: run.repo, pr: run.prNumber as number, issue: run.issue })),
    );
  } catch (error) {
    log.warn({ installation, error: describeError(error) }, 'could not ask what became of pull requests; tried again');
    return;
  }
  for (const [at, one] of group.entries()) {
    signal.throwIfAborted();
    const pull = seen[at] ?? null;
    if (pull === null) await giveUpOrWait(one, parts, store);
    else await lookAtOne(one, pull, parts, store, signal);
  }
}

/** A repository that is gone, or one that we may not see any more, may come back for as long as we would have looked. */
async function giveUpOrWait({ run, row }: Due, { settings, now }: Parts, store: AftermathStore): Promise<void> {
  const over = (row.mergedAt ?? run.updatedAt.getTime()) + settings.followMs <= now();
  if (over) await store.save(run.id, { ...row, lookAt: null }, now());
  else await store.putOff([run.id], now() + TRY_AGAIN_MS);
}

async function lookAtOne(
  { run, row }: Due,
  pull: PullAftermath,
  parts: Parts,
  store: AftermathStore,
  signal: AbortSignal,
): Promise<void> {
  const { settings, now, log } = parts;
  let survival: Survival | null = null;
  try {
    survival = await survivalOfRun(run, row, pull, parts, store, signal);
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ run: run.id, error: describeError(error) }, 'could not read what became of a merged change');
  }
  const words = await labelWords(run, pull, parts.github.for(run.repo));
  await store.say(run.id, words);
  const labels = [...new Set(words.map(({ why }) => why.split(' ')[0] ?? ''))];
  const after = nextRow(
    row,
    { pull, survival, head: pull.baseHead, labels },
    { now: now(), followMs: settings.followMs, endedAt: run.updatedAt.getTime() },
  );
  await store.save(run.id, after, now());
  await tell(run, row, after, parts);
}

async function tell(run: Run, before: AftermathRow, after: AftermathRow, { store, status }: Parts): Promise<void> {
  const knownMerged = run.outcome?.kind === 'pr_closed';
  const lines = news(before, after, { prNumber: run.prNumber, knownMerged });
  if (lines.length === 0) return;
  const attempt = (await store.latestAttempt(run.id))?.number ?? 1;
  for (const line of lines) status.say(run, attempt, 'aftermath', line);
  await status.flush(run);
}
