import { describe, expect, test } from '@jest/globals';
import { weakenedTest } from '../../src/guards/weakened-test.ts';
import { change } from './builders.ts';

const JS = `import { test, expect } from '@jest/globals';
test('adds numbers', () => {
  expect(add(1, 2)).toBe(3);
  expect(add(2, 2)).toBe(4);
});
test('subtracts numbers', () => {
  expect(sub(3, 1)).toBe(2);
});
`;
const js = (edit: (text: string) => string) => change({ 'test/a.test.js': JS }, { 'test/a.test.js': edit(JS) });
const edited = (path: string, before: string, after: string) => change({ [path]: before }, { [path]: after });

const PY = 'def test_a():\n    assert f(1) == 2\n\ndef test_b():\n    assert f(2) == 3\n';
const GO = 'func TestA(t *testing.T) {\n\tif f(1) != 2 {\n\t\tt.Fatal("x")\n\t}\n}\n';
const JAVA = 'class ATest {\n  @Test\n  void adds() {\n    assertEquals(3, add(1, 2));\n  }\n}\n';
const RUST = 'fn f() {}\n#[cfg(test)]\nmod tests {\n  #[test]\n  fn works() { assert_eq!(f(1), 2); }\n}\n';

describe('stops', () => {
  test.each([
    ['a deleted test file', change({ 'test/a.test.js': JS }, { 'src/a.js': 'x' }), 'deleted'],
    [
      'a test file whose new name no runner looks for',
      change({ 'test/a.test.js': JS }, { 'test/a.js': JS }),
      '"adds numbers"',
    ],
    ['a removed case', js((it) => it.replace(/test\('subtracts[\s\S]*/, '')), '"subtracts numbers"'],
    [
      'a case made a comment',
      js((it) => it.replace(/test\('subtracts[\s\S]*/, (rest) => `/* ${rest} */`)),
      '"subtracts numbers"',
    ],
    ['skip', js((it) => it.replace("test('adds", "test.skip('adds")), 'switched off'],
    ['only', js((it) => it.replace("test('adds", "test.only('adds")), 'Only some'],
    [
      'xit',
      edited(
        'a.spec.ts',
        "it('works well', () => expect(a()).toBe(1));",
        "xit('works well', () => expect(a()).toBe(1));",
      ),
      'switched off',
    ],
    [
      'an option of node:test',
      edited(
        'a.test.mjs',
        "test('x', () => assert.equal(a(), 1))",
        "test('x', { skip: true }, () => assert.equal(a(), 1))",
      ),
      'switched off',
    ],
    ['a removed assertion', js((it) => it.replace('  expect(add(2, 2)).toBe(4);\n', '')), 'fewer'],
    [
      'a loosened assertion',
      js((it) => it.replace('expect(add(2, 2)).toBe(4)', 'expect(add(2, 2)).toBeDefined()')),
      'more values',
    ],
    [
      'an assertion that always holds',
      js((it) => it.replace('expect(add(2, 2)).toBe(4)', 'expect(true).toBe(true)')),
      'always holds',
    ],
    [
      'pytest skip',
      edited('tests/test_a.py', PY, PY.replace('def test_b', '@pytest.mark.skip\ndef test_b')),
      'switched off',
    ],
    ['pytest case gone', edited('tests/test_a.py', PY, PY.split('\n\n')[0] ?? ''), 'test_b'],
    ['Go skip', edited('a_test.go', GO, GO.replace('{\n\tif', '{\n\tt.Skip("later")\n\tif')), 'switched off'],
    [
      'JUnit disabled',
      edited('src/test/java/ATest.java', JAVA, JAVA.replace('@Test', '@Disabled @Test')),
      'switched off',
    ],
    [
      'Rust ignore inside a source file',
      edited('src/lib.rs', RUST, RUST.replace('fn works', '#[ignore]\n  fn works')),
      'switched off',
    ],
  ])('%s', async (_name, input, words) => {
    const findings = await weakenedTest.check(input);
    expect(findings.map((finding) => finding.why).join()).toContain(words);
    expect(findings.every((finding) => finding.allowed === undefined)).toBe(true);
  });

  test('points to the line that was added', async () => {
    const [finding] = await weakenedTest.check(js((it) => it.replace("test('subtracts", "test.skip('subtracts")));
    expect(finding).toMatchObject({
      file: 'test/a.test.js',
      hunk: "@@ -3,6 +3,6 @@ test('adds numbers', () => {",
      line: 6,
    });
  });
});

describe('leaves alone', () => {
  test.each([
    ['a new case', js((it) => `${it}test('multiplies', () => expect(mul(2, 2)).toBe(4));\n`)],
    ['a renamed case', js((it) => it.replace('subtracts numbers', 'takes numbers away'))],
    [
      'another expected value, with its code',
      change(
        { 'test/a.test.js': JS, 'src/add.js': 'export const add = (a, b) => a + b;' },
        { 'test/a.test.js': JS.replace('toBe(4)', 'toBe(5)'), 'src/add.js': 'export const add = (a, b) => a + b + 1;' },
      ),
    ],
    ['a stricter assertion', js((it) => it.replace('toBe(4)', 'toStrictEqual(4)'))],
    ['a moved file', change({ 'test/a.test.js': JS }, { 'test/deep/b.test.js': JS })],
    [
      'a case moved to another file',
      change(
        { 'test/a.test.js': JS },
        {
          'test/a.test.js': JS.replace(/test\('subtracts[\s\S]*/, ''),
          'test/b.test.js': JS.replace(/test\('adds[\s\S]*?\n}\);\n/, ''),
        },
      ),
    ],
    ['words in strings and comments', js((it) => `${it}// test.skip('x')\nconst text = "it.only(";\n`)],
    [
      'a skip that was there',
      edited('a.test.js', JS.replace("test('adds", "test.skip('adds"), JS.replace("test('adds", "test.skip('adds all")),
    ],
    ['a skip taken away', edited('a.test.js', JS.replace("test('adds", "test.skip('adds"), JS)],
    ['a source file that is no test', edited('src/a.js', 'expect(1).toBe(2); test("x", y)', '')],
    ['a fixture deleted', change({ 'test/fixtures/a.json': '{}', 'test/a.test.js': JS }, { 'test/a.test.js': JS })],
    [
      'skip: false',
      edited(
        'a.test.mjs',
        "test('x', () => assert.equal(a(), 1))",
        "test('x', { skip: false }, () => assert.equal(a(), 1))",
      ),
    ],
    ['a Python case more', edited('tests/test_a.py', PY, `${PY}\ndef test_c():\n    assert f(3) == 4\n`)],
  ])('%s', async (_name, input) => {
    expect(await weakenedTest.check(input)).toEqual([]);
  });
});

describe('what the task asks for', () => {
  const removed = { 'test/a.test.js': JS.replace(/test\('subtracts[\s\S]*/, '') };
  test.each([
    ['Remove the test "subtracts numbers".', true],
    ['Delete what is left in a.test.js.', true],
    ['Remove subtraction.', false],
    ['Remove the test "adds numbers".', false],
  ])('%s -> allowed: %p', async (task, expected) => {
    const [finding] = await weakenedTest.check(change({ 'test/a.test.js': JS }, removed, { task }));
    expect(finding?.allowed !== undefined).toBe(expected);
  });
});
