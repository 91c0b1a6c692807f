import { addUsage, NOTHING_SPENT } from '../../agent/budget.ts';
import type { Model, Usage } from '../../agent/types.ts';

export interface Counted {
  model: Model;
  usage: () => Usage;
  costUsd: () => number;
}

/** Counts what all replies of a model use and cost, also those that led to nothing. */
export function countingModel(model: Model): Counted {
  let { usage } = NOTHING_SPENT;
  let costUsd = 0;
  return {
    model: {
      async ask(request) {
        const reply = await model.ask(request);
        usage = addUsage(usage, reply.usage);
        costUsd += reply.costUsd;
        return reply;
      },
    },
    usage: () => usage,
    costUsd: () => costUsd,
  };
}
