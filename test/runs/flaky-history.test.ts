import { expect, test } from '@jest/globals';
import type { CheckState } from '../../src/github/types.ts';
import { remembered } from '../../src/runs/ci-memory.ts';
import { knownFlaky, rememberFlaky } from '../../src/runs/flaky-history.ts';

const check = (conclusion: 'success' | 'failure', checkRunId: number): CheckState => ({
  app: 'github-actions',
  name: 'test',
  status: 'completed',
  conclusion,
  checkRunId,
  url: null,
  at: 0,
  text: '',
});
const ci = (sha: string, one: CheckState) => ({ sha, checks: [one], workflowsPending: false });

test('a check that was red and green on one commit is known to be flaky, on later commits too, in its repository alone', async () => {
  const all = new Map<string, unknown>();
  const scopes = (scope: string) => ({
    get: async (key: string) => all.get(`${scope} ${key}`) ?? null,
    set: async (key: string, value: unknown) => void all.set(`${scope} ${key}`, value),
  });
  const red = remembered(null, ci('a', check('failure', 1)), 1);
  await rememberFlaky(scopes, 'o/r', null, red);
  expect(await knownFlaky(scopes, 'o/r', red, [check('failure', 1)])).toEqual(new Set());
  const green = remembered(red, ci('a', check('success', 2)), 2);
  await rememberFlaky(scopes, 'o/r', red, green);

  const next = remembered(green, ci('b', check('failure', 3)), 3);
  expect(await knownFlaky(scopes, 'o/r', next, [check('failure', 3)])).toEqual(new Set(['github-actions/test']));
  expect(await knownFlaky(scopes, 'o/other', next, [check('failure', 3)])).toEqual(new Set());
});
