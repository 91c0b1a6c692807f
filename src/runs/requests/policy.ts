import type { Request } from '../../agent/tools/request.ts';
import type { RequestRule } from '../../settings.ts';
import { globMatcher } from '../../text/glob.ts';

export type PolicyAnswer = RequestRule['answer'];

const STRICTNESS: Record<PolicyAnswer, number> = { allow: 0, ask: 1, deny: 2 };

/**
 * What happens to a request: the first rule that fits, the operator's and the repository's, and of the two the stricter.
 * Where the operator says nothing people are asked; a repository that says nothing leaves it at the operator's word. A
 * call that needs a secret is never allowed without a person: nothing here could make it.
 */
export function policyFor(
  request: Pick<Request, 'kind' | 'name'>,
  operator: readonly RequestRule[],
  repository: readonly RequestRule[],
): PolicyAnswer {
  const first = (rules: readonly RequestRule[]) => rules.find((rule) => fits(rule, request))?.answer;
  const bound = first(operator) ?? 'ask';
  const answer = stricter(bound, first(repository) ?? bound);
  return request.kind === 'secret' ? stricter(answer, 'ask') : answer;
}

function stricter(a: PolicyAnswer, b: PolicyAnswer): PolicyAnswer {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b;
}

function fits(rule: RequestRule, { kind, name }: Pick<Request, 'kind' | 'name'>): boolean {
  if (rule.kind !== '*' && rule.kind !== kind) return false;
  return rule.name === '*' || globMatcher(rule.name.toLowerCase())(name.toLowerCase());
}
