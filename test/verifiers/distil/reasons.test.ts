import { expect, test } from '@jest/globals';
import { distil } from '../../../src/verifiers/distil/distil.ts';

/** What tools say when nothing could be judged. */
test.each([
  ['disk_full', 'ERROR: failed to register layer: write /usr/lib/x.so: no space left on device'],
  ['out_of_memory', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
  ['out_of_memory', '# There is insufficient memory for the Java Runtime Environment to continue.'],
  ['timed_out', '##[error]The job running on runner X has exceeded the maximum execution time of 30 minutes.'],
  ['toolchain', 'go: go.mod requires go >= 1.22.3 (running go 1.21.6; GOTOOLCHAIN=local)'],
  ['toolchain', 'error: package `clap v4.5.1` cannot be built because it requires rustc 1.74 or newer'],
  ['toolchain', 'npm error code EBADENGINE\nnpm error engine Unsupported engine'],
  ['toolchain', "ERROR: Package 'shop' requires a different Python: 3.9.18 not in '>=3.11'"],
  ['toolchain', '[ERROR] Fatal error compiling: error: release version 21 not supported -> [Help 1]'],
  ['toolchain', '    - console v7 requires php >=8.2 -> your php version (8.1.27) does not satisfy that requirement.'],
  ['tool_missing', 'sh: 1: frobnicate: not found'],
  ['tool_missing', '/usr/bin/python3: No module named pytest'],
  ['tool_missing', ' ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL  Command "nothere" not found'],
  ['needs_service', 'Error: connect ECONNREFUSED 127.0.0.1:5432'],
  [
    'needs_service',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
  ],
  ['needs_platform', 'xcodebuild: error: Unable to find a device matching the provided destination specifier:'],
  ['registry_unreachable', 'curl: (6) Could not resolve host: registry.example'],
  ['registry_unreachable', 'npm error code ENOTFOUND\nnpm error network request to https://registry.example/x failed'],
  ['registry_unreachable', 'go: example.com/x@v1: Get "https://p.example": dial tcp: lookup p.example: no such host'],
  ['registry_unreachable', 'App.csproj : error NU1301: Unable to load the service index for source https://p.example.'],
  ['install_failed', 'npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree'],
  ['install_failed', ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"'],
  ['install_failed', '  × No solution found when resolving dependencies:'],
  ['install_failed', '> Could not find com.acme:billing-client:3.2.1.'],
  ['install_failed', 'E: Unable to locate package libfoo-dev'],
  ['no_tests', '============ no tests ran in 0.00s ============'],
  ['no_tests', 'Error: No test files found: "test/**/*.spec.js"'],
])('%s: %s', async (reason, log) => {
  expect((await distil(`${log}\n`, { exitCode: 1 })).couldNotRun).toBe(reason);
});

test('a failed test is a verdict, whatever else the log says', async () => {
  const log = [
    'Error: connect ECONNREFUSED 127.0.0.1:5432',
    'FAIL src/a.test.js',
    '  ● adds',
    '',
    '    Expected: 3',
    '    Received: 4',
    '',
    'Tests:       1 failed, 7 passed, 8 total',
  ].join('\n');
  expect((await distil(log, { exitCode: 1 })).couldNotRun).toBeUndefined();
});

test('tests that all fail for want of one service judge nothing', async () => {
  const log = [
    '  0 passing (12ms)',
    '  1 failing',
    '',
    '  1) queue',
    '       "before all" hook for "enqueues":',
    '     Error: connect ECONNREFUSED 127.0.0.1:6379',
    '      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)',
  ].join('\n');
  expect((await distil(log, { exitCode: 1 })).couldNotRun).toBe('needs_service');
});

test('a lock file that the change left behind is the change’s fault', async () => {
  const log = 'App.csproj : error NU1004: The packages lock file is inconsistent with the project dependencies.\n';
  expect((await distil(log, { exitCode: 1 })).couldNotRun).toBeUndefined();
});
