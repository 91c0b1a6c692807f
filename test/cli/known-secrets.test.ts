import { expect, test } from '@jest/globals';
import { knownSecrets } from '../../src/cli/known-secrets.ts';
import { readSettings } from '../../src/settings.ts';

test('what is set is known, and what is not set is no error', () => {
  expect(knownSecrets(readSettings({}, '/x'))).toEqual([]);
  const known = knownSecrets(
    readSettings({ ANTHROPIC_API_KEY: 'the-key', FETTLE_JUDGE_API_KEY: 'of-the-judge' }, '/x'),
  );
  expect(known).toEqual(expect.arrayContaining(['the-key', 'of-the-judge']));
});
