import { describe, expect, test } from '@jest/globals';
import { readRepoConfig } from '../../src/repo-config.ts';
import { filterOf } from '../../src/verifiers/gradle/checks.ts';
import { gradle } from '../../src/verifiers/gradle/index.ts';
import { decidingScript, projectReferences, readSettings } from '../../src/verifiers/gradle/script.ts';
import { selectChecks } from '../../src/verifiers/select.ts';
import type { Failure } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree, config: string | null = null) => gradle.plan(filesOf(tree), readRepoConfig(config));
const commands = async (tree: Tree) =>
  (await plan(tree)).checks.map((check) => check.command.replace(/^gradle .*--continue /, ''));
const selected = async (tree: Tree, ...changed: string[]) => {
  const its = await plan(tree);
  const uses = (its.uses ?? []).map((use) => ({ ...use, verifier: 'gradle' }));
  return selectChecks({ ...its, uses }, changed, 'changed').checks.map((check) => check.id);
};

const java = (...needs: string[]): string =>
  `plugins {\n  id 'java'\n}\ndependencies {\n${needs.map((it) => `  implementation project('${it}')`).join('\n')}\n}\n`;
const flat: Tree = {
  'settings.gradle': "rootProject.name = 'demo'\ninclude 'core', 'web'\ninclude(':tools:cli')\n",
  'core/build.gradle': java(),
  'web/build.gradle': java(':core'),
  'tools/cli/build.gradle.kts': 'plugins { kotlin("jvm") }\ndependencies { implementation(projects.core) }',
};

describe('scripts', () => {
  test('settings name projects, in Groovy and Kotlin, on one line or several', () => {
    const settings = readSettings(
      `// include 'no'\ninclude 'a',\n  ':b:c'\ninclude("d", "e")\ninclude(\n  ":f",\n)\nproject(':a').projectDir = file('libs/a')\nincludeBuild '../logic'\n`,
    );
    expect(settings).toEqual({
      includes: [':a', ':b:c', ':d', ':e', ':f'],
      folders: new Map([[':a', 'libs/a']]),
      builds: ['../logic'],
      computed: false,
    });
    expect(readSettings('dirs.each { include it.name }').computed).toBe(true);
    expect(readSettings('include "svc-$name"').computed).toBe(true);
  });
  test('projects name each other by path and by accessor', () => {
    const script = `api project(':core')\nimplementation(project(path: ":web:api"))\ntestImplementation(projects.restApi)\n// project(':no')`;
    expect(projectReferences(script, [':rest-api', ':core'])).toEqual([':core', ':web:api', ':rest-api']);
  });
  test('what decides is what is neither a dependency nor a version', () => {
    const script = (version: string, skip = '') =>
      `plugins {\n  id 'java'\n  id "x.y" version "${version}"\n}\ndef libVersion = '${version}'\ndependencies {\n  api('a:b:${version}') { exclude group: 'c' }\n}\ntest { useJUnitPlatform() ${skip} } // note ${version}`;
    expect(decidingScript(script('2'))).toBe(decidingScript(script('1')));
    expect(decidingScript(script('1', 'exclude "**/Slow*"'))).not.toBe(decidingScript(script('1')));
    expect(decidingScript(script('1'))).toContain('useJUnitPlatform');
  });
});

describe('which checks', () => {
  test('one project', async () => {
    expect(await commands({ 'build.gradle': java() })).toEqual([':testClasses', ':check']);
  });
  test('projects with what they need, and with what needs them', async () => {
    expect(await commands(flat)).toEqual([
      ':core:testClasses',
      ':core:check',
      ':web:testClasses :core:testClasses',
      ':web:check :core:check',
      ':tools:cli:testClasses :core:testClasses',
      ':tools:cli:check :core:check',
    ]);
    expect(await selected(flat, 'web/src/A.java')).toEqual(['gradle:build web', 'gradle:test web']);
    expect(await selected(flat, 'core/src/A.java')).toHaveLength(6);
  });
  test.each<[string, Tree, string[]]>([
    ['one that is none of Java', { ...flat, 'web/build.gradle': 'plugins { id "com.android.library" }' }, ['check']],
    [
      'projects that are computed',
      { ...flat, 'settings.gradle': 'new File(".").eachDir { include it.name }' },
      ['check'],
    ],
    [
      'plugins given to all',
      { ...flat, 'build.gradle': "subprojects { apply plugin: 'java' }", 'web/build.gradle': '' },
      [],
    ],
  ])('%s', async (_name, tree, expected) => {
    const found = await commands(tree);
    if (expected.length > 0) expect(found).toEqual(expected);
    else expect(found).toContain(':web:check');
  });
  test('a build inside of another one only with settings of its own; buildSrc is none', async () => {
    const tree = {
      ...flat,
      'lib/build.gradle': java(),
      'own/settings.gradle': '',
      'own/build.gradle': java(),
      'buildSrc/settings.gradle': '',
      'buildSrc/build.gradle': java(),
    };
    const { checks } = await plan(tree);
    expect(checks.map((check) => check.id)).toEqual(expect.arrayContaining(['gradle:test own']));
    expect(checks.filter((check) => ['lib', 'buildSrc'].includes(check.component))).toEqual([]);
  });
});

describe('toolchain', () => {
  const wrapper = {
    'gradle/wrapper/gradle-wrapper.properties': 'distributionUrl=https\\://x.example/gradle-8.5-bin.zip\n',
  };
  test('of a wrapper the major version counts', async () => {
    const { checks } = await plan({ 'build.gradle': java(), ...wrapper });
    expect(checks[0]?.needs).toMatchObject([{ tool: 'Gradle', wanted: '8.5', range: '8.x' }]);
  });
  test.each([
    ['java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }', '21', '>=21'],
    ['kotlin { jvmToolchain(17) }', '17', '>=17'],
    ['sourceCompatibility = JavaVersion.VERSION_1_8', '1.8', '>=8'],
    ["sourceCompatibility = '11'", '11', '>=11'],
  ])('%s', async (script, wanted, range) => {
    expect((await plan({ 'build.gradle': `apply plugin: 'java'\n${script}` })).checks[0]?.needs).toMatchObject([
      { tool: 'JDK', wanted, range },
    ]);
  });
});

describe('installs', () => {
  const remote: Tree = {
    'build.gradle': `${java()}repositories { mavenCentral()\n maven { url 'https://repo.example.com/x' } }`,
    'gradle/libs.versions.toml': 'x',
    'src/main/java/A.java': 'class A {}',
  };
  test("only with leave, since it runs the build's own scripts", async () => {
    expect((await plan(remote)).installs).toEqual([]);
    const { installs } = await plan(remote, 'install: { scripts: true, hosts: [central.example.com] }');
    expect(installs[0]).toMatchObject({
      hosts: ['central.example.com', 'repo.example.com'],
      outputs: ['.fettle-deps/gradle'],
    });
    expect([...(installs[0]?.files.keys() ?? [])]).toEqual(['build.gradle', 'gradle/libs.versions.toml']);
  });
  test('nothing from elsewhere, no install', async () => {
    expect((await plan({ 'build.gradle': java() }, 'install: { scripts: true }')).installs).toEqual([]);
  });
});

test('what configures a check', async () => {
  const tree: Tree = {
    ...flat,
    'config/checkstyle/checkstyle.xml': '',
    gradlew: '',
    'gradle.properties': 'fooVersion=1\nskip=no\n',
    'buildSrc/src/P.kt': '',
    'core/src/A.java': '',
  };
  const changed = async (changes: Tree) => {
    const [before, after] = await Promise.all([plan(tree), plan({ ...tree, ...changes })]);
    const known = new Map(before.gateFiles.map((it) => [it.path, it.hash]));
    return after.gateFiles.filter((it) => known.get(it.path) !== it.hash).map((it) => it.path);
  };
  expect(
    await changed({ 'config/checkstyle/checkstyle.xml': 'x', gradlew: 'x', 'buildSrc/src/P.kt': 'x' }),
  ).toHaveLength(3);
  expect(
    await changed({
      'web/build.gradle': java(':core', ':tools:cli'),
      'core/src/A.java': 'x',
      'gradle.properties': 'fooVersion=2\nskip=no\n',
    }),
  ).toEqual([]);
  expect(
    await changed({ 'web/build.gradle': `${java(':core')}test.enabled = false`, 'gradle.properties': 'skip=yes' }),
  ).toEqual(['gradle.properties', 'web/build.gradle']);
});

describe('tests by name', () => {
  test.each([
    ['demo.CoreTest > adds FAILED', 'demo.CoreTest.adds'],
    ['demo.CoreTest > adds(int)[2]', 'demo.CoreTest.adds'],
    ['demo.CoreTest.adds', 'demo.CoreTest.adds'],
    ['CoreTest > adds two numbers', null],
    ['x', null],
  ])('%s', (name, expected) => expect(filterOf(name)).toBe(expected));
  test('failing ones are run again where one task holds them', async () => {
    const failures: Failure[] = [{ key: 'k', text: 't', test: 'demo.T > a' }];
    const [one] = (await plan({ 'build.gradle': java() })).checks.filter((check) => check.phase === 'test');
    const web = (await plan(flat)).checks.find((check) => check.id === 'gradle:test web');
    if (one === undefined || web === undefined) throw new Error('no test check');
    expect(gradle.narrow?.(one, failures)?.argv.slice(-3)).toEqual([':test', '--tests', 'demo.T.a']);
    expect(gradle.narrow?.(web, failures)).toBeNull();
  });
});
