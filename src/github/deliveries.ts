import { Anything, DeliveryAnswer } from './answers.ts';
import type { AppConnection } from './connection.ts';
import { orElse } from './repository.ts';
import type { DeliveryTried, GitHubApp } from './types.ts';

/** 20,000 deliveries: what a busy app gets within minutes. */
const MAX_PAGES = 200;

/**
 * The App's own log of deliveries: GitHub never sends a failed one again by itself, and keeps the log for three days.
 * Where a server has none, nothing is told.
 */
export function deliveryLog({ app }: AppConnection): Pick<GitHubApp, 'deliveriesSince' | 'redeliver'> {
  return {
    deliveriesSince: (at) =>
      app.retrying('reading the log of deliveries', () =>
        orElse<DeliveryTried[], DeliveryTried[]>([], [403, 404, 410], async () => {
          const tried: DeliveryTried[] = [];
          let cursor: string | null = null;
          for (let page = 0; page < MAX_PAGES; page += 1) {
            const more: Record<string, string> = cursor === null ? {} : { cursor };
            const answer = await app.list('GET /app/hook/deliveries', more, DeliveryAnswer);
            tried.push(...answer.items.filter((it) => it.at >= at));
            cursor = answer.next;
            // Newest first: what comes after an older one is older still.
            if (cursor === null || answer.items.some((it) => it.at < at)) break;
          }
          return tried;
        }),
      ),
    redeliver: (id) =>
      app.retrying('redelivering a webhook', () =>
        orElse(false, [403, 404, 410, 422], async () => {
          await app.ask('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id }, Anything);
          return true;
        }),
      ),
  };
}
