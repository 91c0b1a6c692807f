import type { DeliveryStore } from '../store/types.ts';
import { within } from './scope.ts';
import type { Metrics } from './types.ts';

/** The same store: what is done for a delivery is logged with its id, and measured from when it was received. */
export function watchedDeliveries(deliveries: DeliveryStore, metrics: Metrics | null): DeliveryStore {
  return {
    add: (delivery) => deliveries.add(delivery),
    prune: (olderThanMs) => deliveries.prune(olderThanMs),
    relay: (limit, handle) =>
      deliveries.relay(limit, (delivery) =>
        within({ delivery: delivery.id }, async () => {
          try {
            await handle(delivery);
          } catch (error) {
            metrics?.onFault('delivery');
            throw error;
          }
          metrics?.deliveryHandled((Date.now() - delivery.receivedAt.getTime()) / 1000);
        }),
      ),
  };
}
