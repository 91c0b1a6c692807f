import { describe, expect, test } from '@jest/globals';
import { policyFor } from '../../../src/runs/requests/policy.ts';
import { readRepoConfig } from '../../../src/repo-config.ts';
import { readSettings } from '../../../src/settings.ts';

/** As people write them: FETTLE_REQUESTS, and `requests:` in .github/fettle.yml. */
function answer(kind: 'host' | 'service' | 'platform' | 'tool' | 'secret', name: string, operator = '', repo = '[]') {
  const { requests } = readSettings({ FETTLE_REQUESTS: operator }, '/nowhere').runs;
  return policyFor({ kind, name }, requests, readRepoConfig(`requests: ${repo}\n`).requests);
}

describe('the policy of requests', () => {
  test('asks people where nobody said anything', () => {
    expect(answer('host', 'npm.example')).toBe('ask');
  });

  test('takes the first rule of the operator that fits, by kind and by a pattern of the name, in any case', () => {
    const rules = 'host:npm.example=allow,host:*.example=deny,tool:*=allow,*:*=deny';
    expect(answer('host', 'NPM.example', rules)).toBe('allow');
    expect(answer('host', 'pypi.example', rules)).toBe('deny');
    expect(answer('tool', 'ruby', rules)).toBe('allow');
    expect(answer('platform', 'ruby', rules)).toBe('deny');
    expect(answer('host', 'npm.example', 'host:*.example=deny,host:npm.example=allow')).toBe('deny');
  });

  test.each([
    ['tool:*=allow', '[{ answer: ask }]', 'ask'],
    ['tool:*=allow', '[{ answer: deny }]', 'deny'],
    ['tool:*=ask', '[{ answer: deny }]', 'deny'],
    ['tool:*=ask', '[{ answer: allow }]', 'ask'],
    ['tool:*=deny', '[{ answer: allow }]', 'deny'],
    ['', '[{ answer: allow }]', 'ask'],
    ['', '[{ kind: tool, name: rub*, answer: deny }]', 'deny'],
    ['tool:*=allow', '[{ kind: host, answer: deny }, { name: ruby, answer: allow }]', 'allow'],
  ])(
    'with %p of the operator and %p of the repository: %s, since a repository can only be stricter',
    (operator, repo, said) => expect(answer('tool', 'ruby', operator, repo)).toBe(said),
  );

  test('never allows a call that needs a secret without a person', () => {
    expect(answer('secret', 'npm token', '*:*=allow', '[{ answer: allow }]')).toBe('ask');
    expect(answer('secret', 'npm token', 'secret:*=deny')).toBe('deny');
  });
});
