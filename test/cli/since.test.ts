import { expect, test } from '@jest/globals';
import { sinceOf } from '../../src/cli/since.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

test.each([
  ['30d', '2026-10-26T12:00:00.000Z'],
  ['12h', '2026-11-25T00:00:00.000Z'],
  ['2w', '2026-11-11T12:00:00.000Z'],
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
])('since %s', (text, at) => {
  expect(sinceOf(text, now)?.toISOString()).toBe(at);
});

test('all is all, and what is neither is said', () => {
  expect(sinceOf('all', now)).toBeNull();
  expect(() => sinceOf('yesterday', now)).toThrow(/--since is wrong: "yesterday" must be like 30d/);
  expect(() => sinceOf('2026-13-45', now)).toThrow(/--since is wrong/);
});
