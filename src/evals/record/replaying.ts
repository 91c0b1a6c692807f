import { type Model, ModelUnavailable } from '../../agent/types.ts';
import { UserError } from '../../errors.ts';
import { type Conversations, conversationKey, hashesOf, type Purpose } from './recorded.ts';

interface Replay {
  /** `requests`: each must be the recorded one. `prompts`: only what stays the same must be, as where tool results hold times. */
  compares: 'requests' | 'prompts';
  recorded: Conversations;
}

/**
 * A model that answers as it did in a recording, without a network. Throws a UserError that names the item when it is asked
 * something else than was recorded, or more often.
 */
export function replayingModel(
  { compares, recorded }: Replay,
  at: { item: string; trial: number; purpose: Purpose },
): Model {
  const calls = recorded.get(conversationKey(at)) ?? [];
  const where = `${at.item}, trial ${at.trial}`;
  let next = 0;
  return {
    async ask(request) {
      request.signal.throwIfAborted();
      const call = calls[next++];
      if (call === undefined)
        throw new UserError(
          `${where}: the ${at.purpose} asks its model more often than was recorded (${calls.length}).`,
        );
      const { requestHash, promptHash } = hashesOf(request);
      if (call.promptHash !== promptHash)
        throw new UserError(
          `${where}: the ${at.purpose}'s prompt has changed since this run was recorded (or its model, tools or answer schema). A recording can only be replayed with what it was made with; make a new run.`,
        );
      if (compares === 'requests' && call.requestHash !== requestHash)
        throw new UserError(
          `${where}: what the ${at.purpose} is asked has changed since this run was recorded: the item, the facts of the guards, or how they are shown. Make a new run.`,
        );
      if (call.reply === null) throw new ModelUnavailable(call.fault ?? 'the model could not be reached');
      return call.reply;
    },
  };
}
