import { randomUUID } from 'node:crypto';
import type { DeliveryStore } from '../../store/types.ts';
import type { FettleEvent, Order } from '../types.ts';

/**
 * Stores an order as webhooks are stored: from then on it is carried out at least once, whatever crashes. `by` is the
 * login of whoever gives it, or null for the operator. Call what wakes the relay afterwards.
 */
export async function giveOrder(
  deliveries: Pick<DeliveryStore, 'add'>,
  { runId, order, by }: { runId: string; order: Order; by: string | null },
): Promise<void> {
  const id = randomUUID();
  const payload: FettleEvent = { kind: 'ordered', id, runId, order, by };
  await deliveries.add({ id: `order:${id}`, event: 'order', payload, concern: null });
}
