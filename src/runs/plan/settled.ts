import type { Settled } from '../../agent/types.ts';
import type { AskedFor } from '../types.ts';
import type { Agreed } from './types.ts';

const OPERATOR = 'the operator';

/** What people have said to a task since it was asked: the plan they agreed to, and the answer to its one question. */
export function settledBy(agreed: Agreed | null, requests: readonly Pick<AskedFor, 'request' | 'answer'>[]): Settled {
  const plan = agreed === null ? null : { ...agreed, by: agreed.by ?? OPERATOR };
  const answers = requests.flatMap(({ request, answer }) =>
    request.kind === 'question' && answer?.verdict === 'allow'
      ? [{ question: request.why, by: answer.by ?? OPERATOR, words: answer.words }]
      : [],
  );
  return { plan, answers };
}
