import { describe, expect, test } from '@jest/globals';
import { CONFIG_PATH, readRepoConfig } from '../../src/repo-config.ts';
import { php } from '../../src/verifiers/php/index.ts';
import { composerRange } from '../../src/verifiers/php/needs.ts';
import type { Check, Plan } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree): Promise<Plan> => php.plan(filesOf(tree), readRepoConfig(tree[CONFIG_PATH] ?? null));
const commands = async (tree: Tree) => (await plan(tree)).checks.map((check) => check.command);
const only = async (tree: Tree): Promise<Check> => (await plan(tree)).checks[0] as Check;
const composer = (dev: Record<string, string>, more: object = {}) =>
  JSON.stringify({ require: { php: '>=8.1' }, 'require-dev': dev, ...more });

describe('which checks', () => {
  test.each<[string, Tree, string[]]>([
    ['phpunit of the image', { 'phpunit.xml': '<phpunit/>' }, ['phpunit --colors=never --do-not-cache-result']],
    [
      'phpunit of the project',
      { 'composer.json': composer({ 'phpunit/phpunit': '^9' }), 'tests/ATest.php': '' },
      ['vendor/bin/phpunit --colors=never --do-not-cache-result tests'],
    ],
    [
      'Pest',
      { 'composer.json': composer({ 'pestphp/pest': '^2', 'phpunit/phpunit': '^10' }), 'tests/ATest.php': '' },
      ['vendor/bin/pest --colors=never'],
    ],
    [
      'phpstan and php-cs-fixer',
      { '.php-cs-fixer.dist.php': '', 'phpstan.neon': 'parameters:\n  level: 5\n', 'src/A.php': '' },
      [
        'php-cs-fixer fix --dry-run --diff --using-cache=no',
        'phpstan analyse --no-progress --no-interaction --memory-limit=1G src',
      ],
    ],
    [
      'paths of its own',
      { 'phpstan.neon': 'parameters:\n  paths:\n    - app\n', 'src/A.php': '' },
      ['phpstan analyse --no-progress --no-interaction --memory-limit=1G'],
    ],
    ['nothing of that', { 'composer.json': composer({}) }, []],
  ])('%s', async (_name, tree, expected) => expect(await commands(tree)).toEqual(expected));
});

test('installs run neither scripts nor plugins, and reach what the lock names', async () => {
  const lock =
    '{"packages":[{"homepage":"https://home.example/","dist":{\n"url": "https:\\/\\/files.example\\/a.zip"},"source":{\n"url": "https://api.github.com/x"}}]}';
  const tree = {
    'composer.json': composer({ 'phpunit/phpunit': '^9' }, { repositories: [{ type: 'path', url: 'libs/*' }] }),
    'composer.lock': lock,
    'tests/ATest.php': '',
    'libs/a/composer.json': '{}',
  };
  const [install] = (await plan(tree)).installs;
  expect(install?.argv.slice(-2)).toEqual(['--no-scripts', '--no-plugins']);
  expect(install?.hosts).toEqual(['api.github.com', 'codeload.github.com', 'files.example']);
  expect([...(install?.files.keys() ?? [])]).toEqual(['composer.json', 'composer.lock', 'libs/a/composer.json']);
  expect((await plan({ ...tree, [CONFIG_PATH]: 'install: { scripts: true }' })).installs[0]?.argv).not.toContain(
    '--no-scripts',
  );
});

test('a broken composer.json is said', async () => {
  expect((await plan({ 'composer.json': '{', 'phpunit.xml': '' })).unsupported).toMatchObject([
    { reason: 'toolchain', summary: expect.stringContaining('composer.json') },
  ]);
});

test.each(['phpunit.xml', 'phpstan-baseline.neon', '.php-cs-fixer.php', 'tests/bootstrap.php'])(
  '%s decides',
  async (path) => {
    const base = { 'phpunit.xml': '<phpunit bootstrap="tests/bootstrap.php"/>' };
    const [a, b] = await Promise.all(
      ['1', '2'].map(
        async (text) =>
          (await plan({ ...base, [path]: path === 'phpunit.xml' ? `<phpunit a="${text}"/>` : text })).gateFiles,
      ),
    );
    expect(a).not.toEqual(b);
  },
);

test.each([
  ['^8.1 || ^9', '>=8.1.0 <9.0.0-0||>=9.0.0 <10.0.0-0'],
  ['^7.4|^8.0', '>=7.4.0 <8.0.0-0||>=8.0.0 <9.0.0-0'],
  ['~8.1.0', '>=8.1.0 <8.2.0-0'],
  ['>=8.1,<8.4', '>=8.1.0 <8.4.0-0'],
  ['8.1.*', '>=8.1.0 <8.2.0-0'],
])('PHP %s', (wanted, range) => expect(composerRange(wanted)).toBe(range));
test('in composer a tilde with two numbers lets the minor version grow', async () => {
  const semver = await import('semver');
  expect(['8.3.0', '9.0.0'].map((version) => semver.default.satisfies(version, composerRange('~8.1') ?? ''))).toEqual([
    true,
    false,
  ]);
});

test('tests are selected by a filter, with all their data sets; listings are read', async () => {
  const check = await only({ 'phpunit.xml': '' });
  const failure = (name: string) => ({ key: name, text: name, test: name });
  const names = [failure('App\\Tests\\ATest::testA'), failure('App\\Tests\\ATest::testB with data set #0 (1)')];
  expect(php.narrow?.(check, names)?.argv.slice(0, 3)).toEqual([
    'phpunit',
    '--filter',
    String.raw`/^(?:App\\Tests\\ATest::testA|App\\Tests\\ATest::testB)( with data set .*)?$/`,
  ]);
  expect(php.narrow?.(check, [failure('Warning')])).toBe(null);
  expect(php.collected?.(check, 'PHPUnit 9\n\nAvailable test(s):\n - A::testA\n - A::testB"two"\n')).toEqual([
    'A::testA',
    'A::testB"two"',
  ]);
});
