import { describe, expect, test } from '@jest/globals';
import type { Aftermath } from '../../src/runs/aftermath/fate.ts';
import { type FailureMode, failureMode } from '../../src/runs/failure-mode.ts';
import type { Outcome } from '../../src/runs/types.ts';

const NOTHING: Aftermath = { said: null, fate: null };
const of = (name: string, after: Aftermath = NOTHING): FailureMode => {
  const [kind = '', reason = ''] = name.split(' ');
  return failureMode({ kind, reason } as Outcome, after);
};

describe('how a run failed, when nothing is known but how it ended', () => {
  test.each<[FailureMode, string, string]>([
    [
      'FM1',
      'no_pr',
      'escalated gave_up budget refused verifier_red could_not_verify blocked judge_veto guard_veto bad_config',
    ],
    ['not_counted', 'no_pr', 'cancelled task_changed repository_gone read_only infra'],
    ['FM2', 'pr_ci_red', 'repairs_spent flapping environment flaky gate budget'],
    ['not_counted', 'pr_ci_red', 'infra'],
    [
      'unknown',
      'pr_handed_over',
      'person_pushed unverified no_ci required_missing action_required base_moves workflows hold of_another_version',
    ],
    ['not_counted', 'pr_handed_over', 'cancelled repository_gone read_only'],
    ['unknown', 'pr_closed', 'merged'],
    ['not_counted', 'pr_closed', 'unmerged'],
    ['unknown', 'pr_good', 'ci_green'],
    ['unknown', 'no_pr', 'of_another_version'],
    ['unknown', 'of_another_version', 'at_all'],
  ])('%s: %s %s', (mode, kind, reasons) => {
    for (const reason of reasons.split(' ')) expect([reason, of(`${kind} ${reason}`)]).toEqual([reason, mode]);
  });
});

test.each<[string, Partial<Aftermath>, FailureMode]>([
  ['pr_closed merged', { fate: 'reverted' }, 'FM3'],
  ['pr_good ci_green', { fate: 'reworked' }, 'FM3'],
  ['pr_good ci_green', { fate: 'standing' }, 'none'],
  ['pr_good ci_green', { fate: 'closed' }, 'not_counted'],
  ['pr_handed_over no_ci', { fate: 'standing' }, 'none'],
  ['pr_handed_over no_ci', { fate: 'reverted' }, 'FM3'],
  // What comes first stays: there was no pull request to be wrong, or its CI was red.
  ['no_pr judge_veto', { said: 'good' }, 'FM1'],
  ['pr_ci_red repairs_spent', { fate: 'reverted' }, 'FM2'],
  // A label, a revert, an answer, and then what lines tell.
  ['pr_closed merged', { said: 'label good', fate: 'reverted' }, 'none'],
  ['pr_closed merged', { said: 'label bad', fate: 'standing' }, 'FM3'],
  ['pr_closed merged', { said: 'good', fate: 'reverted' }, 'FM3'],
  ['pr_closed merged', { said: 'good', fate: 'reworked' }, 'none'],
  ['pr_closed merged', { said: 'bad:nothing_else', fate: 'standing' }, 'FM3'],
  ['pr_closed unmerged', { said: 'good' }, 'none'],
])('%s with %j is %s', (name, after, mode) => {
  expect(of(name, { ...NOTHING, ...after })).toBe(mode);
});
