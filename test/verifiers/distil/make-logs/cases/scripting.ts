import { lines, type LogCase } from '../log-case.ts';

const ruby = { language: 'ruby' } as const;
const php = { language: 'php' } as const;
const elixir = { language: 'elixir' } as const;
const mix = { 'mix.exs': `defmodule Shop.MixProject do\n  use Mix.Project\n\n  def project, do: [app: :shop, version: "0.1.0"]\nend\n`, 'test/test_helper.exs': 'ExUnit.start()\n' };

export const rubyCases: LogCase[] = [
  { ...ruby, tool: 'rspec', slug: 'failures', kind: 'test', files: { 'spec/a_spec.rb': `RSpec.describe "Basket" do\n${lines(60, (n) => `  it("is fine ${n}") {}`)}\n  it "counts items" do\n    expect([1, 2].size).to eq(3)\n  end\n  it "has an owner" do\n    nil.name\n  end\nend\n` }, command: 'rspec --format documentation', essential: ['Basket counts items', 'expected: 3', 'got: 2', 'spec/a_spec.rb:63', 'Basket has an owner', "undefined method `name' for nil", 'spec/a_spec.rb:66'], noise: ['is fine 17'] },
  { ...ruby, tool: 'rspec', slug: 'load-error', kind: 'dependency', files: { 'spec/a_spec.rb': `require "shopping_gem"\n` }, command: 'rspec', essential: ['spec/a_spec.rb', 'cannot load such file -- shopping_gem'] },
  { ...ruby, tool: 'rspec', slug: 'green', kind: 'success', files: { 'spec/a_spec.rb': `RSpec.describe "Basket" do\n${lines(60, (n) => `  it("is fine ${n}") {}`)}\nend\n` }, command: 'rspec', essential: [] },
  { ...ruby, tool: 'minitest', slug: 'failures', kind: 'test', files: { 'test_a.rb': `require "minitest/autorun"\n\nclass TestStack < Minitest::Test\n  def test_pop\n    assert_equal 2, [1, 2].shift\n  end\n\n  def test_raises\n    Integer("x")\n  end\n\n  def test_fine; end\nend\n` }, command: 'ruby test_a.rb', essential: ['TestStack#test_pop', 'Expected: 2', 'Actual: 1', 'test_a.rb:5', 'TestStack#test_raises', 'ArgumentError: invalid value for Integer(): "x"', 'test_a.rb:9'] },
  { ...ruby, tool: 'ruby', slug: 'exception', kind: 'crash', files: { 'main.rb': `require_relative "store"\nStore.new.open("x")\n`, 'store.rb': `class Store\n  def open(name)\n    raise ArgumentError, "no store called #{name}"\n  end\nend\n` }, command: 'ruby main.rb', essential: ['no store called x (ArgumentError)', 'store.rb:3'] },
  { ...ruby, tool: 'ruby', slug: 'syntax', kind: 'compile', files: { 'main.rb': `def a\n  if true\n    1\nend\n` }, command: 'ruby main.rb', essential: ['main.rb:4', 'syntax error', 'end-of-input'] },
  { ...ruby, tool: 'rake', slug: 'abort', kind: 'crash', files: { Rakefile: `task :default do\n  sh "false"\nend\n` }, command: 'rake', essential: ['rake aborted!', 'Command failed with status (1): [false', 'Rakefile:2'] },
  { ...ruby, tool: 'rubocop', slug: 'offenses', kind: 'lint', files: { 'a.rb': `def Foo\n  x = 1\n  puts "a"\nend\n`, '.rubocop.yml': 'AllCops:\n  NewCops: disable\n  SuggestExtensions: false\n' }, command: 'rubocop', essential: ['a.rb:1:5', 'Naming/MethodName', 'a.rb:2:3', 'Lint/UselessAssignment'] },
];

export const phpCases: LogCase[] = [
  { ...php, tool: 'phpunit', slug: 'failures', kind: 'test', files: { 'tests/CartTest.php': `<?php\nuse PHPUnit\\Framework\\TestCase;\n\nclass CartTest extends TestCase\n{\n    public function testTotal(): void\n    {\n        $this->assertSame(12, 5 + 6);\n    }\n\n    public function testThrows(): void\n    {\n        throw new RuntimeException('stock is empty');\n    }\n\n    public function testFine(): void { $this->assertTrue(true); }\n}\n` }, command: 'phpunit tests', essential: ['CartTest::testTotal', 'Failed asserting that 11 is identical to 12', 'CartTest.php:8', 'CartTest::testThrows', 'RuntimeException: stock is empty', 'CartTest.php:13'] },
  { ...php, tool: 'phpunit', slug: 'green', kind: 'success', files: { 'tests/ATest.php': `<?php\nclass ATest extends PHPUnit\\Framework\\TestCase\n{\n${lines(9, (n) => `    public function test${n}(): void { $this->assertTrue(true); }`)}\n}\n` }, command: 'phpunit tests', essential: [] },
  { ...php, tool: 'php', slug: 'fatal', kind: 'crash', files: { 'a.php': `<?php\nfunction total($cart) {\n    return $cart->sum();\n}\ntotal(null);\n` }, command: 'php a.php', essential: ['Call to a member function sum() on null', 'a.php:3'] },
  { ...php, tool: 'php', slug: 'parse', kind: 'compile', files: { 'a.php': `<?php\n$a = [1, 2;\n` }, command: 'php -l a.php', essential: ['syntax error, unexpected token ";"', '/a\\.php on line 2|a\\.php:2/'] },
];

export const elixirCases: LogCase[] = [
  { ...elixir, tool: 'exunit', slug: 'assertion', kind: 'test', files: { ...mix, 'test/a_test.exs': `defmodule ATest do\n  use ExUnit.Case\n\n${lines(30, (n) => `  test "fine ${n}", do: :ok`)}\n\n  test "adds up" do\n    assert 1 + 1 == 3\n  end\nend\n` }, command: 'mix test', essential: ['test adds up (ATest)', 'test/a_test.exs:36', 'assert 1 + 1 == 3', 'left: 2', 'right: 3'] },
  { ...elixir, tool: 'mix', slug: 'compile', kind: 'compile', files: { ...mix, 'lib/shop.ex': `defmodule Shop do\n  def total(x), do: x + y\nend\n` }, command: 'mix compile', essential: ['lib/shop.ex:2', 'undefined', 'y'] },
  { ...elixir, tool: 'mix', slug: 'syntax', kind: 'compile', files: { ...mix, 'lib/shop.ex': `defmodule Shop do\n  def total(x) do\n    x +\n  end\nend\n` }, command: 'mix compile', essential: ['SyntaxError', 'lib/shop.ex:4', 'syntax error before: end'] },
  { ...elixir, tool: 'exunit', slug: 'green', kind: 'success', files: { ...mix, 'test/a_test.exs': `defmodule ATest do\n  use ExUnit.Case\n\n${lines(30, (n) => `  test "fine ${n}", do: :ok`)}\nend\n` }, command: 'mix test', essential: [] },
];

export const shellCases: LogCase[] = [
  { tool: 'prove', slug: 'failures', kind: 'test', language: 'perl', files: { 't/a.t': `use Test::More tests => 3;\nok(1, 'starts');\nis(2 + 2, 5, 'adds numbers');\nok(1, 'ends');\n`, 't/b.t': `use Test::More tests => 1;\nok(1, 'b');\n` }, command: 'prove t', essential: ['t/a.t', "Failed test 'adds numbers'", 'line 3', "got: '4'", "expected: '5'"] },
  { tool: 'prove', slug: 'died', kind: 'crash', language: 'perl', files: { 't/a.t': `use Test::More tests => 2;\nok(1, 'starts');\ndie "no fixture";\n` }, command: 'prove t', essential: ['no fixture at t/a.t line 3', 't/a.t'] },
  { tool: 'perl', slug: 'strict', kind: 'compile', language: 'perl', files: { 'a.pl': `use strict;\nmy $total = 1;\nprint $totl;\n` }, command: 'perl a.pl', essential: ['Global symbol "$totl" requires explicit package name', 'a.pl line 3'] },
  { tool: 'busted', slug: 'assertion', kind: 'test', language: 'lua', files: { 'spec/a_spec.lua': `describe("list", function()\n  it("has two", function()\n    assert.are.equal(2, #{ 1, 2, 3 })\n  end)\n  it("is fine", function() end)\nend)\n` }, command: 'busted', essential: ['list has two', 'spec/a_spec.lua:3', 'Expected'] },
  { tool: 'bats', slug: 'assertion', kind: 'test', language: 'shell', files: { 'a.bats': `@test "true works" {\n  true\n}\n\n@test "prints a version" {\n  run echo 1.2\n  [ "$output" = "1.3" ]\n}\n` }, command: 'bats a.bats', essential: ['prints a version', 'a.bats, line 7', '[ "$output" = "1.3" ]'] },
  { tool: 'shellcheck', slug: 'quotes', kind: 'lint', language: 'shell', files: { 'a.sh': `#!/bin/sh\nrm -rf $1\nif [ $x == 1 ]; then echo; fi\n` }, command: '/usr/bin/shellcheck a.sh', essential: ['a.sh line 2', 'SC2086', 'Double quote to prevent globbing', 'a.sh line 3', 'SC2154'] },
  { tool: 'bash', slug: 'not-found', kind: 'dependency', language: 'shell', files: { 'build.sh': `set -e\necho preparing\nprotocc --version\necho never\n` }, command: 'bash build.sh', essential: ['build.sh: line 3: protocc: command not found'] },
  { tool: 'bash', slug: 'unbound', kind: 'crash', language: 'shell', files: { 'build.sh': `set -eu\necho "deploying to $TARGET_HOST_NAME"\n` }, command: 'bash build.sh', essential: ['build.sh: line 2', 'TARGET_HOST_NAME: unbound variable'] },
  { tool: 'timeout', slug: 'hang', kind: 'timeout', language: 'shell', files: {}, command: 'echo "waiting for the database"; timeout 1 sleep 5', essential: ['timed out', 'waiting for the database'] },
  { tool: 'kill', slug: 'sigkill', kind: 'crash', language: 'shell', files: {}, command: `echo "linking 300 objects"; bash -c 'kill -9 $$'`, essential: ['SIGKILL'] },
  { tool: 'disk', slug: 'full', kind: 'crash', language: 'shell', files: {}, command: 'for n in 1 2 3; do echo "writing part $n"; done; dd if=/dev/zero of=/dev/full bs=1k count=4', essential: ['No space left on device'] },
  { tool: 'git', slug: 'conflict', kind: 'crash', language: 'shell', files: { 'a.txt': 'one\n' }, command: 'git init -q -b main . && git add a.txt && git -c user.name=a -c user.email=a@example.test commit -qm one && git checkout -qb side && echo two > a.txt && git -c user.name=a -c user.email=a@example.test commit -qam two && git checkout -q main && echo three > a.txt && git -c user.name=a -c user.email=a@example.test commit -qam three && git merge side', essential: ['CONFLICT (content): Merge conflict in a.txt', 'Automatic merge failed'] },
  { tool: 'git', slug: 'clone', kind: 'dependency', language: 'shell', files: {}, command: 'git clone https://nowhere.invalid/shop.git', essential: ['Could not resolve host: nowhere.invalid'] },
  { tool: 'curl', slug: 'refused', kind: 'dependency', language: 'shell', files: {}, command: 'curl -sSf http://127.0.0.1:9/health', essential: ['Failed to connect to 127.0.0.1 port 9'] },
  { tool: 'tar', slug: 'bad-archive', kind: 'crash', language: 'shell', files: { 'a.tar.gz': 'this is a web page\n' }, command: 'tar xzf a.tar.gz', essential: ['gzip: stdin: not in gzip format', 'tar: Error is not recoverable: exiting now'] },
  { tool: 'docker', slug: 'copy', kind: 'dependency', language: 'docker', hint: 'docker build', files: { Dockerfile: 'FROM scratch\nCOPY dist/server.js /server.js\n' }, command: 'DOCKER_BUILDKIT=0 docker build -t distil-never . ', essential: ['/COPY failed/', 'dist/server.js'] },
  { tool: 'docker', slug: 'syntax', kind: 'compile', language: 'docker', hint: 'docker build', files: { Dockerfile: 'FROM scratch\nCOPPY a b\n' }, command: 'DOCKER_BUILDKIT=0 docker build -t distil-never .', essential: ['unknown instruction: COPPY'] },
  {
    tool: 'mixed', slug: 'make-two-tools', kind: 'test', language: 'mixed', hint: 'make',
    files: { Makefile: 'all: lint test\n\nlint:\n\tnpx eslint src\n\ntest:\n\t/usr/bin/python3 -m pytest -q -p no:cacheprovider\n', 'eslint.config.mjs': `export default [{ rules: { eqeqeq: 'error' } }];\n`, 'src/a.js': `export const f = (x) => x == 1;\n`, 'test_a.py': 'def test_total():\n    assert 2 == 3\n' },
    command: 'make -k', essential: ['src/a.js', '1:27', "Expected '===' and instead saw '=='", 'test_total', 'assert 2 == 3', 'test_a.py:2'],
  },
  {
    tool: 'mixed', slug: 'interleaved', kind: 'test', language: 'mixed', hint: 'turbo',
    files: { 'run.sh': `prefix() { sed -u "s/^/$1:test: /"; }\n(npx mocha web 2>&1 | prefix web) & (sleep 0.1; /usr/bin/python3 -m pytest -q -p no:cacheprovider api 2>&1 | prefix api) & wait\necho "turbo: run failed: command exited (1)"\nexit 1\n`, 'web/a.js': `describe('page', () => {\n${lines(200, (n) => `  it('loads ${n}', () => {});`)}\n  it('shows a title', () => { throw new Error('title is missing'); });\n});\n`, 'api/test_api.py': lines(100, (n) => `def test_route_${n}():\n    pass\n`) + '\ndef test_login():\n    assert 401 == 200\n' },
    command: 'bash run.sh', essential: ['shows a title', 'title is missing', 'web/a.js:202', 'test_login', 'assert 401 == 200'], noise: ['loads 17'],
  },
];
