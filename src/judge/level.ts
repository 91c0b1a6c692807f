/** How much a judge's verdict counts for, from nothing to everything. */
export const JUDGE_LEVELS = [
  'off', // nobody is asked
  'shadow', // recorded, and seen by nobody
  'advise', // shown in the pull request, and holds nothing back
  'block', // a veto goes back to the agent, and nothing is published against it
] as const;
export type JudgeLevel = (typeof JUDGE_LEVELS)[number];

/**
 * What holds for a repository. What the operator sets is the least: a repository can only be stricter. Where the operator
 * says nothing the repository chooses, and where neither does a veto blocks.
 */
export function judgeLevel(operator: JudgeLevel | null, repository: JudgeLevel | null): JudgeLevel {
  if (operator === null) return repository ?? 'block';
  return repository === null || rank(repository) < rank(operator) ? operator : repository;
}

export const weaker = (a: JudgeLevel, b: JudgeLevel): JudgeLevel => (rank(a) < rank(b) ? a : b);

const rank = (level: JudgeLevel): number => JUDGE_LEVELS.indexOf(level);
