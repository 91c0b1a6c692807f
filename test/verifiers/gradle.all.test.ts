import { expect, jest, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** Debian's Gradle 4.4 in real containers, offline, with Debian's own repository of artifacts. */
const inContainers = realVerification(POLYGLOT);
jest.setTimeout(900_000);

const base: Tree = {
  '.gitignore': 'build/\n.gradle/\n',
  '.github/fettle.yml':
    'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n',
  'build.gradle': `apply plugin: 'java'
repositories { maven { url 'file:/usr/share/maven-repo' } }
dependencies { testCompile 'junit:junit:4.x' }
`,
  'src/main/java/demo/Core.java':
    'package demo;\n\npublic class Core {\n    public static int sum(int a, int b) { return a + b; }\n}\n',
  'src/test/java/demo/CoreTest.java': `package demo;

import static org.junit.Assert.assertEquals;
import org.junit.Test;

public class CoreTest {
    @Test public void adds() { assertEquals(3, Core.sum(1, 2)); }
    @Test public void fine() { }
}
`,
};
const code = (from: string, to: string): Tree => {
  const path = 'src/main/java/demo/Core.java';
  return { ...base, [path]: (base[path] ?? '').replace(from, to) };
};

test('a good change passes, and says how many tests there were; nothing is left in the tree', async () => {
  const { reports } = await inContainers(base, code('a + b', 'b + a'));
  expect(reports).toMatchObject([
    { check: 'gradle:build', result: 'passed' },
    { check: 'gradle:test', result: 'passed', tests: { passed: 2, failed: 0, skipped: 0 } },
    { check: 'custom:clean', result: 'passed' },
  ]);
});

test('a broken method fails its test, and what does not compile is a red build', async () => {
  const { reports } = await inContainers(base, code('a + b', 'a - b'));
  expect(reports[1]).toMatchObject({
    check: 'gradle:test',
    result: 'failed',
    baseline: 'green',
    tests: { passed: 1, failed: 1 },
    failures: [{ test: expect.stringContaining('adds'), text: expect.stringContaining('AssertionError') }],
  });
  const { reports: compiled } = await inContainers(base, code('a + b', 'c'));
  expect(compiled[0]).toMatchObject({
    check: 'gradle:build',
    result: 'failed',
    failures: [{ file: 'src/main/java/demo/Core.java', line: 4 }],
  });
});

test('no tests are no pass, and a wrapper of another Gradle is said', async () => {
  const { 'src/test/java/demo/CoreTest.java': _, ...bare } = base;
  const none = await inContainers(bare, { ...bare, 'README.md': 'x' });
  expect(none.reports[1]).toMatchObject({ check: 'gradle:test', result: 'could_not_run', reason: 'no_tests' });
  const wrapped = {
    ...base,
    'gradle/wrapper/gradle-wrapper.properties': 'distributionUrl=https\\://example.com/gradle-8.5-bin.zip\n',
  };
  const { reports } = await inContainers(wrapped, { ...wrapped, 'README.md': 'x' });
  expect(reports[0]).toMatchObject({ reason: 'toolchain', summary: expect.stringMatching(/Gradle 8\.5.*4\.4/) });
});
