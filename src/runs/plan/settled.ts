import type { Settled } from '../../agent/feedback.ts';
import type { AskedFor } from '../types.ts';
import type { Agreed } from './types.ts';

/** What people have said to a task since it was asked: the plan they agreed to, and the answer to its one question. */
export function settledBy(agreed: Agreed | null, requests: readonly AskedFor[]): Settled {
  const answers = requests.flatMap(({ request, answer }) =>
    request.kind === 'question' && answer?.verdict === 'allow'
      ? [{ question: request.why, by: answer.by ?? 'the operator', words: answer.words }]
      : [],
  );
  return { plan: agreed, answers };
}
