import { expect, test } from '@jest/globals';
import { addressOf, isFiltered, queryOf, readFilters } from '../../../src/dashboard/runs/filters.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');

test('an address becomes a query, each filter its part', () => {
  const filters = readFilters({
    q: ' invoice ',
    state: 'ended',
    outcome: 'no_pr',
    reason: 'judge_veto',
    repo: 'acme/shop',
    since: '24h',
    needs: 'person',
    cursor: 'abc',
  });
  expect(queryOf(filters, NOW, 50)).toEqual({
    limit: 50,
    text: 'invoice',
    state: 'ended',
    outcome: 'no_pr',
    reason: 'judge_veto',
    repo: 'acme/shop',
    since: new Date('2026-11-24T12:00:00Z'),
    needsPerson: true,
    cursor: 'abc',
  });
});

test('what a form leaves empty, and what an address says wrongly, is left out', () => {
  const filters = readFilters({
    q: '',
    state: '',
    outcome: 'great',
    since: '1s',
    needs: 'robot',
    repo: 'x'.repeat(151),
  });
  expect(queryOf(filters, NOW, 50)).toEqual({ limit: 50 });
  expect(isFiltered(filters)).toBe(false);
});

test('being on a later page is no filter', () => {
  expect(isFiltered(readFilters({ cursor: 'abc' }))).toBe(false);
  expect(isFiltered(readFilters({ cursor: 'abc', q: 'a' }))).toBe(true);
});

test('an address says what differs from the whole list, and nothing escapes from it', () => {
  const filters = readFilters({ q: 'a&b="c"', state: 'open', cursor: 'abc' });
  expect(addressOf(filters)).toBe('/?q=a%26b%3D%22c%22&state=open&cursor=abc');
  expect(addressOf(filters, { state: undefined, cursor: undefined })).toBe('/?q=a%26b%3D%22c%22');
  expect(addressOf({})).toBe('/');
});
