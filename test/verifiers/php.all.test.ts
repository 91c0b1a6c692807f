import { afterAll, expect, jest, test } from '@jest/globals';
import { packageIndex, zip } from './package-index.ts';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

// On a machine that does other things as well.
jest.setTimeout(900_000);

/** phpunit and composer of Debian 12 on a small project, and packages from a repository of the test's own. */
const index = await packageIndex();
index.files.set(
  '/shout.zip',
  zip({
    'shout/composer.json': '{"name":"acme/shout"}',
    'shout/src/shout.php': "<?php\nfunction shout(string $text): string { return strtoupper($text) . '!'; }\n",
  }),
);
const shout = {
  name: 'acme/shout',
  version: '1.0.0',
  dist: { type: 'zip', url: `${index.url}/shout.zip` },
  autoload: { files: ['src/shout.php'] },
};
index.files.set('/packages.json', Buffer.from(JSON.stringify({ packages: { 'acme/shout': { '1.0.0': shout } } })));
const inContainers = realVerification(POLYGLOT, { hosts: [index.host], caFile: null });
afterAll(() => index.close());

const CLEAN = 'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n';
const CART = '<?php\nfunction total(array $prices): int\n{\n    return array_sum($prices);\n}\n';
const TESTS = `<?php
use PHPUnit\\Framework\\TestCase;

final class CartTest extends TestCase
{
    public function testTotal(): void
    {
        $this->assertSame(3, total([1, 2]));
    }

    /** @dataProvider rows */
    public function testEach(int $price): void
    {
        $this->assertSame($price, total([$price]));
    }

    public static function rows(): array
    {
        return [[1], 'two' => [2]];
    }

    public function testOld(): void
    {
        $this->assertSame(5, total([1, 2]));
    }
}
`;
const shop: Tree = {
  '.github/fettle.yml': CLEAN,
  'phpunit.xml':
    '<phpunit bootstrap="src/cart.php"><testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites></phpunit>\n',
  'src/cart.php': CART,
  'tests/CartTest.php': TESTS,
};

test('phpunit: green, red, red before, none at all', async () => {
  const good = { ...shop, 'tests/CartTest.php': TESTS.replace('assertSame(5', 'assertSame(3') };
  const green = await inContainers(good, { ...good, 'src/cart.php': `${CART}// more\n` });
  expect(green.reports).toMatchObject([
    { check: 'php:phpunit', result: 'passed', tests: { passed: 4, failed: 0 } },
    { check: 'custom:clean', result: 'passed' },
  ]);
  const same = await inContainers(shop, { ...shop, 'src/cart.php': `${CART}// more\n` });
  expect(same.reports[0]).toMatchObject({
    result: 'pre_existing',
    failures: [{ test: 'CartTest::testOld', file: 'tests/CartTest.php', line: 24 }],
  });
  const red = await inContainers(shop, { ...shop, 'src/cart.php': CART.replace('($prices)', '($prices) + 1') });
  expect(red.reports[0]).toMatchObject({ result: 'failed', tests: { failed: 4 } });
  expect(red.reports[0]?.failures.map((it) => it.test)).toEqual([
    'CartTest::testTotal',
    'CartTest::testEach with data set #0 (1)',
    'CartTest::testEach with data set "two" (2)',
  ]);
  const { 'tests/CartTest.php': _, ...none } = shop;
  const empty = { ...none, 'tests/README.md': '' };
  expect((await inContainers(empty, { ...empty, 'src/cart.php': `${CART}// more\n` })).reports[0]).toMatchObject({
    result: 'could_not_run',
    reason: 'no_tests',
  });
});

test('composer installs what the manifest names', async () => {
  const manifest = {
    require: { 'acme/shout': '1.0.0' },
    repositories: [{ type: 'composer', url: index.url }, { packagist: false }],
    config: { 'secure-http': false },
    scripts: { 'post-install-cmd': 'touch vendor/ran' },
  };
  const tree: Tree = {
    '.github/fettle.yml': CLEAN,
    'composer.json': JSON.stringify(manifest),
    'phpunit.xml':
      '<phpunit bootstrap="vendor/autoload.php"><testsuites><testsuite name="all"><directory>tests</directory></testsuite></testsuites></phpunit>\n',
    'tests/ShoutTest.php':
      "<?php\nfinal class ShoutTest extends PHPUnit\\Framework\\TestCase\n{\n    public function testShout(): void\n    {\n        $this->assertSame('A!', shout('a'));\n        $this->assertFileDoesNotExist('vendor/ran');\n    }\n}\n",
  };
  expect((await inContainers(tree, { ...tree, 'README.md': 'x' })).reports).toMatchObject([
    { check: 'php:phpunit', result: 'passed', tests: { passed: 1 } },
    { check: 'custom:clean', result: 'passed' },
  ]);
});
