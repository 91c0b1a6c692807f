import { expect, test } from '@jest/globals';
import { type Campaign, readCampaign } from '../../src/campaigns/campaign-file.ts';
import { choose, filesOf, type SurveyedRepository } from '../../src/campaigns/choose-targets.ts';

const campaign = (targets: string): Campaign =>
  readCampaign(`
name: node-24
owner: acme/platform
prompt: p.md
money: { total: 1 }
targets: ${targets}
preconditions:
  - { file: .nvmrc, pattern: '^(18|20)', why: it is on Node 24 already }
  - { file: frozen.txt, absent: true, why: it is frozen }
`);
const all = campaign(
  '{ owners: [Acme], files: [package.json], contents: [{ file: package.json, pattern: \'"private": true\' }] }',
);
const files = { 'package.json': '{\n"private": true }', '.nvmrc': '20.1\n', 'frozen.txt': null };
function repo(change: Partial<SurveyedRepository> = {}, texts: Record<string, string | null> = {}): SurveyedRepository {
  return {
    owner: 'acme',
    name: 'shop',
    topics: ['backend'],
    language: 'TypeScript',
    archived: false,
    fork: false,
    allows: true,
    files: new Map(Object.entries({ ...files, ...texts })),
    ...change,
  };
}

test('a repository is in, has nothing to do, or is out, each with its reason', () => {
  expect(filesOf(all)).toEqual(['package.json', '.nvmrc', 'frozen.txt']);
  expect(choose(all, repo())).toEqual({ repository: 'acme/shop', choice: 'in', why: 'it fits' });
  expect(choose(all, repo({}, { '.nvmrc': '24\n' }))).toMatchObject({
    choice: 'not_applicable',
    why: 'it is on Node 24 already',
  });
  expect(choose(all, repo({}, { 'frozen.txt': '' }))).toMatchObject({ choice: 'not_applicable', why: 'it is frozen' });
});

test.each<[Partial<SurveyedRepository>, Record<string, string | null>, string]>([
  [{ owner: 'other' }, {}, 'neither it nor its owner is named'],
  [{ archived: true }, {}, 'it is archived'],
  [{ fork: true }, {}, 'it is a fork, and not named itself'],
  [{ allows: false }, {}, 'its own settings say no to campaigns'],
  [{ allows: { broken: 'line 3' } }, {}, "its own settings can't be read: line 3"],
  [{}, { 'package.json': null }, 'it has no package.json'],
  [{}, { 'package.json': '{}' }, 'its package.json does not match "private": true'],
])('%j is out', (change, texts, why) => {
  expect(choose(all, repo(change, texts))).toEqual({ repository: expect.anything(), choice: 'out', why });
});

test('topics, languages, exceptions and names', () => {
  const why = (targets: string, change: Partial<SurveyedRepository> = {}) =>
    choose(campaign(targets), repo(change)).why;
  expect(why('{ owners: [acme], topics: [frontend] }')).toBe('it has none of the topics');
  expect(why('{ owners: [acme], topics: [frontend, Backend] }')).toBe('it fits');
  expect(why('{ owners: [acme], languages: [Go] }')).toBe('its main language is TypeScript');
  expect(why('{ owners: [acme], languages: [Go] }', { language: null })).toBe('its main language is not known');
  expect(why('{ owners: [acme], except: [ACME/shop] }')).toBe('it is excepted');
  expect(why('{ repositories: [acme/Shop] }', { fork: true })).toBe('it fits');
});
