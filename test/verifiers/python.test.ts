import { describe, expect, test } from '@jest/globals';
import { CONFIG_PATH, readRepoConfig } from '../../src/repo-config.ts';
import { python } from '../../src/verifiers/python/index.ts';
import { pythonRange } from '../../src/verifiers/python/needs.ts';
import type { Check, Plan } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree): Promise<Plan> => python.plan(filesOf(tree), readRepoConfig(tree[CONFIG_PATH] ?? null));
const ids = async (tree: Tree) => (await plan(tree)).checks.map((check) => check.id);
const only = async (tree: Tree): Promise<Check> => (await plan(tree)).checks[0] as Check;

const PYTEST = { 'test_a.py': 'def test_a():\n    assert True\n' };
const UNITTEST = 'import unittest\nclass A(unittest.TestCase):\n    def test_a(self): pass\n';

describe('which tests', () => {
  test.each<[string, Tree, string[]]>([
    ['bare test functions', PYTEST, ['python:pytest']],
    ['an import of pytest', { 'tests/test_a.py': 'import pytest\n', 'setup.py': '' }, ['python:pytest']],
    ['a declared pytest', { 'tests/test_a.py': UNITTEST, 'requirements-dev.txt': 'pytest>=7\n' }, ['python:pytest']],
    ['pytest settings without a test file', { 'pytest.ini': '[pytest]\n', 'a.py': '' }, ['python:pytest']],
    [
      'tox that runs pytest',
      { 'tox.ini': '[testenv]\ncommands =\n  python -m pytest\n', 'a_test.py': UNITTEST },
      ['python:pytest'],
    ],
    ['unittest', { 'test_a.py': UNITTEST }, ['python:unittest']],
    [
      'unittest in two places',
      { 'a/test_a.py': UNITTEST, 'b/test_b.py': UNITTEST, 'setup.py': '' },
      ['python:unittest:a', 'python:unittest:b'],
    ],
    [
      'Django',
      { 'manage.py': 'import django\n', 'shop/tests.py': UNITTEST, 'requirements.txt': 'django' },
      ['python:django'],
    ],
    [
      'tox with a runner of its own',
      { 'tox.ini': '[testenv]\ncommands = python run.py\n', 'run.py': '' },
      ['python:tox'],
    ],
    [
      'nox with a session that tests',
      {
        'noxfile.py':
          'import nox\n@nox.session(name="unit-tests")\ndef unit(session): pass\n@nox.session\ndef lint(s): pass\n',
      },
      ['python:nox'],
    ],
    ['a declared pytest and no test', { 'a.py': '', 'requirements.txt': 'pytest' }, []],
    ['no Python at all', { 'pyproject.toml': '[tool.ruff]', 'index.js': '' }, []],
  ])('%s', async (_name, tree, expected) => expect(await ids(tree)).toEqual(expected));

  test('unittest starts above the outermost package, and takes the names that are there', async () => {
    const tree = { 'tests/unit/__init__.py': '', 'tests/unit/a_test.py': UNITTEST, 'setup.py': '' };
    expect((await only(tree)).command).toBe('python3 -m unittest discover -s tests -p *_test.py');
  });

  test('options that read the cache keep its plugin; a threshold of coverage is not for a part', async () => {
    const tree = { ...PYTEST, 'pytest.ini': '[pytest]\naddopts = -vv --ff\n  --cov=shop\n' };
    const check = await only(tree);
    expect(check.command).toBe('python3 -m pytest -o cache_dir=/tmp/fettle-pytest');
    expect(check.collect?.slice(-3)).toEqual(['--collect-only', '-qqq', '--no-cov']);
    const narrow = python.narrow?.(check, [{ key: 'x', text: 'x', test: 'FAILED test_a.py::test_a[x - 1]' }]);
    expect(narrow?.argv.slice(-2)).toEqual(['--no-cov', 'test_a.py::test_a[x - 1]']);
    expect(python.onlyFiles?.(check, ['test_a.py'])?.argv.slice(-2)).toEqual(['--no-cov', 'test_a.py']);
  });
});

describe('which linters', () => {
  test('those that are configured or declared, formatters first by their phase', async () => {
    const tree = {
      'pyproject.toml':
        '[tool.black]\nextend-exclude = "gen"\n[tool.mypy]\nfiles = ["src"]\n[tool.ruff.format]\nquote-style = "single"\n[dependency-groups]\ndev = ["isort", "pylint==3"]\n',
      '.flake8': '[flake8]\nextend-exclude = old, older\n',
      'pyrightconfig.json': '{}',
      'src/shop/__init__.py': '',
      'src/shop/a.py': '',
    };
    const { checks } = await plan(tree);
    expect(checks.map(({ phase, command }) => `${phase}: ${command}`)).toEqual([
      'format: python3 -m black --check .',
      'format: python3 -m isort --check-only .',
      'format: ruff format --no-cache --check .',
      'static: ruff check --no-cache --output-format=concise .',
      'static: python3 -m flake8 --extend-exclude=old,older,.venv',
      'static: python3 -m pylint --persistent=n --score=n src/shop',
      'static: python3 -m mypy --cache-dir=/dev/null',
      'static: pyright',
    ]);
    expect(checks[0]?.fix?.argv).toEqual(['python3', '-m', 'black', '--quiet', '--force-exclude', '(gen)']);
  });

  test('settings of a tool make a project, and none inside another one', async () => {
    expect(await ids({ 'web/mypy.ini': '', 'web/a.py': '' })).toEqual(['python:mypy web']);
    expect(await ids({ 'setup.py': '', 'a.py': '', 'web/mypy.ini': '', 'web/b.py': '' })).toEqual([]);
  });

  test('none that nobody asked for', async () => expect(await ids({ 'setup.py': '', 'a.py': '' })).toEqual([]));

  test('of an outer project are called for by a change of an inner one; its tests leave the inner ones out', async () => {
    const tree = {
      'pyproject.toml': '[tool.ruff]\n[tool.pytest.ini_options]\n',
      'tests/test_a.py': 'import pytest\n',
      'packages/core/pyproject.toml': '[project]\nname = "core"\n',
      'packages/core/tests/test_c.py': 'import pytest\n',
    };
    const { checks } = await plan(tree);
    expect(checks.map(({ id }) => id)).toEqual(['python:ruff', 'python:pytest', 'python:pytest packages/core']);
    expect(checks[0]?.when).toContain('**/*.py');
    expect(checks[1]?.argv).toContain('--ignore=packages/core');
  });
});

describe('where code is imported from', () => {
  test('src, and projects that are named by path, name or requirement, with those that they name', async () => {
    const tree = {
      'app/pyproject.toml': '[project]\nname = "app"\ndependencies = ["Core_Lib"]\n',
      'app/src/app/__init__.py': '',
      'app/tests/test_a.py': 'import pytest\n',
      'libs/core/pyproject.toml': '[project]\nname = "core-lib"\n',
      'libs/core/core/__init__.py': '',
      'libs/core/requirements.txt': '-e ../base\n',
      'libs/base/setup.py': '',
      'libs/base/base.py': '',
    };
    const { checks, installs, uses } = await plan(tree);
    expect(checks[0]?.env?.PYTHONPATH).toBe('src:.:../libs/core:../libs/base');
    expect(checks[0]?.layerEnv?.PYTHONPATH).toBe(
      '/workspace/app/src:/workspace/app:/workspace/libs/core:/workspace/libs/base',
    );
    expect(installs).toEqual([]);
    expect(uses).toEqual([
      { component: 'app', uses: ['libs/core', 'libs/base'] },
      { component: 'libs/core', uses: ['libs/base'] },
    ]);
  });
});

/** What the install script is told. */
async function told(
  tree: Tree,
): Promise<Record<string, unknown> & { text: (name: string) => string | undefined; hosts: readonly string[] }> {
  const [install] = (await plan(tree)).installs;
  if (install === undefined) throw new Error('no install');
  const text = (name: string) =>
    [...install.files].find(([path]) => path.endsWith(`.fettle-deps/install/${name}`))?.[1].toString();
  return { ...(JSON.parse(text('instructions.json') ?? '') as Record<string, unknown>), text, hosts: install.hosts };
}

describe('installs', () => {
  test('nothing declared, nothing installed', async () => expect((await plan(PYTEST)).installs).toEqual([]));

  test('what is declared for work on the project, in whatever file, and the tools that its checks need', async () => {
    const it = await told({
      ...PYTEST,
      'pyproject.toml':
        '[project]\nname = "shop"\nversion = "1.2"\ndependencies = ["attrs>=20"]\n[project.optional-dependencies]\ntest = ["shop[extra]", "freezegun"]\nextra = ["rich"]\ndocs = ["sphinx"]\n[project.scripts]\nshop = "shop.cli:main"\n[dependency-groups]\ndev = [{include-group = "lint"}]\nlint = ["flake8"]\n',
      'requirements.txt':
        '-i https://pypi.example/simple\n-c limits.txt\nsix==1.16.0 \\\n  --hash=sha256:aa\n# more\n-e .[test]\n',
      'limits.txt': 'rich<14\n',
      'requirements-docs.txt': 'mkdocs\n',
      'setup.py': "setup(install_requires=['click>=8'])",
      'tox.ini': '[testenv]\ndeps =\n  py311: tomli\n  -r{toxinidir}/x.txt\n',
    });
    expect(it.text('hashed.txt')).toBe('six==1.16.0    --hash=sha256:aa\n');
    expect(it.text('requirements.txt')?.trim().split('\n')).toEqual([
      'attrs>=20',
      'rich',
      'freezegun',
      'flake8',
      'click>=8',
      'tomli',
    ]);
    expect(it).toMatchObject({
      constraints: 'constraints.txt',
      options: ['-i', 'https://pypi.example/simple'],
      tools: ['pytest'],
      builds: false,
      hosts: ['pypi.example'],
      own: [{ name: 'shop', version: '1.2', roots: ['/workspace'], scripts: { shop: 'shop.cli:main' } }],
    });
  });

  test('a lock is what counts; hosts are those it names', async () => {
    const lock =
      '[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://pypi.example/simple" }\nwheels = [{ url = "https://files.example/a.whl", hash = "sha256:aa" }]\n';
    const it = await told({
      ...PYTEST,
      'pyproject.toml': '[project]\nname = "shop"\ndependencies = ["a"]\n',
      'uv.lock': lock,
    });
    expect(it).toMatchObject({
      lock: { kind: 'uv', path: 'uv.lock' },
      requirements: [],
      hosts: ['files.example', 'pypi.example'],
    });
  });

  test('a uv workspace has one environment', async () => {
    const { installs, checks } = await plan({
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
      'uv.lock': '[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://pypi.example/simple" }\n',
      'packages/core/pyproject.toml': '[project]\nname = "core"\ndependencies = ["a"]\n',
      'packages/core/test_c.py': 'import pytest\n',
    });
    expect(installs.map(({ cwd, outputs }) => [cwd, outputs])).toEqual([['', ['.venv']]]);
    expect(checks[0]?.layerEnv?.PATH).toMatch(/^\/workspace\/\.venv\/bin:/);
  });

  test('two locks: the manifest says which counts, and where it does not, that is said', async () => {
    const locks = { 'uv.lock': '', 'poetry.lock': '[[package]]\nname = "a"\n', ...PYTEST };
    expect(await told({ ...locks, 'pyproject.toml': '[tool.poetry.dependencies]\na = "^1"\n' })).toMatchObject({
      lock: { kind: 'poetry' },
    });
    const { checks, unsupported } = await plan({ ...locks, 'pyproject.toml': '' });
    expect(checks).toEqual([]);
    expect(unsupported?.[0]?.summary).toContain('uv.lock and poetry.lock both stand in the root');
  });

  test.each([
    'git+https://git.example/a.git',
    'a @ https://files.example/a-1.tar.gz',
    '-e git+https://git.example/a.git#egg=a',
  ])('%s is built only where that is allowed', async (line) => {
    const tree = { ...PYTEST, 'requirements.txt': `${line}\n` };
    expect((await plan(tree)).unsupported?.[0]).toMatchObject({
      reason: 'install_failed',
      summary: expect.stringContaining('runs its code'),
    });
    expect(await told({ ...tree, [CONFIG_PATH]: 'install: { scripts: true }' })).toMatchObject({ builds: true });
  });

  test("poetry's own versions are written as pip reads them", async () => {
    const manifest =
      '[tool.poetry.dependencies]\npython = "^3.9"\na = "^1.2"\nb = "~2.3.1"\nc = "*"\nd = { version = ">=1,<2", extras = ["x"] }\ne = "^0.3"\n';
    const it = await told({ ...PYTEST, 'pyproject.toml': manifest });
    expect(it.text('requirements.txt')?.trim().split('\n')).toEqual([
      'a>=1.2,<2',
      'b>=2.3.1,<2.4',
      'c',
      'd[x]>=1,<2',
      'e>=0.3,<0.4',
    ]);
  });
});

describe('gate files', () => {
  const differs = async (path: string, before: string, after: string): Promise<boolean> => {
    const [a, b] = await Promise.all(
      [before, after].map(async (text) => (await plan({ ...PYTEST, [path]: text })).gateFiles),
    );
    return JSON.stringify(a) !== JSON.stringify(b);
  };
  test.each([
    [
      'pyproject.toml',
      '[tool.pytest.ini_options]\naddopts = "--strict-markers"',
      '[tool.pytest.ini_options]\naddopts = ""',
    ],
    ['pyproject.toml', '', '[tool.mypy]\nignore_errors = true'],
    ['setup.cfg', '[flake8]\nmax-line-length = 80', '[flake8]\nmax-line-length = 300'],
    ['tox.ini', '[testenv]\ncommands = pytest', '[testenv]\ncommands = pytest -k x'],
    ['conftest.py', '', 'collect_ignore = [\n  "test_a.py",\n]\n'],
    [
      'tests/conftest.py',
      'def pytest_collection_modifyitems(items):\n  pass\n',
      'def pytest_collection_modifyitems(items):\n  items.clear()\n',
    ],
    ['sitecustomize.py', '', 'x'],
    ['pytest/__init__.py', '', 'x'],
    ['.coveragerc', '[report]\nfail_under = 90', '[report]\nfail_under = 9'],
  ])('%s decides', async (path, before, after) => expect(await differs(path, before, after)).toBe(true));
  test.each([
    ['pyproject.toml', '[project]\nname = "a"\ndependencies = []', '[project]\nname = "a"\ndependencies = ["six"]'],
    ['tox.ini', '[testenv]\ndeps = six\ncommands = pytest', '[testenv]\ndeps =\n  six\n  rich\ncommands = pytest'],
    ['conftest.py', '@pytest.fixture\ndef a():\n  return 1\n', '@pytest.fixture\ndef a():\n  return 2\n'],
    ['src/shop/pytest.py', '', 'x'],
  ])('%s: what it installs or sets up does not', async (path, before, after) =>
    expect(await differs(path, before, after)).toBe(false),
  );
});

test('a broken pyproject.toml is said, with the line', async () => {
  const { checks, unsupported } = await plan({ ...PYTEST, 'pyproject.toml': '[project]\nname = shop\n' });
  expect(checks).toEqual([]);
  expect(unsupported).toMatchObject([
    { reason: 'toolchain', summary: expect.stringMatching(/^pyproject.toml is not valid TOML \(line 2\)/) },
  ]);
});

describe('the Python that is asked for', () => {
  test.each([
    ['>=3.8', '>=3.8.0'],
    ['>=3.8,<4', '>=3.8.0 <4.0.0'],
    ['>=3.8, !=3.9.1, <3.13', '>=3.8.0 <3.13.0'],
    ['~=3.8', '>=3.8.0 <4.0.0'],
    ['~=3.8.2', '>=3.8.2 <3.9.0'],
    ['==3.11.*', '>=3.11.0 <3.12.0-0'],
    ['^3.9', '>=3.9.0 <4.0.0-0'],
    ['3.11', '>=3.11.0 <3.12.0-0'],
  ])('%s', (wanted, range) => expect(pythonRange(wanted)).toBe(range));

  test('is looked for in every file that can say it', async () => {
    const tree = {
      ...PYTEST,
      '.python-version': '3.12\n',
      'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.10"\n',
    };
    expect((await only(tree)).needs).toMatchObject([
      { wanted: '3.12', from: '.python-version', range: '3.12.x', probe: ['python3', '--version'] },
      { wanted: '>=3.10', from: 'pyproject.toml' },
    ]);
  });
});

describe('tests by name', () => {
  const failure = (name: string) => ({ key: name, text: name, test: name });
  test('pytest names files from its own root', async () => {
    const check = await only({ 'a/pyproject.toml': '[tool.pytest.ini_options]', 'a/tests/test_x.py': '' });
    expect(
      python
        .narrow?.(check, [failure('FAILED a/tests/test_x.py::T::test_y'), failure('tests/test_x.py::test_z')])
        ?.argv.slice(-2),
    ).toEqual(['tests/test_x.py::T::test_y', 'tests/test_x.py::test_z']);
    expect(python.narrow?.(check, [failure('ERROR a/tests/test_x.py')])).toBe(null);
    expect(python.narrow?.(check, [{ key: 'x', text: 'x' }])).toBe(null);
  });
  test('unittest selects by full name', async () => {
    const check = await only({ 'test_a.py': UNITTEST });
    const names = (test: string) => python.narrow?.(check, [failure(test)])?.argv.slice(-2);
    expect(names('FAIL: test_a (test_a.A.test_a)')).toEqual(['-k', 'test_a.A.test_a']);
    expect(python.onlyFiles?.(check, ['test_a.py'])).toBeNull();
    expect(names('ERROR: test_a (test_a.A)')).toEqual(['-k', 'test_a.A.test_a']);
    expect(names('ERROR: setUpClass (test_a.A)')).toBeUndefined();
    expect(names('ERROR: test_b (unittest.loader._FailedTest.test_b)')).toBeUndefined();
  });
  test('a listing counts only when it is whole', async () => {
    const check = await only(PYTEST);
    expect(
      python.collected?.(check, 'test_a.py::test_a\ntest_a.py::test_b[x y]\n\n2 tests collected in 0.01s\n'),
    ).toEqual(['test_a.py::test_a', 'test_a.py::test_b[x y]']);
    expect(
      python.collected?.(check, 'test_a.py::test_a\n\n1/2 tests collected (1 deselected) in 0.01s\n'),
    ).toHaveLength(1);
    expect(python.collected?.(check, 'test_a.py: 2\n\n')).toBe(null);
  });
});
