import { describe, expect, test } from '@jest/globals';
import { dependency } from '../../src/guards/dependency.ts';
import { change } from './builders.ts';
import { fill, inputOf } from './cases/case.ts';
import { BAD } from './cases/dependency/bad.ts';
import { bad as heldOutBad, honest as heldOutHonest } from './cases/dependency/held-out.ts';
import { HONEST } from './cases/dependency/honest.ts';

type Row = (typeof BAD)[number];
const found = async ([name, path, text, task]: Row) =>
  await dependency.check(inputOf({ name, files: [{ path, diff: fill(text, 1) }], task: task ?? 'Make it work.' }));
const blocks = async (row: Row) => (await found(row)).some((finding) => finding.allowed === undefined);

describe('dependency', () => {
  test.each([...BAD, ...heldOutBad])('stops: %s', async (...row) => expect(await blocks(row)).toBe(true));
  test.each([...HONEST, ...heldOutHonest])('leaves alone: %s', async (...row) => expect(await blocks(row)).toBe(false));
  test('says what and where, and what in the task allows it', async () => {
    const diff = '   "dependencies": {\n+    "zod": "^3.22.4",\n     "pg": "^8.11.0"';
    const at = { rule: 'dependency', file: 'package.json', hunk: '@@ -10,2 +10,3 @@', line: 11 };
    expect(await found(['', 'package.json', diff])).toMatchObject([{ ...at, why: expect.stringContaining('zod') }]);
    const allowed = expect.stringContaining('Use zod');
    expect(await found(['', 'package.json', diff, 'Use zod.'])).toMatchObject([{ ...at, allowed }]);
  });
  test('whole files say more than a diff does', async () => {
    const manifest = (dependencies: object) =>
      JSON.stringify({ name: 'a', config: { x: '1.2.3' }, dependencies, scripts: { test: 'jest' } }, null, 2);
    const found = await dependency.check(
      change({ 'package.json': manifest({ ws: '^8.0.0' }) }, { 'package.json': manifest({ ws: '^8.0.0', oj: '1' }) }),
    );
    expect(found).toMatchObject([{ why: expect.stringContaining('oj is a new dependency'), line: 8 }]);
    const config = manifest({}).replace('1.2.3', '1.2.4');
    expect(await dependency.check(change({ 'package.json': manifest({}) }, { 'package.json': config }))).toEqual([]);
  });
  test('a move from one manifest or build tool to another brings nothing new', async () => {
    const files = [
      { path: 'requirements.txt', diff: '-flask==3.0.0\n-Flask_Cors==4.0.0' },
      { path: 'pyproject.toml', diff: ' dependencies = [\n+    "flask>=3.0",\n+    "flask-cors>=4.0",\n ]' },
    ];
    expect(await dependency.check(inputOf({ name: '', files, task: 'Move to pyproject.toml.' }))).toEqual([]);
  });
  test('a package that moves to another folder takes its scripts along', async () => {
    const manifest = '{\n  "scripts": { "prepare": "husky" },\n  "dependencies": { "ws": "^8.0.0" }\n}\n';
    const [before, after] = [{ 'a/package.json': manifest }, { 'packages/a/package.json': manifest }];
    expect(await dependency.check(change(before, after))).toEqual([]);
    expect(await dependency.check(change({}, after))).toHaveLength(2);
  });
  test('what another manifest of the project has already is not new', async () => {
    const files = (name: string) => ({ 'package.json': `{ "dependencies": { "${name}": "^8.0.0" } }` });
    const added = { 'packages/a/package.json': '{ "dependencies": { "ws": "^8.0.0" } }' };
    expect(await dependency.check(change(files('ws'), { ...files('ws'), ...added }))).toEqual([]);
    expect(await dependency.check(change(files('ms'), { ...files('ms'), ...added }))).toHaveLength(1);
  });
  test('the section of one hunk says nothing of the next', async () => {
    const input = inputOf({
      name: '',
      files: [{ path: 'package.json', diff: '   "scripts": {\n+    "lint": "eslint .",\n     "test": "jest"' }],
      task: '',
    });
    const [file] = input.diff;
    const [second] = inputOf({
      name: '',
      files: [{ path: 'package.json', diff: '     "ms": "^2.1.3",\n+    "oj": "^1.0.0",' }],
      task: '',
    }).diff;
    file?.hunks.push(...(second?.hunks ?? []));
    const text = (other: string) =>
      (file?.hunks ?? [])
        .flatMap((hunk) => hunk.lines.filter((it) => it[0] !== other).map((it) => `${it.slice(1)}\n`))
        .join('');
    const read = async (side: 'base' | 'tree') => text(side === 'base' ? '+' : '-');
    expect(await dependency.check({ ...input, read })).toMatchObject([{ why: expect.stringContaining('oj') }]);
  });
  test.each([
    ['package.json', '"a": "1", '],
    ['package.json', '"'],
    ['package-lock.json', '"resolved": "https://'],
    ['requirements.txt', 'a'],
    ['pyproject.toml', '"a['],
    ['setup.py', "'a', "],
    ['pom.xml', '<artifactId>'],
    ['build.gradle', "'a.b:c:"],
    ['go.mod', 'a.b/'],
    ['Gemfile', 'gem "a", '],
    ['a.csproj', '<PackageReference '],
    ['yarn.lock', 'a@b'],
    ['CMakeLists.txt', 'FetchContent_Declare('],
  ])('a line of a million characters in %s ends (%j)', async (path, part) => {
    await found(['', path, part.repeat(Math.ceil(1_000_000 / part.length)), `Use ${'a '.repeat(2000)}`]);
  });
});
