import { afterAll, expect, jest, test } from '@jest/globals';
import { addSource, addWheel, packageIndex } from './package-index.ts';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** The tools of Debian 12 on small projects, as the gate of a run uses them. */
const index = await packageIndex();
const loud = addWheel(index, 'loud', '2.0', { 'loud.py': 'VOLUME = 11\n' });
const shout = addWheel(
  index,
  'shout',
  '1.0',
  { 'shout/__init__.py': "def shout(text: str) -> str:\n    return text.upper() + '!'\n", 'shout/py.typed': '' },
  ['loud'],
);
await addSource(index, 'built', '1.0');
const inContainers = realVerification(POLYGLOT, { hosts: [index.host], caFile: null });
afterAll(() => index.close());

// On a machine that does other things as well.
jest.setTimeout(900_000);

/** Fails when a check left anything behind, caches included. */
const CLEAN = 'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n';

const CART = `"""A cart."""


def total(prices: list[int]) -> int:
    """Adds the prices up."""
    return sum(prices)
`;
const TESTS = `import pytest

from shop.cart import total


def test_total():
    assert total([1, 2]) == 3


@pytest.mark.parametrize("prices", [[], [0]], ids=["none", "zero - one"])
def test_nothing(prices):
    assert total(prices) == 0


@pytest.mark.xfail
def test_later():
    raise NotImplementedError


@pytest.mark.skip
def test_never():
    pass
`;
const shop: Tree = {
  '.github/fettle.yml': CLEAN,
  'pyproject.toml': `[project]
name = "shop"
version = "1.0"
requires-python = ">=3.8"

[tool.black]
[tool.isort]
profile = "black"
[tool.mypy]
strict = true
[tool.pylint.main]
[tool.pytest.ini_options]
testpaths = ["tests"]
`,
  '.flake8': '[flake8]\nmax-line-length = 100\n',
  'src/shop/__init__.py': '"""A shop."""\n',
  'src/shop/cart.py': CART,
  'tests/test_cart.py': TESTS,
};

/** The same without linters, for what concerns tests alone. */
const tested: Tree = { ...shop, 'pyproject.toml': '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n' };
delete tested['.flake8'];
delete tested['.github/fettle.yml'];

test('a green change: every tool ran, and nothing is left in the tree', async () => {
  const { reports } = await inContainers(
    shop,
    { ...shop, 'src/shop/cart.py': CART.replace('Adds', 'Sums') },
    { only: 'all' },
  );
  expect(reports.map(({ check, result }) => `${check} ${result}`).sort()).toEqual(
    ['black', 'flake8', 'isort', 'mypy', 'pylint', 'pytest']
      .map((tool) => `python:${tool} passed`)
      .concat('custom:clean passed')
      .sort(),
  );
  const pytest = reports.find(({ check }) => check === 'python:pytest');
  expect(pytest).toMatchObject({ tests: { passed: 3, failed: 0, skipped: 2 } });
});

test('formatters, linters and the type checker say what is wrong, and where', async () => {
  const cart = `"""A cart."""\nimport sys\nimport os\n\n\ndef total(prices: list[int]) -> int:\n    """Adds the prices up."""\n    return str(sum( prices))\n`;
  const { reports } = await inContainers(shop, { ...shop, 'src/shop/cart.py': cart }, { keepGoing: true });
  const by = Object.fromEntries(reports.map((report) => [report.check.replace('python:', ''), report]));
  for (const tool of ['black', 'isort', 'flake8', 'mypy', 'pylint'])
    expect(by[tool]).toMatchObject({ result: 'failed', baseline: 'green' });
  expect(by.black?.failures).toMatchObject([{ file: 'src/shop/cart.py' }]);
  expect(by.isort?.failures).toMatchObject([{ file: 'src/shop/cart.py' }]);
  expect(by.flake8?.failures).toContainEqual(
    expect.objectContaining({ file: 'src/shop/cart.py', line: 2, text: expect.stringContaining('F401') }),
  );
  expect(by.mypy?.failures).toMatchObject([
    { file: 'src/shop/cart.py', line: 8, text: expect.stringContaining('return-value') },
  ]);
  expect(by.pylint?.failures).toContainEqual(
    expect.objectContaining({ file: 'src/shop/cart.py', line: 2, text: expect.stringContaining('W0611') }),
  );
});

test("pytest: new failures block, base's do not, and each is named", async () => {
  const red = { ...tested, 'tests/test_old.py': 'def test_old():\n    assert 1 == 2\n' };
  const moved = { ...red, 'tests/test_old.py': `\n\n\n${red['tests/test_old.py']}` };
  expect((await inContainers(red, moved)).reports.find((it) => it.check === 'python:pytest')).toMatchObject({
    result: 'pre_existing',
    failures: [{ file: 'tests/test_old.py', test: 'tests/test_old.py::test_old' }],
  });
  const { reports } = await inContainers(red, {
    ...moved,
    'src/shop/cart.py': CART.replace('sum(prices)', 'sum(prices) + 1'),
  });
  const pytest = reports.find((it) => it.check === 'python:pytest');
  expect(pytest).toMatchObject({ result: 'failed', tests: { passed: 0, failed: 4 } });
  expect(pytest?.failures.map((failure) => failure.test).sort()).toEqual([
    'tests/test_cart.py::test_nothing[none]',
    'tests/test_cart.py::test_nothing[zero - one]',
    'tests/test_cart.py::test_total',
  ]);
});

test('pytest: a failure of collection hides the rest on base, zero tests are no pass, fewer tests than collected neither', async () => {
  const broken = { ...tested, 'tests/test_cart.py': 'import nowhere\n' };
  expect(
    (await inContainers(broken, { ...broken, 'src/shop/a.py': '' })).reports.find((it) => it.check === 'python:pytest'),
  ).toMatchObject({
    result: 'could_not_run',
    reason: 'base_red',
  });
  const { 'tests/test_cart.py': _, ...none } = tested;
  expect(
    (await inContainers(none, { ...none, 'src/shop/a.py': '' })).reports.find((it) => it.check === 'python:pytest'),
  ).toMatchObject({
    result: 'could_not_run',
    reason: 'no_tests',
  });
  const quits = {
    ...tested,
    'tests/test_zz.py':
      'import os\n\n\ndef test_quits():\n    print("5 passed in 0.1s", flush=True)\n    os._exit(0)\n',
  };
  expect((await inContainers(tested, quits)).reports.find((it) => it.check === 'python:pytest')).toMatchObject({
    result: 'failed',
  });
});

test('a flaky test is named and does not block', async () => {
  const flaky = `import os\n\n\ndef test_sometimes():\n    seen = os.path.exists("/tmp/fettle-seen")\n    open("/tmp/fettle-seen", "w").close()\n    assert seen\n`;
  const base = { ...tested, 'tests/test_flaky.py': 'def test_sometimes():\n    pass\n', 'src/shop/now.py': '' };
  // The test is base's own, so that the change is not what made it flaky.
  const { reports } = await inContainers(
    { ...base, 'tests/test_flaky.py': flaky },
    { ...base, 'tests/test_flaky.py': flaky, 'src/shop/now.py': 'X = 1\n' },
  );
  expect(reports.find((it) => it.check === 'python:pytest')?.result).not.toBe('failed');
});

test('tools that are not there, and a Python that is not, are said', async () => {
  const tree = { ...tested, 'ruff.toml': '', '.python-version': '3.7.1\n' };
  const { reports } = await inContainers(tree, { ...tree, 'src/shop/a.py': '' });
  expect(reports.find((it) => it.check === 'python:pytest')).toMatchObject({
    result: 'could_not_run',
    reason: 'toolchain',
    summary: expect.stringMatching(/^\.python-version asks for Python 3\.7\.1, and 3\.\d+\.\d+ is what is here/),
  });
  const without = { ...tested, 'ruff.toml': '' };
  expect(
    (await inContainers(without, { ...without, 'src/shop/a.py': '' })).reports.find((it) => it.check === 'python:ruff'),
  ).toMatchObject({
    result: 'could_not_run',
    reason: 'tool_missing',
  });
});

const UNIT = `import unittest

from shop import total


class Totals(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([1, 2]), 3)

    def test_each(self):
        for it in (1, 2):
            with self.subTest(it=it):
                self.assertEqual(total([it]), it)

    @unittest.skip('later')
    def test_later(self):
        pass
`;

test('unittest: green, red, narrowed, and none at all', async () => {
  const base: Tree = {
    '.github/fettle.yml': CLEAN,
    'setup.py': '',
    'shop.py': 'def total(a):\n    return sum(a)\n',
    'tests/test_shop.py': UNIT,
  };
  const green = await inContainers(base, { ...base, 'shop.py': 'def total(a):\n    return sum(a) + 0\n' });
  expect(green.reports).toMatchObject([
    { check: 'python:unittest', result: 'passed', tests: { passed: 2, failed: 0, skipped: 1 } },
    { check: 'custom:clean', result: 'passed' },
  ]);
  const { reports } = await inContainers(base, {
    ...base,
    'shop.py': 'def total(a):\n    return sum(a) if len(a) > 1 else 1\n',
  });
  expect(reports[0]).toMatchObject({
    result: 'failed',
    baseline: 'green',
    failures: [{ file: 'tests/test_shop.py', line: 13 }],
  });
  const empty = { ...base, 'tests/test_shop.py': 'import unittest\n' };
  expect((await inContainers(empty, { ...empty, 'shop.py': '' })).reports[0]).toMatchObject({
    result: 'could_not_run',
    reason: 'no_tests',
  });
});

/** The order of one wheel and what it needs, from the index of this file. */
const ORDER = `--index-url ${index.url}/simple\nshout==1.0\n`;

test('tox and nox run what only they know, with the dependencies that are installed', async () => {
  const run =
    "import sys\n\nfrom shop import total\nfrom shout import shout\n\nsys.exit(0 if total([1]) == 1 else shout('total is wrong'))\n";
  const code: Tree = {
    '.github/fettle.yml': CLEAN,
    'requirements.txt': ORDER,
    'shop.py': 'def total(a):\n    return sum(a)\n',
    'check.py': run,
  };
  const tox = {
    ...code,
    'tox.ini':
      '[tox]\nenvlist = py38,py311\n[testenv]\ndeps = -rrequirements.txt\ncommands = python check.py {posargs}\n',
  };
  const nox = {
    ...code,
    'noxfile.py':
      'import nox\n\n\n@nox.session(python=["3.8"])\ndef tests(session):\n    session.install("shout", "-e", ".")\n    session.run("python3", "check.py", external=True)\n',
  };
  const wrong = { 'shop.py': 'def total(a):\n    return 7\n' };
  for (const [kind, tree] of [
    ['tox', tox],
    ['nox', nox],
  ] as const) {
    expect(
      (await inContainers(tree, { ...tree, 'shop.py': 'def total(a):\n    return sum(a) + 0\n' })).reports,
    ).toMatchObject([
      { check: `python:${kind}`, result: 'passed' },
      { check: 'custom:clean', result: 'passed' },
    ]);
    expect((await inContainers(tree, { ...tree, ...wrong })).reports[0]).toMatchObject({
      check: `python:${kind}`,
      result: 'failed',
      detail: expect.stringContaining('TOTAL IS WRONG!'),
    });
  }
});

/** A project whose test needs a dependency, the dependency's own, its metadata, its program and its types. */
const needing: Tree = {
  '.github/fettle.yml': CLEAN,
  'pyproject.toml':
    '[project]\nname = "shop"\nversion = "1.5"\ndependencies = ["shout"]\n[project.scripts]\nshop = "shop:main"\n[tool.mypy]\nfiles = ["src"]\n[tool.uv]\n',
  'requirements.txt': ORDER,
  'src/shop/__init__.py': 'from shout import shout\n\n\ndef main() -> None:\n    print(shout("hello"))\n',
  'tests/test_shop.py': `import importlib.metadata, subprocess, loud
def test_program(): assert subprocess.check_output(["shop"], text=True) == "HELLO!\\n"
def test_version(): assert importlib.metadata.version("shop") == "1.5"
`,
};
const uvLock = `version = 1
[[package]]
name = "shop"
version = "1.5"
source = { virtual = "." }
dependencies = [{ name = "shout" }, { name = "elsewhere", marker = "sys_platform == 'win32'" }]
[[package]]
name = "shout"
version = "1.0"
source = { registry = "${index.url}/simple" }
dependencies = [{ name = "loud" }]
wheels = [{ url = "${index.url}${shout.path}", hash = "${shout.hash}" }]
[[package]]
name = "loud"
version = "2.0"
source = { registry = "${index.url}/simple" }
wheels = [{ url = "${index.url}${loud.path}", hash = "${loud.hash}" }]
[[package]]
name = "elsewhere"
version = "9"
source = { registry = "${index.url}/simple" }
`;
const poetryLock = `[[package]]
name = "shout"
version = "1.0"
optional = false
python-versions = ">=3.7"
files = [{file = "shout-1.0-py3-none-any.whl", hash = "${shout.hash}"}]
[package.dependencies]
loud = ">=1"
elsewhere = {version = "*", markers = "sys_platform == \\"win32\\""}
[package.source]
type = "legacy"
url = "${index.url}/simple"
reference = "own"
[[package]]
name = "loud"
version = "2.0"
optional = false
python-versions = "*"
files = [{file = "loud-2.0-py3-none-any.whl", hash = "${loud.hash}"}]
[package.source]
type = "legacy"
url = "${index.url}/simple"
reference = "own"
[metadata]
lock-version = "2.0"
`;
const pipfileLock = JSON.stringify({
  _meta: { sources: [{ name: 'own', url: `${index.url}/simple` }] },
  default: {
    shout: { version: '==1.0', hashes: [shout.hash] },
    loud: { version: '==2.0', hashes: [loud.hash] },
    elsewhere: { version: '==9', markers: "sys_platform == 'win32'" },
  },
  develop: {},
});

test.each<[string, Tree]>([
  ['requirements', {}],
  [
    'requirements with hashes',
    { 'requirements.txt': `${ORDER.trim()} --hash=${shout.hash}\nloud==2.0 --hash=${loud.hash}\n` },
  ],
  ['uv.lock', { 'uv.lock': uvLock }],
  ['poetry.lock', { 'poetry.lock': poetryLock }],
  ['Pipfile.lock', { 'Pipfile.lock': pipfileLock }],
])('%s: what is installed is there for tests and type checker, and makes no change', async (_name, files) => {
  const tree = { ...needing, ...files };
  const { reports } = await inContainers(
    tree,
    { ...tree, 'src/shop/more.py': 'from shout import shout\n\nX: int = shout("a")\n' },
    { keepGoing: true },
  );
  expect(reports).toMatchObject([
    {
      check: 'python:mypy',
      result: 'failed',
      failures: [{ file: 'src/shop/more.py', line: 3, text: expect.stringContaining('"str"') }],
    },
    { check: 'python:pytest', result: 'passed', tests: { passed: 2 } },
    { check: 'custom:clean', result: 'passed' },
  ]);
});

test('what has to be built, what has another hash and what nobody declares is not installed', async () => {
  const builds = { ...needing, 'requirements.txt': `${ORDER}built==1.0\n` };
  expect((await inContainers(needing, builds)).reports[0]).toMatchObject({
    result: 'failed',
    summary: expect.stringContaining('the install fails with the changed manifests'),
    detail: expect.stringContaining('built'),
  });
  const other = {
    ...needing,
    'requirements.txt': `${ORDER.trim()} --hash=${loud.hash}\nloud==2.0 --hash=${loud.hash}\n`,
  };
  expect((await inContainers(needing, other)).reports[0]).toMatchObject({
    result: 'failed',
    detail: expect.stringMatching(/DO NOT MATCH THE HASHES|sha256/),
  });
});
