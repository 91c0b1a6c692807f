import { lines, type LogCase } from '../log-case.ts';

const py = { language: 'python' } as const;
const pytest = '/usr/bin/python3 -m pytest -p no:cacheprovider';
const many = lines(150, (n) => `def test_ok_${n}():\n    assert ${n} == ${n}\n`);

export const pytestCases: LogCase[] = [
  { ...py, tool: 'pytest', slug: 'assertion', kind: 'test', files: { 'test_many.py': many, 'test_tax.py': `def tax(net):\n    return net * 0.2\n\n\ndef test_rounds_to_cents():\n    assert tax(9.99) == 2.0\n` }, command: `${pytest} -v`, essential: ['test_tax.py::test_rounds_to_cents', '2.0', '1.998', 'test_tax.py:6'], noise: ['test_ok_17'] },
  { ...py, tool: 'pytest', slug: 'exception', kind: 'test', files: { 'shop.py': `def price(item):\n    return item["price"] * 2\n`, 'test_shop.py': `from shop import price\n\n\nclass TestShop:\n    def test_free_item(self):\n        assert price({}) == 0\n` }, command: pytest, essential: ['test_free_item', "KeyError: 'price'", 'shop.py:2'] },
  { ...py, tool: 'pytest', slug: 'collection-import', kind: 'dependency', files: { 'test_a.py': 'import requestz\n\n\ndef test_a():\n    pass\n' }, command: pytest, essential: ['test_a.py', "ModuleNotFoundError: No module named 'requestz'"] },
  { ...py, tool: 'pytest', slug: 'collection-syntax', kind: 'compile', files: { 'test_a.py': 'def test_a(:\n    pass\n' }, command: pytest, essential: ['test_a.py', 'SyntaxError', '/line 1/'] },
  { ...py, tool: 'pytest', slug: 'fixture', kind: 'test', files: { 'conftest.py': `import pytest\n\n\n@pytest.fixture\ndef db():\n    raise RuntimeError("cannot reach database")\n`, 'test_a.py': 'def test_reads(db):\n    pass\n' }, command: pytest, essential: ['test_reads', 'RuntimeError: cannot reach database', 'conftest.py:6'] },
  { ...py, tool: 'pytest', slug: 'missing-fixture', kind: 'test', files: { 'test_a.py': 'def test_reads(databse):\n    pass\n' }, command: pytest, essential: ['test_reads', "fixture 'databse' not found"] },
  { ...py, tool: 'pytest', slug: 'one-cause', kind: 'test', files: { 'conv.py': 'def conv(x):\n    return int(x) + OFFSET\n', 'test_conv.py': `import pytest\nfrom conv import conv\n\n\n@pytest.mark.parametrize("n", range(80))\ndef test_conv(n):\n    assert conv(n) == n\n` }, command: `${pytest} -q`, essential: ["NameError: name 'OFFSET' is not defined", 'conv.py:2', '80 '] },
  { ...py, tool: 'pytest', slug: 'no-tests', kind: 'no-tests', files: { 'a.py': '' }, command: pytest, essential: ['/no tests ran|collected 0 items/'] },
  { ...py, tool: 'pytest', slug: 'bad-option', kind: 'crash', files: { 'test_a.py': '' }, command: `${pytest} --covv=src`, essential: ['unrecognized arguments: --covv=src'] },
  { ...py, tool: 'pytest', slug: 'captured', kind: 'test', files: { 'test_a.py': `def test_logs():\n    for n in range(300):\n        print("request", n, "failed with an error, retrying")\n    assert "done" in "pending"\n` }, command: pytest, essential: ['test_logs', "assert 'done' in 'pending'", 'test_a.py:4'], noise: ['request 17 failed'] },
  { ...py, tool: 'pytest', slug: 'abort', kind: 'crash', files: { 'test_a.py': `import os\n\n\ndef test_before():\n    pass\n\n\ndef test_kills():\n    os.abort()\n` }, command: pytest, essential: ['/Aborted/', 'test_a.py'] },
  { ...py, tool: 'pytest', slug: 'green-warnings', kind: 'success', files: { 'test_a.py': `import warnings\n\n\n${lines(40, (n) => `def test_w${n}():\n    warnings.warn("old api ${n}", DeprecationWarning)\n`)}` }, command: pytest, essential: [] },
];

export const unittestCases: LogCase[] = [
  { ...py, tool: 'unittest', slug: 'fail-error', kind: 'test', files: { 'test_bank.py': `import unittest\n\n\nclass BankTest(unittest.TestCase):\n    def test_balance(self):\n        self.assertEqual(100 - 30, 80)\n\n    def test_owner(self):\n        {}["owner"]\n\n    def test_ok(self):\n        pass\n` }, command: 'python3 -m unittest -v', essential: ['test_balance', 'AssertionError: 70 != 80', 'test_bank.py", line 6', 'test_owner', "KeyError: 'owner'"], noise: ['test_ok'] },
  { ...py, tool: 'unittest', slug: 'import', kind: 'dependency', files: { 'test_x.py': 'import yamlish\n' }, command: 'python3 -m unittest', essential: ['test_x', "No module named 'yamlish'"] },
  { ...py, tool: 'unittest', slug: 'setup-class', kind: 'test', files: { 'test_s.py': `import unittest\n\n\nclass S(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls):\n        raise OSError("broker is down")\n\n    def test_a(self):\n        pass\n` }, command: 'python3 -m unittest', essential: ['setUpClass', 'OSError: broker is down', 'test_s.py", line 7'] },
  { ...py, tool: 'unittest', slug: 'green', kind: 'success', files: { 'test_s.py': `import unittest\n\n\nclass S(unittest.TestCase):\n${lines(20, (n) => `    def test_${n}(self):\n        pass\n`)}` }, command: 'python3 -m unittest', essential: [] },
];

export const pythonCases: LogCase[] = [
  { ...py, tool: 'python', slug: 'traceback', kind: 'crash', files: { 'main.py': `import json\n\nfrom loader import load\n\nprint("loading")\nload(json.dumps({"a": 1}))\n`, 'loader.py': `import json\n\n\ndef load(text):\n    data = json.loads(text)\n    return data["rows"][0]\n` }, command: 'python3 main.py', essential: ["KeyError: 'rows'", 'loader.py", line 6'] },
  { ...py, tool: 'python', slug: 'chained', kind: 'crash', files: { 'main.py': `def read():\n    try:\n        open("/nonexistent")\n    except OSError as error:\n        raise ValueError("no settings") from error\n\n\nread()\n` }, command: 'python3 main.py', essential: ['ValueError: no settings', "No such file or directory: '/nonexistent'", 'main.py", line 5'] },
  { ...py, tool: 'python', slug: 'indent', kind: 'compile', files: { 'main.py': `def f():\n  a = 1\n    return a\n` }, command: 'python3 main.py', essential: ['IndentationError: unexpected indent', 'main.py", line 3'] },
  { ...py, tool: 'mypy', slug: 'errors', kind: 'compile', files: { 'app.py': `def greet(name: str) -> str:\n    return 1\n\n\ngreet(5)\nprint(nmae)\n` }, command: 'mypy --no-incremental app.py', essential: ['app.py:2', 'Incompatible return value type (got "int", expected "str")', 'app.py:5', 'has incompatible type "int"; expected "str"', 'Name "nmae" is not defined'] },
  { ...py, tool: 'mypy', slug: 'green', kind: 'success', files: { 'app.py': 'a: int = 1\n' }, command: 'mypy --no-incremental app.py', essential: [] },
  { ...py, tool: 'flake8', slug: 'codes', kind: 'lint', files: { 'a.py': `import os\nimport sys\nx=1\nprint( sys.argv)\n`, 'b.py': `def f():\n    return undefined_name\n` }, command: 'python3 -m flake8 || /usr/bin/flake8', essential: ["a.py:1:1: F401 'os' imported but unused", "b.py:2:12: F821 undefined name 'undefined_name'", 'a.py:3:2: E225'] },
  { ...py, tool: 'pylint', slug: 'messages', kind: 'lint', files: { 'shop.py': `"""Shop."""\nimport os\n\n\ndef price(item):\n    """Price."""\n    return item.prise + undefined_tax\n` }, command: '/usr/bin/pylint shop.py', essential: ["shop.py:7:24", "Undefined variable 'undefined_tax'", 'shop.py:2:0', 'Unused import os'] },
  { ...py, tool: 'black', slug: 'check', kind: 'format', files: { 'a.py': "x = {'a':1}\n", 'b.py': 'x = 1\n', 'c.py': 'def f( ):\n  return 1\n' }, command: '/usr/bin/black --check .', essential: ['would reformat', 'a.py', 'c.py'], noise: ['b.py'] },
  { ...py, tool: 'black', slug: 'cannot-parse', kind: 'compile', files: { 'a.py': 'x = (\n' }, command: '/usr/bin/black --check .', essential: ['cannot format', 'a.py', 'Cannot parse'] },
  { ...py, tool: 'isort', slug: 'order', kind: 'format', files: { 'a.py': 'import sys\nimport os\n' }, command: '/usr/bin/isort --check-only a.py', essential: ['a.py', 'Imports are incorrectly sorted'] },
  { ...py, tool: 'pycodestyle', slug: 'style', kind: 'lint', files: { 'a.py': 'import os, sys\nx = 1;\n' }, command: '/usr/bin/pycodestyle a.py', essential: ['a.py:1:10: E401 multiple imports on one line', 'a.py:2:6: E703 statement ends with a semicolon'] },
  { ...py, tool: 'pip', slug: 'no-version', kind: 'dependency', files: { 'requirements.txt': 'flask==99.0\n' }, command: 'python3 -m pip install --no-index -r requirements.txt', essential: ['No matching distribution found for flask==99.0'] },
  { ...py, tool: 'codespell', slug: 'typo', kind: 'lint', language: 'text', files: { 'a.md': 'This is teh end.\n' }, command: '/usr/bin/codespell a.md', essential: ['a.md:1', 'teh ==> the'] },
  { ...py, tool: 'yamllint', slug: 'indent', kind: 'lint', language: 'yaml', files: { 'a.yml': '---\na:\n   - 1\nb: [1,2]\na: 2\n' }, command: '/usr/bin/yamllint a.yml', essential: ['a.yml', '5:1', 'duplication of key "a" in mapping'] },
];
