import { describe, expect, test } from '@jest/globals';
import { ALL_OUTCOMES, type EvalOutcome, outcomeOf, outcomeRates, outcomeText } from '../../src/evals/outcome.ts';
import type { Outcome } from '../../src/runs/types.ts';

const run = (kind: string, reason: string) => ({ kind, reason, detail: '' }) as Outcome;
const named = (text: string): EvalOutcome => {
  const found = ALL_OUTCOMES.find((outcome) => outcomeText(outcome) === text);
  if (found === undefined) throw new Error(`there is no outcome ${text}`);
  return found;
};

describe('a run of the app', () => {
  test.each([
    ['no_pr', 'escalated', 'no_pr{gave_up}'],
    ['no_pr', 'gave_up', 'no_pr{gave_up}'],
    ['no_pr', 'refused', 'no_pr{gave_up}'],
    ['no_pr', 'blocked', 'no_pr{blocked}'],
    ['no_pr', 'could_not_verify', 'no_pr{blocked}'],
    ['no_pr', 'bad_config', 'no_pr{blocked}'],
    ['no_pr', 'budget', 'no_pr{budget}'],
    ['no_pr', 'verifier_red', 'no_pr{verifier_red}'],
    ['no_pr', 'guard_veto', 'no_pr{guard_veto}'],
    ['no_pr', 'judge_veto', 'no_pr{judge_veto}'],
    ['no_pr', 'infra', 'no_pr{infra}'],
    ['no_pr', 'cancelled', 'cancelled{person}'],
    ['no_pr', 'task_changed', 'cancelled{person}'],
    ['no_pr', 'repository_gone', 'not_applicable'],
    ['no_pr', 'read_only', 'not_applicable'],
    ['pr_ci_red', 'repairs_spent', 'pr_ci_red{code}'],
    ['pr_ci_red', 'gate', 'pr_ci_red{code}'],
    ['pr_ci_red', 'flapping', 'pr_ci_red{flaky}'],
    ['pr_ci_red', 'flaky', 'pr_ci_red{flaky}'],
    ['pr_ci_red', 'environment', 'pr_ci_red{environment}'],
    ['pr_ci_red', 'infra', 'pr_ci_red{infra}'],
    ['pr_ci_red', 'budget', 'pr_ci_red{budget}'],
    ['pr_handed_over', 'person_pushed', 'unknown'],
    ['pr_handed_over', 'no_ci', 'unknown'],
    ['pr_handed_over', 'cancelled', 'cancelled{person}'],
    ['pr_handed_over', 'read_only', 'not_applicable'],
    ['pr_closed', 'merged', 'unknown'],
    ['pr_closed', 'unmerged', 'cancelled{closed}'],
    ['pr_good', 'ci_green', 'unknown'],
  ])('%s{%s} counts as %s', (kind, reason, expected) => {
    expect(outcomeText(outcomeOf(run(kind, reason)))).toBe(expected);
  });

  test('is good only when something shows it, and wrong however green', () => {
    expect(outcomeOf(run('pr_good', 'ci_green'), { right: true })).toEqual({ kind: 'pr_good' });
    const both = { right: true, wrong: 'reverted' } as const;
    expect(outcomeOf(run('pr_good', 'ci_green'), both)).toEqual({ kind: 'pr_wrong', reason: 'reverted' });
    expect(outcomeText(outcomeOf(run('pr_closed', 'merged'), { wrong: 'hidden_test' }))).toBe('pr_wrong{hidden_test}');
    expect(outcomeText(outcomeOf(run('no_pr', 'gave_up'), { right: true }))).toBe('no_pr{gave_up}');
  });

  test('says more of CI and of cancelling where that is known', () => {
    expect(outcomeText(outcomeOf(run('pr_ci_red', 'environment'), { baseRed: true }))).toBe('pr_ci_red{base_red}');
    expect(outcomeText(outcomeOf(run('no_pr', 'cancelled'), { cancelledBy: 'label' }))).toBe('cancelled{label}');
    expect(outcomeText(outcomeOf(run('no_pr', 'infra'), { cancelledBy: 'label' }))).toBe('no_pr{infra}');
    const closed = { kind: 'pr_handed_over', reason: 'cancelled', detail: '', by: 'closed' } as const;
    expect(outcomeText(outcomeOf(closed))).toBe('cancelled{closed}');
    const red = { kind: 'pr_ci_red', reason: 'gate', detail: '', baseRed: true } as const;
    expect(outcomeText(outcomeOf(red))).toBe('pr_ci_red{base_red}');
  });
});

describe('rates', () => {
  const outcomes = ['pr_good', 'pr_good', 'unknown', 'pr_wrong{scope}', 'no_pr{infra}', 'pr_ci_red{infra}']
    .concat(['cancelled{label}', 'not_applicable'])
    .map(named);

  test('keep unknown beside good, and infra apart', () => {
    const rates = outcomeRates(outcomes);
    expect(rates.n).toBe(4);
    expect(rates.rates.map(({ outcome, rate }) => [outcome, rate.count, rate.n, rate.rate])).toEqual([
      ['pr_good', 2, 4, 0.5],
      ['pr_wrong{scope}', 1, 4, 0.25],
      ['unknown', 1, 4, 0.25],
    ]);
    expect(rates.infra).toMatchObject({ count: 2, n: 6 });
    expect(rates).toMatchObject({ cancelled: 1, notApplicable: 1 });
  });

  test('count nothing where there is nothing', () => {
    expect(outcomeRates([])).toMatchObject({ n: 0, rates: [], infra: { rate: null } });
  });
});
