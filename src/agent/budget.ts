import type { Budget, ModelReply, Spent, Usage } from './types.ts';

export type Resource = 'turns' | 'money' | 'time' | 'context';

export const NOTHING_SPENT: Spent = {
  turns: 0,
  usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  costUsd: 0,
  ms: 0,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
  };
}

/** What is spent after one more reply, which took `ms` milliseconds with its tools. */
export function spend(spent: Spent, reply: ModelReply, ms: number): Spent {
  return {
    turns: spent.turns + 1,
    usage: addUsage(spent.usage, reply.usage),
    costUsd: spent.costUsd + reply.costUsd,
    ms: spent.ms + ms,
  };
}

/** The first resource that is used up, or null. `context` is the size of the conversation in tokens. */
export function exhausted(spent: Spent, context: number, budget: Budget): Resource | null {
  return shares(spent, context, budget).find((share) => share.left <= 0)?.resource ?? null;
}

/** How near the end is: 0 not near, 1 finish now, 2 this is the last turn. `resource` is the scarcest one. */
export interface Nearness {
  stage: 0 | 1 | 2;
  resource: Resource;
}

export function nearness(spent: Spent, context: number, budget: Budget): Nearness {
  const near = shares(spent, context, budget).map(
    (share): Nearness => ({ resource: share.resource, stage: stageOf(share) }),
  );
  return near.reduce((worst, one) => (one.stage > worst.stage ? one : worst));
}

interface Share {
  resource: Resource;
  left: number;
  of: number;
}

function shares(spent: Spent, context: number, budget: Budget): Share[] {
  return [
    { resource: 'turns', left: budget.maxTurns - spent.turns, of: budget.maxTurns },
    { resource: 'money', left: budget.maxCostUsd - spent.costUsd, of: budget.maxCostUsd },
    { resource: 'time', left: budget.maxMs - spent.ms, of: budget.maxMs },
    { resource: 'context', left: budget.maxContextTokens - context, of: budget.maxContextTokens },
  ];
}

/** Turns are counted whole: the last is known as such, and a small budget still leaves two to finish with. */
function stageOf({ resource, left, of }: Share): Nearness['stage'] {
  if (resource === 'turns') return left <= 1 ? 2 : left <= Math.max(2, of * 0.15) ? 1 : 0;
  return left <= of * 0.05 ? 2 : left <= of * 0.2 ? 1 : 0;
}

const NAMES: Record<Resource, string> = {
  turns: 'turns',
  money: 'money',
  time: 'time',
  context: 'room in this conversation',
};

/** What the agent is told when the end comes near. */
export function windDownNote({ stage, resource }: Nearness): string {
  return stage === 2
    ? `Note from Fettle: the ${NAMES[resource]} for this task are all but used up. This is your last turn: call no more tools except cannot_do. End now with your summary.`
    : `Note from Fettle: most of the ${NAMES[resource]} for this task is used. Finish now: bring the smallest correct version of the change to an end, run verify, and give your summary. If that can't be done, call cannot_do.`;
}
