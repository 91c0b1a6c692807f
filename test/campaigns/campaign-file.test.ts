import { expect, test } from '@jest/globals';
import { readCampaign } from '../../src/campaigns/campaign-file.ts';

const LEAST = `
name: node-24
owner: acme/platform
prompt: node-24.md
targets: { owners: [acme] }
money: { total: 500 }
`;

test('the least campaign is complete, and careful', () => {
  expect(readCampaign(LEAST)).toMatchObject({
    name: 'node-24',
    waves: [10, 50, 200],
    limits: { open: 50, per_hour: 20, per_repository: 1, hours: null },
    promotion: { no_pr: 0.5, confidence: 0.8 },
    merge: { when: 'never', kinds: [] },
    step: null,
  });
});

test.each([
  ['targets: { owners: [acme] }', 'targets: {}', '`targets` is wrong: must name owners or repositories.'],
  [
    'targets: { owners: [acme] }',
    'targets: { owner: acme }',
    'unknown key `owner` in `targets`. Known are: owners, repositories',
  ],
  ['name: node-24', 'name: Node 24', '`name` is wrong: must be short: lower-case letters'],
  ['prompt: node-24.md', 'prompt: ../secret', '`prompt` is wrong: must be a path inside the repository.'],
  ['money: { total: 500 }', 'money: { total: 0 }', '`money.total` is wrong: must be more than 0.'],
  ['money: { total: 500 }', 'money: { total: 5 }\nmerge: { when: green }', '`merge` is wrong: must name the kinds'],
  [
    'money: { total: 500 }',
    'money: { total: 5 }\nlimits: { hours: { zone: Mars/Base, from: "09:00", to: "17:00" } }',
    '`limits.hours.zone` is wrong: must be a time zone',
  ],
  [
    'money: { total: 500 }',
    'money: { total: 5 }\npreconditions: [{ file: a, pattern: "(", why: x }]',
    '`preconditions[1].pattern` is wrong: must be a regular expression.',
  ],
])('what is wrong is named: %s -> %s', (was, is, said) => {
  expect(() => readCampaign(LEAST.replace(was, is))).toThrow(said);
});
