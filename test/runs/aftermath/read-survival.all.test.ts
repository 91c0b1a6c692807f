import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { PullCommit } from '../../../src/github/types.ts';
import { readSurvival } from '../../../src/runs/aftermath/read-survival.ts';
import type { Survival } from '../../../src/runs/aftermath/survival.ts';
import { baseHistory } from '../../../src/sandbox/base-history.ts';
import { commitFiles, type File, gitIn, makeRepository, temporaryFolder } from '../../sandbox/support.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const BASE = 'const a = 1;\nconst b = 2;\nconst c = 3;\n';
/** What our change makes of it: five lines more, one of them in place of another. */
const OURS =
  'const a = 1;\nfunction sum(list) {\n  let total = 0;\n  for (const it of list) total += it;\n  return total;\n}\nconst b = 20;\nconst c = 3;\n';
const LINES = 5;

let made = 0;
let at = '';
const git = (...args: string[]) => gitIn(at, ...args);
const person = (files: Record<string, File | null>, message = 'A change') => commitFiles(at, files, message);
function byBot(files: Record<string, File | null>, message = 'Add sum'): string {
  commitFiles(at, files, message);
  git('commit', '--quiet', '--amend', '--no-edit', '--author', 'fettle[bot] <1+fettle[bot]@x>');
  return git('rev-parse', 'HEAD');
}
beforeEach(() => {
  made += 1;
  at = makeRepository(join(folder.path, `${made}`), { 'sum.js': BASE, 'other.js': 'export {};\n' });
});

const DAY = 24 * 3_600_000;
/** The change as it is at the head of main. */
async function survival(mergeSha: string, commits: PullCommit[] = [], ours: string[] = []): Promise<Survival> {
  const found = await readSurvival(
    { pull: { owner: 'acme', name: 'shop', number: 11 }, mergeSha, commits },
    { head: git('rev-parse', 'main'), until: Date.now() + DAY, ours: new Set(ours) },
    baseHistory(join(at, '.git')),
  );
  return found as Survival;
}
const UNTOUCHED = { addedLines: LINES, reworkedLines: 0, reworkedAt: null, reverted: null };

test('lines stay ours where they are moved, renamed with their file, pushed down or formatted', async () => {
  const merge = byBot({ 'sum.js': OURS });
  expect(await survival(merge)).toEqual(UNTOUCHED);
  person({ 'sum.js': `// A line above.\n// And another.\n${OURS}` });
  git('mv', 'sum.js', 'total.js');
  person({}, 'Rename it');
  person({ 'total.js': `// A line above.\n// And another.\n${OURS.replaceAll('  ', '\t')}` }, 'Use tabs');
  expect(await survival(merge)).toEqual(UNTOUCHED);
  const sum = OURS.slice(OURS.indexOf('function'), OURS.indexOf('const b'));
  person({ 'total.js': OURS.replace(sum, ''), 'lib/sum.js': sum }, 'Move sum to a file of its own');
  person({ 'lib/sum.js': sum.replace('sum(list) {', 'sum(\n  list\n) {') }, 'Break a line');
  expect(await survival(merge)).toEqual(UNTOUCHED);
  person({ 'lib/sum.js': sum.replace('total += it', 'total += Number(it)') }, 'Take strings');
  expect(await survival(merge)).toMatchObject({ reworkedLines: 1, reworkedAt: null });
});

test('people who rewrite a good part of it rework it; bots and changes of ours do not', async () => {
  const merge = byBot({ 'sum.js': OURS });
  const two = OURS.replace('let total = 0', 'let sum = 0').replace('return total', 'return sum');
  byBot({ 'sum.js': two }, 'Rename a variable');
  expect(await survival(merge)).toEqual(UNTOUCHED);
  const four = two.replace('total += it', 'sum += it').replace('b = 20', 'b = 21');
  const later = person({ 'sum.js': four }, 'Rename the rest');
  expect(await survival(merge, [], [later])).toEqual(UNTOUCHED);
  expect(await survival(merge)).toMatchObject({ reworkedLines: 2, reworkedAt: null, reverted: null });
  person({ 'sum.js': four.replace('function sum', 'function plus') }, 'Another name');
  expect(await survival(merge)).toMatchObject({ reworkedLines: 3, reworkedAt: expect.any(Number), reverted: null });
  person({ 'sum.js': four }, 'The old name after all');
  expect(await survival(merge)).toMatchObject({ reworkedLines: 2, reworkedAt: null });
});

test('what happens after the time is over does not count', async () => {
  const merge = byBot({ 'sum.js': OURS });
  person({ 'sum.js': BASE });
  const found = await readSurvival(
    { pull: { owner: 'acme', name: 'shop', number: 11 }, mergeSha: merge, commits: [] },
    { head: git('rev-parse', 'main'), until: Date.now() - DAY, ours: new Set() },
    baseHistory(join(at, '.git')),
  );
  expect(found).toEqual(UNTOUCHED);
});

test('a revert is known by what it says, or by what it does, and a revert of it takes it back', async () => {
  const merge = byBot({ 'sum.js': OURS });
  git('revert', '--no-edit', merge);
  const revert = git('rev-parse', 'HEAD');
  expect(await survival(merge)).toMatchObject({ reworkedLines: 0, reverted: { by: `commit:${revert}` } });
  git('revert', '--no-edit', revert);
  expect(await survival(merge)).toEqual(UNTOUCHED);
  const silent = person({ 'sum.js': BASE }, 'Back to how it was');
  expect(await survival(merge)).toMatchObject({ reworkedLines: 0, reverted: { by: `commit:${silent}` } });
  person({ 'sum.js': OURS }, 'And again');
  expect(await survival(merge)).toEqual(UNTOUCHED);
  person({ 'sum.js': BASE, 'other.js': 'export const lots = 1;\nexport const more = 2;\nlet it = 3;\n' }, 'Rewrite');
  expect(await survival(merge)).toMatchObject({ reworkedLines: LINES, reverted: null });
});

test('a pull request that reverts it is named, and one that only speaks of it is none', async () => {
  const merge = byBot({ 'sum.js': OURS });
  person({ 'other.js': 'export const a = 1;\n' }, `Explain\n\nThis reverts commit ${merge}.`);
  person({ 'sum.js': `${OURS}const d = 4;\n` }, 'Reverts acme/shop#11, some day');
  expect(await survival(merge)).toEqual(UNTOUCHED);
  person({ 'sum.js': `${BASE}const d = 4;\n` }, 'Revert "Add sum" (#15)\n\nReverts acme/shop#11');
  expect(await survival(merge)).toMatchObject({ reverted: { by: 'pull:15' } });
});

const asPullCommit = (sha: string): PullCommit => ({
  sha,
  headline: git('show', '-s', '--format=%s', sha),
  authoredAt: Number(git('show', '-s', '--format=%at', sha)) * 1000,
  parents: git('show', '-s', '--format=%P', sha).split(' ').length,
});

/** A branch of two commits of ours, and a commit on main beside it. */
function branch(): PullCommit[] {
  git('switch', '--quiet', '--create', 'fettle/11');
  const one = byBot({ 'sum.js': OURS.replace('b = 20', 'b = 2') }, 'Add sum');
  const two = byBot({ 'sum.js': OURS }, 'Answer the review');
  git('switch', '--quiet', 'main');
  person({ 'other.js': 'export const other = 1;\n' }, 'Meanwhile');
  return [one, two].map(asPullCommit);
}

test.each<[string, () => string]>([
  [
    'merged',
    () => {
      git('merge', '--quiet', '--no-ff', '-m', 'Merge pull request #11 from acme/fettle/11', 'fettle/11');
      return git('rev-parse', 'HEAD');
    },
  ],
  [
    'squashed',
    () => {
      git('merge', '--quiet', '--squash', 'fettle/11');
      git('commit', '--quiet', '-m', 'Add sum (#11)');
      return git('rev-parse', 'HEAD');
    },
  ],
  [
    'rebased',
    () => {
      git('cherry-pick', 'main..fettle/11');
      return git('rev-parse', 'HEAD');
    },
  ],
])('a pull request that was %s is followed as a whole', async (_how, merge) => {
  const commits = branch();
  const sha = merge();
  expect(await survival(sha, commits)).toEqual(UNTOUCHED);
  person({ 'sum.js': OURS.replace('b = 20', 'b = 4') });
  expect(await survival(sha, commits)).toMatchObject({ addedLines: LINES, reworkedLines: 1 });
  person({ 'sum.js': BASE }, `Undo\n\nThis reverts commit ${sha}, reversing\nchanges made to ${commits[0]?.sha}.`);
  expect((await survival(sha, commits)).reverted).not.toBeNull();
});

test('a rebased change may be reverted commit by commit, and is when half of it is gone', async () => {
  const ours = ['one', 'two', 'three'].map((name) =>
    byBot({ [`${name}.js`]: `let ${name} = 1;\nlet and${name} = 2;\n` }, name),
  );
  const commits = ours.map(asPullCommit);
  const [first, second, last] = ours as [string, string, string];
  git('revert', '--no-edit', last);
  expect(await survival(last, commits)).toMatchObject({ addedLines: 6, reworkedLines: 2, reverted: null });
  git('revert', '--no-edit', second);
  const half = { addedLines: 6, reworkedLines: 0, reverted: { by: `commit:${git('rev-parse', 'HEAD')}` } };
  expect(await survival(last, commits)).toMatchObject(half);
  git('revert', '--no-edit', first);
  expect((await survival(last, commits)).reverted).toEqual({ ...half.reverted, at: expect.any(Number) });
});

test('other people who come by a merge are people, and a bot that is merged by a person is none', async () => {
  const merge = byBot({ 'sum.js': OURS });
  for (const [name, commit] of [
    ['dependabot', byBot],
    ['ada', person],
  ] as const) {
    git('switch', '--quiet', '--create', name);
    commit({ 'sum.js': name === 'ada' ? OURS.replaceAll('total', 'all') : OURS.replace('b = 20', 'b = 30') });
    git('switch', '--quiet', 'main');
    git('merge', '--quiet', '--no-ff', '-m', `Merge pull request #20 from acme/${name}`, name);
    expect((await survival(merge)).reworkedLines).toBe(name === 'ada' ? 3 : 0);
  }
});

test('what a package manager writes is not counted, unless there is nothing else', async () => {
  const lock = (n: number) => Array.from({ length: n }, (_, at) => `"p${at}": "${n}"`).join('\n');
  const merge = byBot({ 'sum.js': OURS, 'package-lock.json': lock(40) });
  person({ 'package-lock.json': lock(60) }, 'Bump everything');
  expect(await survival(merge)).toEqual(UNTOUCHED);
  person({ 'sum.js': BASE, 'package-lock.json': lock(20) }, 'Back, with what goes with it');
  expect((await survival(merge)).reverted).not.toBeNull();
  const bump = byBot({ 'package-lock.json': lock(10) });
  person({ 'package-lock.json': lock(20) }, 'And back');
  expect(await survival(bump)).toMatchObject({ addedLines: 10, reverted: { by: expect.any(String) } });
});

test('a change that only takes lines away is reverted by what brings them back', async () => {
  const merge = byBot({ 'sum.js': 'const a = 1;\n' });
  expect(await survival(merge)).toEqual({ ...UNTOUCHED, addedLines: 0 });
  person({ 'sum.js': BASE }, 'Bring them back');
  expect((await survival(merge)).reverted).not.toBeNull();
  person({ 'sum.js': 'const a = 1;\n' }, 'And away again');
  expect((await survival(merge)).reverted).toBeNull();
});
