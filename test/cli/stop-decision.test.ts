import { describe, expect, test } from '@jest/globals';
import { stopDecision } from '../../src/cli/stop-decision.ts';
import { failed, known, missing, report, result } from './results.ts';

describe('whether an agent may stop', () => {
  test('green: without a word', () => {
    expect(stopDecision(result([report(), known()]), 0, 5)).toEqual({ kind: 'stop', say: null });
  });

  test('red: no, with what is needed to fix it', () => {
    expect(stopDecision(result([report(), failed()]), 1, 5)).toEqual({
      kind: 'block',
      reason: expect.stringMatching(/2 of at most 5 times[\s\S]*expected 3, actual -1/),
    });
  });

  test('what an agent can have caused blocks, what is missing on the machine is told to the person', () => {
    for (const reason of ['timed_out', 'no_tests', 'out_of_memory'] as const) {
      expect(stopDecision(result([missing({ reason })]), 0, 5).kind).toBe('block');
    }
    expect(stopDecision(result([report(), missing()]), 0, 5)).toEqual({
      kind: 'stop',
      say: 'Fettle could not verify this change: npm:test (tool_missing): no Go here',
    });
  });

  test('after the bound it is let go, loudly', () => {
    expect(stopDecision(result([failed()]), 5, 5)).toEqual({
      kind: 'give_up',
      say: expect.stringMatching(/5 times.*STILL RED.*npm:test: 1 of 3 tests failed/),
    });
    expect(stopDecision(result([failed()]), 0, 0).kind).toBe('give_up');
  });

  test('a changed gate is told even when all is green', () => {
    expect(stopDecision(result([report()], { notes: ['Changed: package.json.'] }), 0, 5)).toEqual({
      kind: 'stop',
      say: 'Fettle: Changed: package.json.',
    });
  });

  test('only what was red before: the person learns that nothing was shown', () => {
    expect(stopDecision(result([known()]), 0, 5)).toMatchObject({
      kind: 'stop',
      say: expect.stringMatching(/as red as/),
    });
  });
});
