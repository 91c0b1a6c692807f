import { describe, expect, test } from '@jest/globals';
import { JUDGE_LEVELS, judgeLevel, weaker } from '../../src/judge/level.ts';
import { sameModelWarning } from '../../src/judge/same-model.ts';

describe('how much the judge counts for', () => {
  test.each([
    [null, null, 'block'],
    [null, 'off', 'off'],
    [null, 'advise', 'advise'],
    ['block', 'off', 'block'],
    ['shadow', 'advise', 'advise'],
    ['advise', 'shadow', 'advise'],
    ['off', null, 'off'],
    ['off', 'block', 'block'],
  ] as const)('operator %s, repository %s: %s', (operator, repository, expected) => {
    expect(judgeLevel(operator, repository)).toBe(expected);
  });

  test('a repository is never below what the operator sets', () => {
    for (const operator of JUDGE_LEVELS)
      for (const repository of JUDGE_LEVELS) expect(weaker(judgeLevel(operator, repository), operator)).toBe(operator);
  });
});

test('one model as agent and judge is warned of, however it is written', () => {
  const warning = (agentModel: string, judgeModel: string) => sameModelWarning({ agentModel, judgeModel });
  expect(warning('claude-opus-5-5', 'claude-opus-5-5')).toContain('FETTLE_JUDGE_MODEL');
  expect(warning('anthropic/claude-opus-5-5', 'Claude-Opus-5-5-20260901')).not.toBeNull();
  expect(warning('claude-sonnet-5-5', 'claude-opus-5-5')).toBeNull();
});
