import { expect, test } from '@jest/globals';
import { type Ended, outcomeOfEnded } from '../../../src/evals/online/evidence.ts';
import { letterOf } from '../../../src/evals/online/experiment-runs.ts';
import { isInfra, type OutcomeKind, outcomeText } from '../../../src/evals/outcome.ts';
import { FATES } from '../../../src/runs/aftermath/fate.ts';
import { type FailureMode, failureMode } from '../../../src/runs/failure-mode.ts';
import type { Outcome } from '../../../src/runs/types.ts';

const ended = (text: string, change: Partial<Ended> = {}): Ended => {
  const [kind = '', reason = ''] = text.split(' ');
  return { kind, reason, said: null, fate: null, by: null, baseRed: false, ...change };
};

test.each<[Ended, string, string | null]>([
  [ended('pr_good ci_green'), 'unknown', 'g'],
  [ended('pr_closed merged'), 'unknown', 'g'],
  [ended('pr_good ci_green', { said: 'good' }), 'pr_good', 'g'],
  [ended('pr_good ci_green', { said: 'bad' }), 'pr_wrong{reworked}', 'w'],
  [ended('pr_closed merged', { said: 'bad:no_weakened_checks' }), 'pr_wrong{tamper}', 'w'],
  [ended('pr_closed merged', { said: 'bad:of another version' }), 'pr_wrong{reworked}', 'w'],
  [ended('pr_closed merged', { fate: 'reverted' }), 'pr_wrong{reverted}', 'r'],
  [ended('pr_good ci_green', { fate: 'reworked' }), 'pr_wrong{reworked}', 'w'],
  [ended('pr_good ci_green', { fate: 'standing' }), 'pr_good', 'g'],
  [ended('pr_handed_over no_ci', { fate: 'standing' }), 'pr_good', 'g'],
  [ended('pr_good ci_green', { fate: 'closed' }), 'cancelled{closed}', null],
  [ended('pr_good ci_green', { said: 'label good', fate: 'reverted' }), 'pr_good', 'g'],
  [ended('pr_closed merged', { said: 'label bad', fate: 'standing' }), 'pr_wrong{reworked}', 'w'],
  [ended('pr_ci_red repairs_spent', { fate: 'reverted' }), 'pr_ci_red{code}', 'c'],
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

test('the failure modes of the dashboard and the outcomes of reports never disagree', () => {
  const MODES: Record<OutcomeKind, FailureMode> = {
    no_pr: 'FM1',
    pr_ci_red: 'FM2',
    pr_wrong: 'FM3',
    pr_good: 'none',
    unknown: 'unknown',
    cancelled: 'not_counted',
    not_applicable: 'not_counted',
  };
  const names = [
    'no_pr escalated gave_up budget refused verifier_red could_not_verify blocked judge_veto guard_veto cancelled task_changed bad_config repository_gone read_only infra',
    'pr_ci_red repairs_spent flapping environment flaky infra gate budget',
    'pr_handed_over person_pushed unverified no_ci required_missing action_required base_moves workflows hold cancelled repository_gone read_only',
    'pr_closed merged unmerged',
    'pr_good ci_green',
  ].flatMap((line) => {
    const [kind, ...reasons] = line.split(' ');
    return reasons.map((reason) => `${kind} ${reason}`);
  });
  for (const name of names)
    for (const said of [null, 'good', 'bad', 'bad:nothing_else', 'label good', 'label bad'])
      for (const fate of [null, ...FATES]) {
        const run = ended(name, { said, fate });
        const outcome = outcomeOfEnded(run);
        const mode = isInfra(outcome) ? 'not_counted' : MODES[outcome.kind];
        expect([name, said, fate, failureMode(run as unknown as Outcome, run)]).toEqual([name, said, fate, mode]);
      }
});
