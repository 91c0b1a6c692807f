import { z } from 'zod';
import type { Order } from '../../runs/types.ts';
import { UserError } from '../../errors.ts';

const Form = z.discriminatedUnion('what', [
  z.object({ what: z.enum(['retry', 'cancel', 'hold', 'release']) }),
  z.object({
    what: z.literal('answer'),
    request: z.string().min(1).max(200),
    verdict: z.enum(['allow', 'deny']),
    words: z.string().max(2_000).default(''),
  }),
]);

/** The order that a form of the run's page holds. Throws a UserError where it holds none. */
export function orderIn(form: Record<string, unknown>): Order {
  const read = Form.safeParse(form);
  if (!read.success) throw new UserError('The form holds no order that is known here. Go back and use its buttons.');
  return read.data;
}

const NOTES: Record<Order['what'], string> = {
  retry: 'Another try was asked for.',
  cancel: 'The run is being cancelled.',
  hold: 'The run is being held.',
  release: 'The run goes on.',
  answer: 'Your answer was taken down.',
};

/** What is said after an order was stored; null for an address that names none. */
export function noteOf(what: string | undefined): string | null {
  const note = Object.hasOwn(NOTES, what ?? '') ? NOTES[what as Order['what']] : undefined;
  return note === undefined ? null : `${note} The timeline tells when a worker has done it.`;
}
