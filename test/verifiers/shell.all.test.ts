import { expect, test } from '@jest/globals';
import { POLYGLOT, realVerification } from './real.ts';
import type { Tree } from './trees.ts';

/** The real ShellCheck and Bats on a small project. */
const inContainers = realVerification(POLYGLOT);
const inPlainImage = realVerification();

const GREET = `#!/bin/bash
greet() {
  echo "Hello, $1"
}
`;
const TESTS = `setup() { source "$BATS_TEST_DIRNAME/../greet.sh"; }
@test "greets by name" {
  run greet Ada
  [ "$output" = "Hello, Ada" ]
}
@test "says (hello) first" { [[ "$(greet Bob)" == Hello* ]]; }
@test "not yet" { skip "later"; }
`;
const base: Tree = {
  'greet.sh': GREET,
  'bin/run': '#!/bin/sh\necho "$1"\n',
  'old.sh': '#!/bin/bash\nrm -rf $1\n',
  'test/greet.bats': TESTS,
  '.shellcheckrc': '',
};
const broken = { ...base, 'greet.sh': GREET.replace('Hello', 'Bye') };

test('green: both look at every script and test', async () => {
  const { reports } = await inContainers(base, { ...base, 'new.sh': '#!/bin/sh\necho new\n', 'old.sh': GREET });
  expect(reports).toMatchObject([
    { check: 'shell:shellcheck', result: 'passed' },
    { check: 'shell:bats', result: 'passed', tests: { passed: 2, failed: 0, skipped: 1 } },
  ]);
});

test('a script that ShellCheck warns of: only what is new counts', async () => {
  const { reports } = await inContainers(base, { ...base, 'bin/run': '#!/bin/sh\ncd $1\n' });
  expect(reports).toMatchObject([
    { check: 'shell:shellcheck', result: 'failed', baseline: 'red' },
    { check: 'shell:bats', result: 'could_not_run', reason: 'not_reached' },
  ]);
  expect(new Set(reports[0]?.failures.map(({ file }) => file))).toEqual(new Set(['bin/run']));
  expect(reports[0]?.failures).toContainEqual(expect.objectContaining({ file: 'bin/run', line: 2 }));
});

test('a test that the change breaks, and one that was red before', async () => {
  const { reports } = await inContainers(base, broken);
  expect(reports).toMatchObject([
    { check: 'shell:shellcheck', result: 'pre_existing' },
    { check: 'shell:bats', result: 'failed', baseline: 'green', tests: { failed: 2 } },
  ]);
  expect(reports[1]?.detail).toContain('greets by name');
  expect(reports[1]?.failures).toContainEqual(
    expect.objectContaining({ test: 'greets by name', file: 'test/greet.bats' }),
  );
  const before = await inContainers(broken, { ...broken, 'README.md': 'x' });
  expect(before.reports).toMatchObject([{ check: 'shell:bats', result: 'pre_existing' }]);
});

test('no test is no pass, and a missing tool is said', async () => {
  const none = { ...base, 'test/greet.bats': '# nothing yet\n', 'test/load.bash': '' };
  expect((await inContainers(none, { ...none, 'a.txt': '' })).reports).toMatchObject([
    { check: 'shell:bats', result: 'could_not_run', reason: 'no_tests' },
  ]);
  expect((await inPlainImage(base, { ...base, 'new.sh': '' })).reports).toMatchObject([
    { check: 'shell:shellcheck', result: 'could_not_run', reason: 'tool_missing' },
    { check: 'shell:bats', result: 'could_not_run', reason: 'tool_missing' },
  ]);
});
