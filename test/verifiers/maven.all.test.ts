import { expect, jest, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** Debian's Maven and its plugins in real containers, offline, with Debian's own repository of artifacts. */
const inContainers = realVerification(POLYGLOT);
jest.setTimeout(900_000);

const pom = (name: string, more: string): string =>
  `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>demo</groupId><artifactId>${name}</artifactId><version>1</version>${more}</project>\n`;
const dependency = (group: string, name: string, version: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
const child = (name: string, ...more: string[]): string =>
  pom(
    name,
    `<parent><groupId>demo</groupId><artifactId>parent</artifactId><version>1</version></parent><dependencies>${dependency('junit', 'junit', '4.x')}${more.join('')}</dependencies>`,
  );
const java = (type: string, body: string): string => `package demo;\n\npublic class ${type} {\n${body}\n}\n`;
const unit = (type: string, ...tests: [string, string][]): string =>
  `package demo;\n\nimport static org.junit.Assert.assertEquals;\nimport org.junit.Test;\n\npublic class ${type} {\n${tests
    .map(([name, body]) => `    @Test public void ${name}() { ${body} }`)
    .join('\n')}\n}\n`;

const CORE = java('Core', '    public static int sum(int a, int b) { return a + b; }');
const base: Tree = {
  '.gitignore': 'target/\n',
  '.mvn/maven.config': '-Dmaven.repo.local=/usr/share/maven-repo\n',
  '.github/fettle.yml':
    'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n',
  'pom.xml': pom(
    'parent',
    '<packaging>pom</packaging><modules><module>core</module><module>web</module></modules><properties><maven.compiler.release>17</maven.compiler.release><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>',
  ),
  'core/pom.xml': child('core'),
  'core/src/main/java/demo/Core.java': CORE,
  'core/src/test/java/demo/CoreTest.java': unit('CoreTest', ['adds', 'assertEquals(3, Core.sum(1, 2));']),
  'web/pom.xml': child('web', dependency('demo', 'core', '1')),
  'web/src/main/java/demo/Web.java': java('Web', '    public static String show() { return "sum " + Core.sum(2, 2); }'),
  'web/src/test/java/demo/WebTest.java': unit(
    'WebTest',
    ['shows', 'assertEquals("sum 4", Web.show());'],
    ['is', 'assertEquals(1, 1);'],
  ),
};
const broken: Tree = { ...base, 'core/src/main/java/demo/Core.java': CORE.replace('a + b', 'a - b') };

test('a change of a leaf: its module and what that needs, and nothing is left in the tree', async () => {
  const { reports } = await inContainers(base, { ...base, 'web/README.md': 'x' });
  expect(reports).toMatchObject([
    { check: 'maven:build web', result: 'passed' },
    { check: 'maven:test web', result: 'passed', tests: { passed: 3, failed: 0, skipped: 0 } },
    { check: 'custom:clean', result: 'passed' },
  ]);
});

test('a broken module fails, and so does the one that needs it: a red module does not hide the next', async () => {
  const { reports } = await inContainers(base, broken);
  const by = new Map(reports.map((report) => [report.check, report]));
  expect(by.get('maven:test core')).toMatchObject({
    result: 'failed',
    baseline: 'green',
    tests: { passed: 0, failed: 1 },
    failures: [{ test: expect.stringContaining('adds'), text: expect.stringContaining('expected:<3> but was:<-1>') }],
  });
  expect(by.get('maven:test web')).toMatchObject({ result: 'failed', tests: { passed: 1, failed: 2 } });
  expect(
    by
      .get('maven:test web')
      ?.failures.map((failure) => failure.text)
      .join('\n'),
  ).toContain('WebTest');
});

test('a compiler error costs a build, and what was red before is said to have been', async () => {
  const { reports } = await inContainers(broken, { ...broken, 'web/README.md': 'x' });
  expect(reports.find((report) => report.check === 'maven:test web')).toMatchObject({
    result: 'pre_existing',
    baseline: 'red',
  });
  const wrong = {
    ...base,
    'web/src/main/java/demo/Web.java': java('Web', '    public static String show() { return nobody(); }'),
  };
  const { reports: compiled } = await inContainers(base, wrong);
  expect(compiled).toMatchObject([
    { check: 'maven:build web', result: 'failed', failures: [{ file: 'web/src/main/java/demo/Web.java', line: 4 }] },
    { check: 'maven:test web', result: 'could_not_run', reason: 'not_reached' },
    { check: 'custom:clean' },
  ]);
});

test('no tests, a JDK that is too old, and another Maven than the wrapper asks for', async () => {
  const { 'core/src/test/java/demo/CoreTest.java': _, ...bare } = base;
  // The other module is then a POM that nobody lists, and still under the same settings.
  const alone = { ...bare, 'pom.xml': (base['pom.xml'] ?? '').replace('<module>web</module>', '') };
  const none = await inContainers(alone, { ...alone, 'core/README.md': 'x' });
  expect(none.reports.find((report) => report.check === 'maven:test')).toMatchObject({
    result: 'could_not_run',
    reason: 'no_tests',
  });
  const wanting = {
    ...base,
    'pom.xml': (base['pom.xml'] ?? '').replace('>17<', '>99<'),
    '.mvn/wrapper/maven-wrapper.properties': 'distributionUrl=https://example.com/apache-maven-3.9.6-bin.zip\n',
  };
  const old = await inContainers(wanting, { ...wanting, 'web/README.md': 'x' });
  expect(old.reports[0]).toMatchObject({ reason: 'toolchain', summary: expect.stringMatching(/JDK 99.*17/) });
  const wrapped = {
    ...base,
    '.mvn/wrapper/maven-wrapper.properties': 'distributionUrl=https://example.com/apache-maven-4.0.0-bin.zip\n',
  };
  const other = await inContainers(wrapped, { ...wrapped, 'web/README.md': 'x' });
  expect(other.reports[0]).toMatchObject({
    reason: 'toolchain',
    summary: expect.stringMatching(/Maven 4\.0\.0.*3\.8/),
  });
});
