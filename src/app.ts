import type { Logger } from 'pino';
import type { ApplicationFunction } from 'probot';
import type { Added, DeliveryStore } from './store/types.ts';
import { within } from './telemetry/scope.ts';
import { fromPullRequest, fromPush } from './webhooks/branches.ts';
import { fromCheckRun, fromCheckSuite, fromStatus, fromWorkflowRun } from './webhooks/ci.ts';
import { concernOf } from './webhooks/concern.ts';
import { fromIssueComment } from './webhooks/issue-comment.ts';
import { fromIssues } from './webhooks/issues.ts';
import type { Us } from './webhooks/payload.ts';
import { fromInstallation, fromInstallationRepositories } from './webhooks/installation.ts';
import { fromReview, fromReviewComment } from './webhooks/reviews.ts';

/** Event -> what it means for us. `app.yml` asks GitHub for exactly these; a test compares the two. */
export const EVENTS = {
  issues: fromIssues,
  issue_comment: fromIssueComment,
  pull_request: fromPullRequest,
  push: fromPush,
  check_run: fromCheckRun,
  check_suite: fromCheckSuite,
  status: fromStatus,
  workflow_run: fromWorkflowRun,
  pull_request_review: fromReview,
  pull_request_review_comment: fromReviewComment,
  installation: fromInstallation,
  installation_repositories: fromInstallationRepositories,
} as const;

/** Octokit's middleware answers 202 after 9 s whatever has become of the delivery: we must have failed before, ms. */
const STORE_PATIENCE = 7000;

/** What became of webhooks since this process began; `ignored` ones mean nothing to us, whatever runs there are. */
export type WebhookCounts = Record<Added | 'ignored' | 'refused', number>;

export interface AppParts {
  us: Us;
  /** Null until the database is open. */
  deliveries: () => DeliveryStore | null;
  /** Called after each new delivery, so that it need not wait for the relay's timer. */
  onStored: () => void;
  counts: WebhookCounts;
  log: Logger;
}

/**
 * The Probot application. A handler only translates and stores: GitHub waits ten seconds at most, and a delivery that
 * is answered with success must be safe by then.
 */
export function fettleApp({ us, deliveries, onStored, counts, log }: AppParts): ApplicationFunction {
  return (app) => {
    for (const [name, translate] of Object.entries(EVENTS)) {
      const take = async (id: string, payload: unknown) => {
        const event = translate(payload, us);
        if ('ignored' in event) {
          counts.ignored += 1;
          log.debug({ delivery: id, event: name }, `ignored: ${event.ignored}`);
          return;
        }
        const concern = concernOf(event);
        const added = await store(deliveries(), { id, event: name, payload: event, concern }, log);
        counts[added] += 1;
        log.debug({ delivery: id, event: name, kind: event.kind }, added);
        if (added === 'stored') onStored();
      };
      app.on(name as keyof typeof EVENTS, ({ id, payload }) => within({ delivery: id }, () => take(id, payload)));
    }
  };
}

async function store(
  deliveries: DeliveryStore | null,
  delivery: Parameters<DeliveryStore['add']>[0],
  log: Logger,
): Promise<Added> {
  if (deliveries === null) throw new NotStored();
  const late = Promise.withResolvers<never>();
  // Not a timer with a signal: an abort for every delivery is a good part of what answering it costs.
  const timer = setTimeout(() => late.reject(new Error('the database did not answer in time')), STORE_PATIENCE);
  try {
    return await Promise.race([deliveries.add(delivery), late.promise]);
  } catch (cause) {
    log.error({ err: cause, delivery: delivery.id }, 'a delivery could not be stored');
    throw new NotStored();
  } finally {
    clearTimeout(timer);
  }
}

/** Its text and status are what GitHub's delivery log shows, so they tell nothing of our insides. */
class NotStored extends Error {
  override readonly name = 'NotStored';
  readonly status = 503;
  constructor() {
    super('the delivery could not be stored; redeliver it');
  }
}
