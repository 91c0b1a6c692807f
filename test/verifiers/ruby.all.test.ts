import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, jest, test } from '@jest/globals';
import { packageIndex, sha256, tar, tarGz } from './package-index.ts';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

// On a machine that does other things as well.
jest.setTimeout(900_000);

/** The tools of Debian 12 on small projects, as the gate of a run uses them, and gems from an index of the test's own. */
const index = await packageIndex();
await addGem('shout', { 'lib/shout.rb': "def shout(text) = text.upcase + '!'\n" });
await addGem('built', { 'lib/built.rb': '', 'ext/extconf.rb': "File.write('/workspace/ran', 'x')\n" }, [
  'ext/extconf.rb',
]);
const inContainers = realVerification(POLYGLOT, { hosts: [index.host], caFile: null });
afterAll(() => index.close());

/** A gem file, with its lines in the compact index that bundler reads. */
async function addGem(name: string, files: Record<string, string>, extensions: string[] = []): Promise<void> {
  const list = (items: string[]) => (items.length === 0 ? ' []' : `\n${items.map((it) => `- ${it}`).join('\n')}`);
  const any =
    '!ruby/object:Gem::Requirement\n  requirements:\n  - - ">="\n    - !ruby/object:Gem::Version\n      version: "0"';
  const metadata = `--- !ruby/object:Gem::Specification
name: ${name}
version: !ruby/object:Gem::Version
  version: 1.0.0
platform: ruby
authors: [Ada]
date: 2024-01-01 00:00:00.000000000 Z
dependencies: []
extensions:${list(extensions)}
files:${list(Object.keys(files))}
require_paths:
- lib
required_ruby_version: ${any}
required_rubygems_version: ${any}
rubygems_version: 3.3.15
specification_version: 4
summary: A gem of a test
`;
  const gem = await tar({ 'metadata.gz': gzipSync(metadata), 'data.tar.gz': await tarGz(files) });
  index.files.set(`/gems/${name}-1.0.0.gem`, gem);
  const info = Buffer.from(`---\n1.0.0 |checksum:${sha256(gem)}\n`);
  index.files.set(`/info/${name}`, info);
  const versions = index.files.get('/versions')?.toString() ?? 'created_at: 2024-01-01T00:00:00Z\n---\n';
  const line = `${name} 1.0.0 ${createHash('md5').update(info).digest('hex')}\n`;
  index.files.set('/versions', Buffer.from(versions + line));
}

const CLEAN = 'verifiers: [{ name: clean, run: \'git status --porcelain && test -z "$(git status --porcelain)"\' }]\n';
const ADDER =
  '# frozen_string_literal: true\n\n# Adds.\nmodule Adder\n  def self.add(left, right)\n    left + right\n  end\nend\n';
const code: Tree = {
  '.github/fettle.yml': CLEAN,
  '.rubocop.yml': 'AllCops:\n  NewCops: disable\n  SuggestExtensions: false\n',
  'lib/adder.rb': ADDER,
};
const SPEC = `# frozen_string_literal: true

require 'adder'

RSpec.describe Adder do
  it('adds') { expect(described_class.add(1, 2)).to eq(3) }
  it('starts at nothing') { expect(described_class.add(0, 0)).to eq(0) }
  it('waits')
end
`;
const rspec: Tree = { ...code, 'spec/adder_spec.rb': SPEC };

test('rspec and rubocop: green, red and where, none at all', async () => {
  const green = await inContainers(rspec, { ...rspec, 'lib/adder.rb': ADDER.replace('Adds', 'Sums') });
  expect(green.reports).toMatchObject([
    { check: 'ruby:rubocop', result: 'passed' },
    { check: 'ruby:rspec', result: 'passed', tests: { passed: 2, failed: 0, skipped: 1 } },
    { check: 'custom:clean', result: 'passed' },
  ]);
  const wrong = ADDER.replace('left + right', 'left + right + 1').replace('# Adds.\n', '');
  const red = await inContainers(rspec, { ...rspec, 'lib/adder.rb': wrong }, { keepGoing: true });
  expect(red.reports).toMatchObject([
    {
      check: 'ruby:rubocop',
      result: 'failed',
      failures: [{ file: 'lib/adder.rb', line: 3, text: expect.stringContaining('Style/Documentation') }],
    },
    {
      check: 'ruby:rspec',
      result: 'failed',
      baseline: 'green',
      tests: { passed: 0, failed: 2 },
      failures: [{ test: 'Adder adds' }, { test: 'Adder starts at nothing' }],
    },
    { check: 'custom:clean' },
  ]);
  const none = { ...rspec, 'spec/adder_spec.rb': '' };
  expect(
    (await inContainers(none, { ...none, 'lib/adder.rb': `${ADDER}\n` }, { keepGoing: true })).reports.find(
      (it) => it.check === 'ruby:rspec',
    ),
  ).toMatchObject({ result: 'could_not_run', reason: 'no_tests' });
});

const MINITEST = `require 'minitest/autorun'
require 'adder'

class AdderTest < Minitest::Test
  def test_adds
    assert_equal 3, Adder.add(1, 2)
  end

  def test_old
    assert_equal 5, Adder.add(1, 2)
  end
end
`;

test('minitest, by rake and directly: what was red before is, and only that', async () => {
  const { '.rubocop.yml': _, ...plain } = code;
  const direct = { ...plain, Rakefile: '', 'test/adder_test.rb': MINITEST };
  const rake = {
    ...direct,
    Rakefile: "require 'rake/testtask'\nRake::TestTask.new { |t| t.pattern = 'test/**/*_test.rb' }\n",
  };
  for (const tree of [direct, rake]) {
    const same = await inContainers(tree, { ...tree, 'lib/adder.rb': `# more\n${ADDER}` });
    expect(same.reports).toMatchObject([
      { check: 'ruby:minitest', result: 'pre_existing', failures: [{ test: 'AdderTest#test_old' }] },
      { check: 'custom:clean', result: 'passed' },
    ]);
    const red = await inContainers(tree, { ...tree, 'lib/adder.rb': ADDER.replace('left + right', 'left - right') });
    expect(red.reports[0]).toMatchObject({
      result: 'failed',
      failures: [{ test: 'AdderTest#test_adds', file: 'test/adder_test.rb', line: 6 }],
    });
  }
});

test('bundler installs what the Gemfile names, and nothing that compiles', async () => {
  const gems = `source '${index.url}'\ngem 'shout'\n`;
  const { '.rubocop.yml': _, ...plain } = code;
  const tree: Tree = {
    ...plain,
    Gemfile: gems,
    'test/shout_test.rb':
      "require 'shout'\nabort('wrong') unless shout('a') == 'A!'\nputs '1 runs, 1 assertions, 0 failures, 0 errors, 0 skips'\n",
  };
  expect((await inContainers(tree, { ...tree, 'lib/adder.rb': `# more\n${ADDER}` })).reports).toMatchObject([
    { check: 'ruby:minitest', result: 'passed' },
    { check: 'custom:clean', result: 'passed' },
  ]);
  const compiles = { ...tree, Gemfile: `${gems}gem 'built'\n` };
  expect((await inContainers(tree, compiles)).reports[0]).toMatchObject({
    result: 'failed',
    detail: expect.stringContaining('compiles an extension'),
  });
});
