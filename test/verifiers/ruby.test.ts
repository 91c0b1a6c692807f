import { describe, expect, test } from '@jest/globals';
import { CONFIG_PATH, readRepoConfig } from '../../src/repo-config.ts';
import { ruby } from '../../src/verifiers/ruby/index.ts';
import { gemRange } from '../../src/verifiers/ruby/needs.ts';
import type { Check, Plan } from '../../src/verifiers/types.ts';
import { filesOf, type Tree } from './trees.ts';

const plan = (tree: Tree): Promise<Plan> => ruby.plan(filesOf(tree), readRepoConfig(tree[CONFIG_PATH] ?? null));
const commands = async (tree: Tree) => (await plan(tree)).checks.map((check) => check.command);
const only = async (tree: Tree): Promise<Check> => (await plan(tree)).checks[0] as Check;

const GEMFILE = "source 'https://gems.example'\nruby '3.1.2'\ngem 'rspec', '~> 3.12'\n";

describe('which checks', () => {
  test.each<[string, Tree, string[]]>([
    ['specs alone', { 'spec/a_spec.rb': '' }, ['rspec']],
    ['specs with gems', { 'spec/a_spec.rb': '', Gemfile: GEMFILE }, ['bundle exec rspec']],
    ['a Gemfile without gems', { 'spec/a_spec.rb': '', Gemfile: "source 'https://gems.example'\n" }, ['rspec']],
    ['a Rakefile with a test task', { 'test/a_test.rb': '', Rakefile: 'Rake::TestTask.new\n' }, ['rake test']],
    ['tests without a task', { 'test/a_test.rb': '', Rakefile: '' }, ['ruby -Itest -Ilib (every file of test/)']],
    ['Rails', { 'test/models/a_test.rb': '', Gemfile: GEMFILE, 'bin/rails': '' }, ['bin/rails test']],
    ['rubocop', { Rakefile: '', '.rubocop.yml': '' }, ['rubocop --cache false --format clang']],
    ['nothing of that', { Rakefile: '' }, []],
    ['installed gems', { 'vendor/bundle/x/Gemfile': GEMFILE, 'vendor/bundle/x/spec/a_spec.rb': '' }, []],
  ])('%s', async (_name, tree, expected) => expect(await commands(tree)).toEqual(expected));
});

describe('installs', () => {
  test('frozen with a lock; what compiles is refused unless scripts are allowed; only manifests are seen', async () => {
    const tree = {
      'spec/a_spec.rb': '',
      'lib/shop/version.rb': 'x',
      'lib/shop.rb': 'x',
      'shop.gemspec': "s.add_dependency 'rack'\n",
      Gemfile: GEMFILE,
      'Gemfile.lock': 'GEM\n  remote: https://other.example/\n',
    };
    const [install] = (await plan(tree)).installs;
    expect([...(install?.files.keys() ?? [])]).toEqual([
      'Gemfile',
      'Gemfile.lock',
      'lib/shop/version.rb',
      'shop.gemspec',
      '.fettle-deps/install/no-builds.rb',
    ]);
    expect(install).toMatchObject({
      hosts: ['gems.example', 'other.example'],
      outputs: ['.fettle-deps/ruby'],
      env: { BUNDLE_FROZEN: 'true', RUBYOPT: expect.stringContaining('no-builds') },
    });
    const [open] = (await plan({ ...tree, [CONFIG_PATH]: 'install: { scripts: true }' })).installs;
    expect(open?.env?.RUBYOPT).toBeUndefined();
  });
  test('a lock that is not in the tree belongs to the layer', async () => {
    expect((await plan({ 'spec/a_spec.rb': '', Gemfile: GEMFILE })).installs[0]?.outputs).toEqual([
      '.fettle-deps/ruby',
      'Gemfile.lock',
    ]);
  });
  test('without a gem there is none', async () => expect((await plan({ 'spec/a_spec.rb': '' })).installs).toEqual([]));
});

test.each([
  ['.rspec', '--tag ~slow', '--tag fast'],
  ['Rakefile', 'a', 'b'],
  ['.rubocop_todo.yml', 'a', 'b'],
  ['spec/spec_helper.rb', 'x = 1', 'x = 1\nRSpec.configure { |c| c.filter_run_excluding :slow }'],
])('%s decides', async (path, before, after) => {
  const [a, b] = await Promise.all(
    [before, after].map(async (text) => (await plan({ 'spec/a_spec.rb': '', [path]: text })).gateFiles),
  );
  expect(a).not.toEqual(b);
});
test('the rest of a spec_helper does not decide', async () => {
  const [a, b] = await Promise.all(
    ['x = 1', 'x = 2'].map(
      async (text) => (await plan({ 'spec/a_spec.rb': '', 'spec/spec_helper.rb': text })).gateFiles,
    ),
  );
  expect(a).toEqual(b);
});

test.each([
  ['~> 3.1', '>=3.1.0 <4.0.0'],
  ['~> 3.1.2', '>=3.1.2 <3.2.0'],
  ['>= 2.7, < 4', '>=2.7.0 <4.0.0'],
  ['3.1.2', '>=3.1.2 <3.2.0-0'],
])('Ruby %s', (wanted, range) => expect(gemRange(wanted)).toBe(range));
test('the Ruby of the Gemfile is asked for', async () => {
  expect((await only({ 'spec/a_spec.rb': '', Gemfile: GEMFILE })).needs).toMatchObject([
    { wanted: '3.1.2', from: 'Gemfile' },
  ]);
});

test('tests are selected by full name, through rake by a pattern', async () => {
  const failure = (name: string) => ({ key: name, text: name, test: name });
  const rspec = await only({ 'spec/a_spec.rb': '' });
  expect(ruby.narrow?.(rspec, [failure('Adder adds')])?.argv).toEqual(['rspec', '--example', 'Adder adds']);
  const rake = await only({ 'test/a_test.rb': '', Rakefile: 'Rake::TestTask.new\n' });
  expect(ruby.narrow?.(rake, [failure('ATest#test_a'), failure('B::x#test_0001_is fine?')])?.argv.at(-1)).toBe(
    String.raw`TESTOPTS=--name='/^(?:ATest#test_a|B::x#test_0001_is fine\?)$/'`,
  );
  expect(ruby.narrow?.(rake, [failure("B#test_0001_isn't")])).toBe(null);
  expect(ruby.collected?.(rspec, 'x\n{"version":"3","examples":[{"full_description":"Adder adds"}]}\n')).toEqual([
    'Adder adds',
  ]);
});
