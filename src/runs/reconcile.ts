import { describeError } from '../errors.ts';
import { takeIn } from './intake.ts';
import type { RunParts } from './parts.ts';
import { DELIVERIES_PASS, redeliverFailed } from './reconcile/lost-deliveries.ts';
import { lostLabels } from './reconcile/lost-labels.ts';
import { lookAtOpenRuns } from './reconcile/open-runs.ts';
import type { ReconcileStore } from './reconcile/reconcile-store.ts';

const LABELS_PASS = 'labels';
/** GitHub keeps its log of deliveries for three days. */
const KEEP_REDELIVERED_MS = 7 * 24 * 3_600_000;

/**
 * The timer's half of "level-triggered": what webhooks should have told us is looked for now and then, so that a lost one
 * costs minutes and never a run. However many processes do this on one database, each thing is done by one of them.
 * Returns a function that stops it.
 */
export function reconcileRegularly(parts: RunParts, store: ReconcileStore): () => void {
  const everyMs = parts.settings.reconcileMs;
  const findLabels = lostLabels(parts, store);
  let stopped = false;
  let going = false;

  const step = async (what: string, work: () => Promise<void>) => {
    if (stopped) return;
    try {
      await work();
    } catch (error) {
      parts.log.warn({ error: describeError(error) }, `could not ${what}; tried again at the next tick`);
    }
  };
  /** A little less than the interval, so that a timer that fires early does not skip a turn. */
  const turn = (name: string) => store.turn(name, parts.now(), everyMs * 0.9);

  const pass = async () => {
    // GitHub may make us wait for minutes: the next tick then finds this one still at it.
    if (going) return;
    going = true;
    await step('look at open runs', () => lookAtOpenRuns(parts, store));
    await step('redeliver what failed', async () => {
      const mine = await turn(DELIVERIES_PASS);
      if (mine === null) return;
      const again = await redeliverFailed(parts, store, mine.until);
      if (again > 0) parts.log.info({ again }, 'had webhooks delivered again that had failed');
      await store.forgetRedelivered(KEEP_REDELIVERED_MS);
    });
    await step('look for labels that were put on', async () => {
      const mine = await turn(LABELS_PASS);
      if (mine === null) return;
      const started = parts.now();
      for (const event of await findLabels(mine.until)) await takeIn(event, parts);
      await store.passed(LABELS_PASS, started);
    });
    going = false;
  };
  void pass();
  const timer = setInterval(() => void pass(), everyMs);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
