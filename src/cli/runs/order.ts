import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { UserError } from '../../errors.ts';
import { runStore } from '../../runs/store.ts';
import type { FettleEvent, Run } from '../../runs/types.ts';
import { readSettings } from '../../settings.ts';
import { deliverySignal } from '../../store/delivery-signal.ts';
import { deliveryStore } from '../../store/delivery-store.ts';
import { withDatabase } from '../with-database.ts';
import { findRun } from './find-run.ts';

export type OrderWord = 'retry' | 'cancel' | 'hold' | 'release';

const DOES: Record<OrderWord, string> = {
  retry: 'goes on with the run of an open pull request, with full budgets; where there is none, begins its issue anew',
  cancel: 'ends a run; a pull request that is open stays open',
  hold: 'stops a run at once, as the label fettle:hold does, until it is released',
  release: 'takes a hold off: the run goes on where it stopped',
};

const helpOf = (word: OrderWord): string => `fettle ${word} RUN: ${DOES[word]}
  RUN  a run's id, or how it begins
A worker carries it out, and says on the run's timeline that it did, or why not.
Example:
  fettle ${word} 3f2a91c0 && fettle tail 3f2a91c0
Exit: 0 when the order was stored, 1 when it makes no sense for this run, 2 when the call or the settings are wrong.`;

/** Stores what the operator wants of a run, like a webhook: a worker that is away finds it when it is back. */
export async function orderCommand(word: OrderWord, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(helpOf(word));
    return 0;
  }
  const [given] = positionals;
  if (given === undefined || positionals.length > 1) throw new UserError(helpOf(word));
  return withDatabase(readSettings(), async (database) => {
    const run = await findRun(given, runStore(database));
    const senseless = senselessFor(run, word);
    if (senseless !== null) {
      console.error(`fettle: ${senseless}`);
      return 1;
    }
    const id = randomUUID();
    const payload: FettleEvent = { kind: 'ordered', id, runId: run.id, order: { what: word }, by: null };
    const log = pino({ level: 'warn' }, pino.destination(2));
    await deliveryStore(database, log).add({ id: `order:${id}`, event: 'order', payload, concern: null });
    deliverySignal(database, log).send();
    console.log(`Stored. A worker carries it out: fettle tail ${run.id.slice(0, 8)}`);
    return 0;
  });
}

/** What can be told at once; the worker looks again, at how things are then. */
function senselessFor({ id, state, held }: Run, word: OrderWord): string | null {
  if (word === 'retry') return state === 'ended' ? null : `run ${id} has not ended: there is nothing to try again.`;
  if (word !== 'release' && state === 'ended') return `run ${id} has ended already.`;
  if (word === 'hold' && held) return `run ${id} is on hold already.`;
  return null;
}
