import { describeError } from '../../errors.ts';
import { HOLD_LABEL } from '../decide.ts';
import type { Glance } from '../../github/types.ts';
import type { RunParts } from '../parts.ts';
import type { Run } from '../types.ts';
import type { ReconcileStore } from './reconcile-store.ts';

const HOUR_MS = 3_600_000;
/** Runs taken at once: what a process that dies has taken is looked at again within the hour. */
const BATCH = 1_000;

/**
 * Looks at open runs whose turn it is, so that a lost webhook or a lost job costs minutes and never a run. Those that
 * wait for CI are first glanced at, many in one request: without news a look would only find what the last one found.
 */
export async function lookAtOpenRuns(
  parts: Pick<RunParts, 'github' | 'queue' | 'settings' | 'now' | 'log'>,
  store: Pick<ReconcileStore, 'due' | 'glanced' | 'again'>,
): Promise<void> {
  const first = parts.settings.reconcileMs;
  for (;;) {
    const due = await store.due(parts.now(), first, Math.max(first, HOUR_MS), BATCH);
    const watching = due.filter(({ run }) => run.state === 'watching' && run.prNumber !== null);
    const left = new Set<string>();
    const seen: { id: string; glance: string }[] = [];
    for (const group of byInstallation(watching)) {
      const glances = await glanceAt(group, parts);
      if (glances === null) {
        await store.again(group.map(({ run }) => run.id));
        for (const { run } of group) left.add(run.id);
        continue;
      }
      for (const [i, { run, glance: before }] of group.entries()) {
        const now = glances[i] ?? null;
        if (now === null) continue;
        seen.push({ id: run.id, glance: now.digest });
        if (now.digest === before && canSleep(now)) left.add(run.id);
      }
    }
    for (const { run } of due) if (!left.has(run.id)) await parts.queue.look(run.id);
    // Only now: what was seen and not looked at would be taken for known.
    await store.glanced(seen);
    if (due.length < BATCH) return;
  }
}

/** Null when GitHub can't be reached: whoever asks comes back at the next tick. */
async function glanceAt(
  group: readonly { run: Run }[],
  { github, log }: Pick<RunParts, 'github' | 'log'>,
): Promise<(Glance | null)[] | null> {
  const installation = group[0]?.run.repo.installationId as number;
  try {
    return await github.glance(installation, group.map(wanted));
  } catch (error) {
    log.warn({ installation, error: describeError(error) }, 'could not glance at pull requests; tried again soon');
    return null;
  }
}

/** With CI at its end, and nobody holding it, a run waits for a time to pass; should its job be lost, a look finds out. */
function canSleep(glance: Glance): boolean {
  return glance.pending || glance.labels.includes(HOLD_LABEL);
}

const wanted = ({ run }: { run: Run }) => ({ repo: run.repo, pr: run.prNumber as number, issue: run.issue });

function byInstallation<T extends { run: Run }>(runs: readonly T[]): T[][] {
  return [...Map.groupBy(runs, ({ run }) => run.repo.installationId).values()];
}
