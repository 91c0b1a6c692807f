import { describe, expect, test } from '@jest/globals';
import { asksForTestsOfToday, isFix } from '../../../src/runs/gate/is-fix.ts';

describe('a fix', () => {
  test.each([
    '# Fix the total of an empty cart',
    '# Cart crashes on an empty coupon',
    '# Totals are wrong for 0.1 + 0.2',
    "# parse doesn't accept a trailing comma",
    '# Parser does not accept CRLF',
    '# Bug: retries are counted twice',
    '# Regression in 2.3: dates in the past',
    '# upload fails with 413',
    '# Cart\n\nIt happens every day.\n\n### Steps to reproduce\n1. Open it',
    '# Cart\n\n**Expected behavior**\nA total.',
    '# Cart\n\nSee below.\n\n## Request by otto\nplease fix the rounding',
  ])('%s', (task) => expect(isFix(task)).toBe(true));
});

describe('no fix', () => {
  test.each([
    '# Add a total to the cart\n\nIt should not be wrong for an empty one.',
    '# Refactor the cart',
    '# Add tests for the cart',
    '# Fix typos in the messages',
    '# fix lint warnings in src/',
    '# Fix type errors after the upgrade',
    '# Fix the flaky test of the queue',
    '# Support prefixes of paths',
    '',
  ])('%s', (task) => expect(isFix(task)).toBe(false));
});

test.each([
  ['# Fix x\n\nPlease add characterisation tests for the parser.', true],
  ['# Fix x\n\nPin down the current behavior of zero first.', true],
  ['# Fix x\n\nIncrease the coverage of src/cart.js too.', true],
  ['# Fix x\n\nAdd a test.', false],
  ["# Fix x\n\nDon't write characterisation tests.", false],
  ['# Fix x\n\n> add characterisation tests\n\n```\nadd missing tests\n```', false],
])('%s', (task, asked) => expect(asksForTestsOfToday(task) !== null).toBe(asked));
