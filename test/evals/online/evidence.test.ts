import { expect, test } from '@jest/globals';
import { type Ended, outcomeOfEnded } from '../../../src/evals/online/evidence.ts';
import { letterOf } from '../../../src/evals/online/experiment-runs.ts';
import { outcomeText } from '../../../src/evals/outcome.ts';

const ended = (text: string, change: Partial<Ended> = {}): Ended => {
  const [kind = '', reason = ''] = text.split(' ');
  return { kind, reason, said: null, by: null, baseRed: false, ...change };
};

test.each<[Ended, string, string | null]>([
  [ended('pr_good ci_green'), 'unknown', 'g'],
  [ended('pr_closed merged'), 'unknown', 'g'],
  [ended('pr_good ci_green', { said: 'good' }), 'pr_good', 'g'],
  [ended('pr_good ci_green', { said: 'bad' }), 'pr_wrong{reworked}', 'w'],
  [ended('pr_closed merged', { said: 'bad:no_weakened_checks' }), 'pr_wrong{tamper}', 'w'],
  [ended('pr_closed merged', { said: 'bad:of another version' }), 'pr_wrong{reworked}', 'w'],
  [ended('pr_closed unmerged'), 'cancelled{closed}', null],
  [ended('pr_handed_over no_ci'), 'unknown', 'u'],
  [ended('pr_ci_red repairs_spent'), 'pr_ci_red{code}', 'c'],
  [ended('pr_ci_red repairs_spent', { baseRed: true }), 'pr_ci_red{base_red}', 'c'],
  [ended('pr_ci_red infra'), 'pr_ci_red{infra}', null],
  [ended('no_pr judge_veto', { said: 'good' }), 'no_pr{judge_veto}', 'n'],
  [ended('no_pr cancelled'), 'cancelled{person}', null],
  [ended('no_pr cancelled', { by: 'label' }), 'cancelled{label}', null],
  [ended('no_pr of-another-version'), 'unknown', 'u'],
])('%j counts as %s', (run, outcome, letter) => {
  expect([outcomeText(outcomeOfEnded(run)), letterOf(run)]).toEqual([outcome, letter]);
});
