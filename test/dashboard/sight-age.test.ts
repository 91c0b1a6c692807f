import { expect, test } from '@jest/globals';
import { sightAge } from '../../src/dashboard/sign-in/sight-age.ts';

const minutes = 60_000;

test.each([
  [0, 'use'],
  [3 * minutes - 1, 'use'],
  [3 * minutes, 'renew'],
  [5 * minutes - 1, 'renew'],
  [5 * minutes, 'wait'],
  [15 * minutes - 1, 'wait'],
  [15 * minutes, 'refuse'],
] as const)('what was read %i ms ago: %s', (age, todo) => {
  expect(sightAge(age)).toBe(todo);
});
