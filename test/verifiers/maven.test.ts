import { describe, expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { maven } from '../../src/verifiers/maven/index.ts';
import { selectorOf } from '../../src/verifiers/maven/narrow.ts';
import { selectChecks } from '../../src/verifiers/select.ts';
import type { Failure } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree) => maven.plan(filesOf(tree));

const pom = (name: string, more = ''): string =>
  `<?xml version="1.0"?>\n<project><groupId>demo</groupId><artifactId>${name}</artifactId><version>1</version>${more}</project>`;
const child = (name: string, needs: string[] = [], more = ''): string =>
  pom(
    name,
    `<parent><groupId>demo</groupId><artifactId>parent</artifactId><version>1</version></parent><dependencies>${needs
      .map((it) => `<dependency><groupId>\${project.groupId}</groupId><artifactId>${it}</artifactId></dependency>`)
      .join('')}</dependencies>${more}`,
  );
const parent = (modules: string[], more = ''): string =>
  pom(
    'parent',
    `<packaging>pom</packaging><modules>${modules.map((it) => `<module>${it}</module>`).join('')}</modules>${more}`,
  );

const flat: Tree = {
  'pom.xml': parent(['core', 'web', 'cli']),
  'core/pom.xml': child('core'),
  'web/pom.xml': child('web', ['core']),
  'cli/pom.xml': child('cli', ['core']),
};
const deep: Tree = {
  'pom.xml': parent(['a', 'b', 'c', 'd', 'e']),
  ...Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map((name, at, all) => [
      `${name}/pom.xml`,
      child(name, at === 0 ? [] : [all[at - 1] ?? '']),
    ]),
  ),
};
const selected = async (tree: Tree, ...changed: string[]) => {
  const its = await plan(tree);
  const own = { ...its, uses: its.uses?.map((use) => ({ ...use, verifier: 'maven' })) ?? [] };
  return selectChecks(own, changed, 'changed').checks.map((check) => check.id);
};

describe('which checks', () => {
  test('one module: compile, then test', async () => {
    const { checks } = await plan({ 'pom.xml': pom('one') });
    expect(checks.map((check) => [check.id, check.command])).toEqual([
      ['maven:build', 'mvn -B -ntp -o -fae test-compile'],
      ['maven:test', 'mvn -B -ntp -o -fae test'],
    ]);
  });
  test('modules that need few others are checked one by one, with what uses them', async () => {
    expect(await selected(flat, 'web/src/A.java')).toEqual(['maven:build web', 'maven:test web']);
    expect(await selected(flat, 'core/src/A.java')).toHaveLength(6);
    expect(await selected(flat, 'pom.xml')).toHaveLength(6);
    const { checks } = await plan(flat);
    expect(checks.find((check) => check.id === 'maven:test web')?.command).toBe('mvn -B -ntp -o -fae -pl web -am test');
  });
  test('a POM that only lists the modules counts, too', async () => {
    const tree = { 'pom.xml': parent(['a', 'b']), 'a/pom.xml': pom('a'), 'b/pom.xml': pom('b') };
    expect(await selected(tree, 'a/src/A.java')).toEqual(['maven:build a', 'maven:test a']);
    expect((await plan(tree)).uses).toEqual([
      { component: 'a', uses: [''] },
      { component: 'b', uses: [''] },
    ]);
  });
  test('a deep reactor is one component', async () => {
    expect(await selected(deep, 'c/src/A.java')).toEqual(['maven:build', 'maven:test']);
  });
  test('deep parts of a reactor that have nothing to do with each other are components of their own', async () => {
    const { 'pom.xml': _, ...modules } = deep;
    const tree = { ...modules, 'pom.xml': parent(['a', 'b', 'c', 'd', 'e', 'x']), 'x/pom.xml': child('x') };
    expect(await selected(tree, 'e/src/A.java')).toEqual(['maven:build a', 'maven:test a']);
    expect(await selected(tree, 'x/src/A.java')).toEqual(['maven:build x', 'maven:test x']);
  });
  test('a nested POM that nobody lists stands on its own, and test material is none', async () => {
    const { checks } = await plan({
      ...flat,
      'tools/own/pom.xml': pom('own'),
      'core/src/test/resources/it/pom.xml': pom('it'),
    });
    expect(checks.find((check) => check.id === 'maven:test tools/own')).toMatchObject({ cwd: 'tools/own' });
    expect(checks).toHaveLength(8);
  });
  test('what is bound to verify is run', async () => {
    const check =
      '<build><plugins><plugin><artifactId>jacoco-maven-plugin</artifactId><executions><execution><goals><goal>check</goal></goals></execution></executions></plugin></plugins></build>';
    const { checks } = await plan({ ...deep, 'b/pom.xml': child('b', ['a'], check) });
    expect(checks.map((it) => it.command)).toContain('mvn -B -ntp -o -fae verify');
  });
  test('modules that need packages of each other are not compiled alone', async () => {
    const plugin =
      '<build><plugins><plugin><groupId>demo</groupId><artifactId>core</artifactId></plugin></plugins></build>';
    expect(await selected({ ...flat, 'web/pom.xml': child('web', [], plugin) }, 'web/A.java')).toEqual([
      'maven:test web',
    ]);
  });
  test('checkers where a POM or one above configures them', async () => {
    const spotless = '<plugin><artifactId>spotless-maven-plugin</artifactId></plugin>';
    const style =
      '<plugin><artifactId>maven-checkstyle-plugin</artifactId><executions><execution><id>style</id><goals><goal>check</goal></goals></execution></executions></plugin>';
    const { checks } = await plan({
      ...flat,
      'pom.xml': parent(['core', 'web', 'cli'], `<build><plugins>${spotless}</plugins></build>`),
      'web/pom.xml': child('web', ['core'], `<build><plugins>${style}</plugins></build>`),
    });
    expect(checks.filter((check) => check.component === 'web').map((check) => [check.phase, check.command])).toEqual([
      ['format', 'mvn -B -ntp -o -fae -pl web spotless:check'],
      ['static', 'mvn -B -ntp -o -fae -pl web checkstyle:check@style'],
      ['build', 'mvn -B -ntp -o -fae -pl web -am test-compile'],
      ['test', 'mvn -B -ntp -o -fae -pl web -am verify'],
    ]);
    expect(checks.filter((check) => check.component === 'core').map((check) => check.phase)).toEqual([
      'format',
      'build',
      'test',
    ]);
  });
  test.each([
    ['a broken POM', { 'pom.xml': '<project><artifactId>x</project>' }, 'pom.xml is not a well-formed POM'],
    [
      'a module of a profile',
      {
        'pom.xml': pom(
          'x',
          '<profiles><profile><id>it</id><modules><module>it</module></modules></profile></profiles>',
        ),
        'it/pom.xml': pom('it'),
      },
      'only built with the profile it',
    ],
  ])('%s is said', async (_name, tree: Tree, words) => {
    expect((await plan(tree)).unsupported).toMatchObject([{ summary: expect.stringContaining(words) }]);
  });
  test('ten thousand files cost one look at their names', async () => {
    const tree: Tree = { ...flat };
    for (let at = 0; at < 10_000; at += 1) tree[`core/src/main/java/A${at}.java`] = '';
    const read: string[] = [];
    const files = filesOf(tree);
    const watched = async (path: string) => {
      read.push(path);
      return files.read(path);
    };
    await maven.plan({ ...files, read: watched });
    expect(read.filter((path) => path.endsWith('.java'))).toEqual([]);
  });
});

describe('toolchain', () => {
  const need = async (properties: string, more: Tree = {}) =>
    (await plan({ 'pom.xml': pom('x', `<properties>${properties}</properties>`), ...more })).checks[0]?.needs;
  test.each([
    ['<maven.compiler.release>21</maven.compiler.release>', '21', '>=21'],
    ['<java.version>1.8</java.version>', '1.8', '>=8'],
    ['<maven.compiler.source>${jdk}</maven.compiler.source><jdk>7</jdk>', '7', '>=7 <20'],
  ])('%s', async (properties, wanted, range) => {
    expect(await need(properties)).toMatchObject([{ tool: 'JDK', wanted, range, from: 'pom.xml' }]);
  });
  test.each([
    [{ '.sdkmanrc': 'java=17.0.8-tem\n' }, '17.0.8-tem', '>=17'],
    [{ '.java-version': 'temurin-11.0.2\n' }, 'temurin-11.0.2', '>=11'],
    [{ '.tool-versions': 'java openjdk-21\n' }, 'openjdk-21', '>=21'],
  ])('%j goes before properties', async (more: Tree, wanted, range) => {
    expect(await need('<java.version>8</java.version>', more)).toMatchObject([{ wanted, range }]);
  });
  test('of a wrapper the major version counts', async () => {
    const tree = {
      '.mvn/wrapper/maven-wrapper.properties': 'distributionUrl=https://x.example/apache-maven-3.9.6-bin.zip',
    };
    expect(await need('', tree)).toMatchObject([{ tool: 'Maven', wanted: '3.9.6', range: '3.x' }]);
  });
});

describe('installs', () => {
  test('POMs and settings are seen, and no code; hosts come from them', async () => {
    const { installs } = await maven.plan(
      filesOf({
        ...flat,
        'pom.xml': parent(
          ['core', 'web', 'cli'],
          '<repositories><repository><url>https://repo.example.com/x</url></repository></repositories>',
        ),
        '.mvn/maven.config': '-s ci/settings.xml',
        'ci/settings.xml':
          '<settings><mirrors><mirror><url>https://mirror.example.com</url></mirror></mirrors></settings>',
        'core/src/main/java/A.java': 'class A {}',
      }),
      readRepoConfig('install: { hosts: [more.example.com] }'),
    );
    expect([...(installs[0]?.files.keys() ?? [])]).toEqual([
      '.mvn/maven.config',
      'ci/settings.xml',
      'cli/pom.xml',
      'core/pom.xml',
      'pom.xml',
      'web/pom.xml',
    ]);
    expect(installs[0]).toMatchObject({
      hosts: ['mirror.example.com', 'more.example.com', 'repo.example.com'],
      outputs: ['.fettle-deps/m2'],
    });
    expect(installs[0]?.argv.join(' ')).not.toContain('verify');
  });
  test('a repository that says where its artifacts are needs none', async () => {
    const tree = { 'pom.xml': pom('x'), '.mvn/maven.config': '-Dmaven.repo.local=/opt/repo' };
    expect((await plan(tree)).installs).toEqual([]);
    const nested = { ...tree, 'tools/own/pom.xml': pom('own') };
    expect((await plan(nested)).installs).toEqual([]);
    expect((await plan({ ...nested, 'tools/.mvn/jvm.config': '' })).installs).toHaveLength(1);
  });
});

describe('what configures a check', () => {
  const build = (skip: string, version = '1') =>
    `<properties><a.version>${version}</a.version><skipTests>${skip}</skipTests></properties><build><plugins><plugin><artifactId>maven-surefire-plugin</artifactId><version>${version}</version><configuration><suiteXmlFile>src/ci/suite.xml</suiteXmlFile></configuration></plugin></plugins></build><profiles><profile><id>p</id><dependencies><dependency><artifactId>y${version}</artifactId></dependency></dependencies></profile></profiles>`;
  const tree: Tree = {
    'pom.xml': pom('x', build('false')),
    'src/ci/suite.xml': 'x',
    'src/A.xml': 'x',
    '.mvn/jvm.config': 'x',
  };
  const changed = async (changes: Tree) => {
    const [before, after] = await Promise.all([plan(tree), plan({ ...tree, ...changes })]);
    const known = new Map(before.gateFiles.map((it) => [`${it.path} ${it.part}`, it.hash]));
    return after.gateFiles
      .filter((it) => known.get(`${it.path} ${it.part}`) !== it.hash)
      .map((it) => `${it.path} ${it.part}`);
  };
  test.each<[string, Tree, string[]]>([
    ['tests that are skipped', { 'pom.xml': pom('x', build('true')) }, ['pom.xml properties']],
    [
      'versions and dependencies',
      {
        'pom.xml': pom(
          'x',
          `${build('false', '2')}<dependencies><dependency><artifactId>y</artifactId></dependency></dependencies>`,
        ),
      },
      [],
    ],
    ['a suite that a plugin names', { 'src/ci/suite.xml': 'y' }, ['src/ci/suite.xml null']],
    [
      'a module that goes',
      { 'pom.xml': pom('x', `<modules><module>y</module></modules>${build('false')}`) },
      ['pom.xml modules'],
    ],
    ['other files', { 'src/A.xml': 'y' }, []],
    ['options of the JVM', { '.mvn/jvm.config': 'y' }, ['.mvn/jvm.config null']],
    [
      'settings of JUnit',
      { 'src/test/resources/junit-platform.properties': 'y' },
      ['src/test/resources/junit-platform.properties null'],
    ],
  ])('%s', async (_name, changes, expected) => expect(await changed(changes)).toEqual(expected));
});

describe('narrowing', () => {
  test.each([
    ['adds(demo.CoreTest)', 'demo.CoreTest#adds'],
    ['demo.CoreTest.adds', 'demo.CoreTest#adds'],
    ['demo.CoreTest.adds(int)[2]', 'demo.CoreTest#adds'],
    ['demo.Outer$Inner.adds', 'demo.Outer$Inner#adds'],
    ['something else', null],
  ])('%s', (name, expected) => expect(selectorOf(name)).toBe(expected));
  test('the same command for these tests alone', async () => {
    const check = (await plan({ 'pom.xml': pom('x') })).checks[1];
    if (check === undefined) throw new Error('no check');
    const failure = (name?: string): Failure => ({
      key: 'k',
      text: 't',
      ...(name === undefined ? {} : { test: name }),
    });
    const narrowed = maven.narrow?.(check, [failure('a(demo.T)'), failure('b(demo.T)')]);
    expect(narrowed?.argv).toContain('-Dtest=demo.T#a+b');
    expect(maven.narrow?.(check, [failure('a(demo.T)'), failure()])).toBeNull();
  });
});
