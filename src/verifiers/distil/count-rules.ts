import type { TestCounts } from '../types.ts';

/** One line that is a sum of tests, as the named runner prints it. */
export interface CountRule {
  tool: string;
  when: RegExp;
  read(line: string, match: RegExpExecArray): TestCounts | null;
  /** How long it took, as printed. */
  took?: RegExp;
  /** The runner prints the sum again and again as it goes, or for each suite inside a bigger one: the last one counts. */
  last?: true;
}

const n = (text: string | undefined): number => (text === undefined ? 0 : Number(text.replaceAll(/[,_]/g, '')));
/** The number before a word: `3 failed`. */
const before = (line: string, word: string): number =>
  n(new RegExp(`(\\d+) (?:tests? |specs? )?${word}`, 'i').exec(line)?.[1]);
/** The number behind a word: `Failures: 3`, `failed 3`. */
const after = (line: string, word: string): number => n(new RegExp(`\\b${word}:?\\s*(\\d+)`, 'i').exec(line)?.[1]);

const counts = (passed: number, failed: number, skipped = 0): TestCounts => ({
  passed: Math.max(0, passed),
  failed,
  skipped,
});
/** `3 passed, 1 failed, 2 skipped` in any order. */
const words = (line: string): TestCounts =>
  counts(
    before(line, 'pass(?:ed|es)?\\b') + before(line, 'xpassed'),
    before(line, 'fail(?:ed|s)?\\b') + before(line, 'errors?\\b') + before(line, 'timed out\\b'),
    before(line, '(?:skipped|ignored|pending)\\b') + before(line, '(?:todo|xfailed)\\b'),
  );
/** Groups 1 to 4: ran, failed, in error, skipped. */
const ran = (_line: string, [, all, failed, errors, skipped]: RegExpExecArray): TestCounts =>
  counts(n(all) - n(failed) - n(errors) - n(skipped), n(failed) + n(errors), n(skipped));

/** First match wins. */
export const COUNT_RULES: readonly CountRule[] = [
  { tool: 'jest', when: /^\s*Tests:\s+(?:\d+ \w+, )*\d+ total/, read: words },
  { tool: 'vitest', when: /^\s*Tests\s+(?:\d+ \w+(?: \| )?)+ ?\(\d+\)/, read: words },
  { tool: 'pest', when: /^\s*Tests:\s+(?:\d+ \w+(?:, )?)+ \(\d+ assertions?\)/, read: words },
  {
    tool: 'pytest',
    when: /^=*\s?(?:\d+ (?:failed|passed|skipped|deselected|xfailed|xpassed|warnings?|errors?|rerun)(?:, )?)+ in [\d.]+ ?s/,
    read: words,
    took: /in ([\d.]+ ?s)/,
  },
  {
    tool: 'cargo test',
    when: /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/,
    read: (_line, m) => counts(n(m[1]), n(m[2]), n(m[3])),
    took: /finished in ([\d.]+s)/,
  },
  {
    tool: 'nextest',
    when: /^\s*Summary \[\s*[\d.]+s\] \d+(?:\/\d+)? tests? run: /,
    read: (line) => words(line.replace(/.* run: /, '')),
    took: /\[\s*([\d.]+s)\]/,
  },
  {
    tool: 'gotestsum',
    when: /^DONE (\d+) tests?(?:, (\d+) skipped)?(?:, (\d+) failures?)?(?:, (\d+) errors?)? in/,
    read: (_line, m) => counts(n(m[1]) - n(m[2]) - n(m[3]), n(m[3]), n(m[2])),
    took: /in ([\d.]+m?s)/,
  },
  {
    tool: 'rspec',
    when: /^(\d+) examples?, (\d+) failures?(?:, (\d+) errors?(?!\w| occ))?(?:, (\d+) pending)?/,
    read: ran,
  },
  {
    tool: 'minitest',
    when: /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors(?:, (\d+) (?:skips|pendings|omissions))?/,
    read: ran,
  },
  {
    tool: 'exunit',
    when: /^(?:\d+ doctests?, )?(?:\d+ properties, )?(\d+) tests?, (\d+) failures?()(?:, (\d+) (?:skipped|excluded))?$/,
    read: ran,
  },
  { tool: 'phpunit', when: /^OK \((\d+) tests?(?:, \d+ assertions?)?\)/, read: (_line, m) => counts(n(m[1]), 0) },
  {
    tool: 'phpunit',
    when: /^Tests: (\d+), Assertions: \d+/,
    read: (line, m) => {
      const failed = after(line, 'Failures') + after(line, 'Errors');
      const skipped = after(line, 'Skipped') + after(line, 'Incomplete');
      return counts(n(m[1]) - failed - skipped, failed, skipped);
    },
  },
  {
    // The reactor prints one line a class and one sum a module; the sum has no "Time elapsed".
    tool: 'maven',
    when: /^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$/,
    read: ran,
  },
  {
    tool: 'ant',
    when: /^\s*\[junit\] Tests run: (\d+), Failures: (\d+), Errors: (\d+)(?:, Skipped: (\d+))?,/,
    read: ran,
  },
  { tool: 'testng', when: /^Total tests run: (\d+), (?:Passes: \d+, )?Failures: (\d+)(), Skips: (\d+)/, read: ran },
  {
    tool: 'gradle',
    when: /^(\d+) tests? completed(?:, (\d+) failed)?()(?:, (\d+) skipped)?/,
    read: ran,
  },
  {
    tool: 'dotnet test',
    when: /^\s*(?:Passed|Failed|Skipped)!\s+- Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+), Total:/,
    read: (_line, m) => counts(n(m[2]), n(m[1]), n(m[3])),
    took: /Duration: ([\d.<]+ ?\w+)/,
  },
  {
    tool: 'ctest',
    when: /^\d+% tests passed, (\d+) tests? failed out of (\d+)/,
    read: (_line, m) => counts(n(m[2]) - n(m[1]), n(m[1])),
  },
  {
    tool: 'bazel',
    when: /^Executed \d+ out of (\d+) tests?: /,
    read: (line, m) => {
      const passed = before(line, 'pass(?:es)?\\b');
      return counts(passed, /fail/.test(line) ? n(m[1]) - passed - before(line, '(?:was|were) skipped') : 0);
    },
  },
  {
    tool: 'playwright',
    when: /^ {2}(\d+) (passed|failed|flaky|skipped|interrupted|did not run)(?: \([\d.]+m?[smh]\))?$/,
    read: (_line, m) =>
      counts(
        /passed|flaky/.test(m[2] ?? '') ? n(m[1]) : 0,
        /failed|interr/.test(m[2] ?? '') ? n(m[1]) : 0,
        /skip|run/.test(m[2] ?? '') ? n(m[1]) : 0,
      ),
    took: /\(([\d.]+m?[smh])\)/,
  },
  {
    tool: 'karma',
    when: /^(?:[\w .():/-]+ )?Executed (\d+) of (\d+)\s*(?:\((\d+) FAILED\))?\s*(?:\(skipped (\d+)\))?.*(?:SUCCESS|FAILED|secs)/,
    read: (_line, m) => counts(n(m[1]) - n(m[3]), n(m[3]), n(m[4])),
    last: true,
  },
  {
    tool: 'jasmine',
    when: /^(\d+) specs?, (\d+) failures?()(?:, (\d+) pending)?/,
    read: ran,
  },
  { tool: 'deno', when: /^(?:ok|FAILED) \| \d+ passed/, read: words, took: /\((\d+m?s)\)/ },
  {
    tool: 'testcafe',
    when: /^\s(\d+)\/(\d+) failed \(/,
    read: (_line, m) => counts(n(m[2]) - n(m[1]), n(m[1])),
  },
  { tool: 'catch2', when: /^test cases:\s+\d+ \|/, read: words },
  {
    tool: 'catch2',
    when: /^All tests passed \(\d+ assertions? in (\d+) test cases?\)/,
    read: (_line, m) => counts(n(m[1]), 0),
  },
  { tool: 'doctest', when: /^\[doctest\] test cases:\s+\d+ \|/, read: words },
  {
    tool: 'flutter',
    when: /^(?:[\d:]+ )?\+(\d+)(?: ~(\d+))?(?: -(\d+))?: (?:Some tests failed|All tests passed)/,
    read: (_line, m) => counts(n(m[1]), n(m[3]), n(m[2])),
  },
  { tool: 'zig', when: /^(?:All )?\d+ (?:tests? )?passed[;.](?: \d+ skipped; \d+ failed\.)?$/, read: words },
  {
    tool: 'testthat',
    when: /^\s*\[ FAIL (\d+) \| WARN \d+ \| SKIP (\d+) \| PASS (\d+) \]/,
    read: (_line, m) => counts(n(m[3]), n(m[1]), n(m[2])),
    last: true,
  },
  {
    tool: 'cucumber',
    when: /^\d+ scenarios? \((?:\d+ \w+(?:, )?)+\)/,
    read: (line) =>
      counts(
        before(line, 'passed'),
        before(line, 'failed') + before(line, 'undefined'),
        before(line, 'skipped|pending'),
      ),
  },
  {
    tool: 'behave',
    when: /^\d+ scenarios? passed, /,
    read: (line) => counts(before(line, 'scenarios? passed'), before(line, 'failed'), before(line, 'skipped')),
  },
  { tool: 'robot', when: /^\d+ tests?, \d+ passed, \d+ failed/, read: words, last: true },
  {
    tool: 'unity',
    when: /^(\d+) Tests (\d+) Failures() (\d+) Ignored/,
    read: ran,
  },
  {
    tool: 'lit',
    when: /^\s+(Passed|Failed|Skipped|Unsupported|Expectedly Failed)\s*: (\d+)$/,
    read: (_line, m) =>
      counts(
        m[1] === 'Passed' ? n(m[2]) : 0,
        m[1] === 'Failed' ? n(m[2]) : 0,
        /Skip|Unsup|Expect/.test(m[1] ?? '') ? n(m[2]) : 0,
      ),
  },
  {
    tool: 'criterion',
    when: /^\[====\] Synthesis: Tested: \d+ \| Passing: (\d+) \| Failing: (\d+) \| Crashing: (\d+)/,
    read: (_line, m) => counts(n(m[1]), n(m[2]) + n(m[3])),
  },
  { tool: 'check', when: /^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)/, read: ran },
  { tool: 'cppunit', when: /^Run:\s+(\d+)\s+Failures: (\d+)\s+Errors: (\d+)/, read: ran },
  {
    tool: 'busted',
    when: /^(\d+) success(?:es)? \/ (\d+) failures? \/ (\d+) errors? \/ (\d+) pending/,
    read: (_line, m) => counts(n(m[1]), n(m[2]) + n(m[3]), n(m[4])),
  },
  {
    tool: 'common test',
    when: /^(?:Failed \d+ tests\. Passed|All) \d+ tests/,
    read: (line) => counts(after(line, 'Passed') || after(line, 'All'), after(line, 'Failed'), after(line, 'Skipped')),
  },
  {
    tool: 'tasty',
    when: /^(\d+) out of (\d+) tests? failed|^All (\d+) tests passed \(/,
    read: (_line, m) => (m[3] ? counts(n(m[3]), 0) : counts(n(m[2]) - n(m[1]), n(m[1]))),
  },
  {
    tool: 'scalatest',
    when: /^(?:\[\w+\] )?Tests: succeeded (\d+), failed (\d+), canceled \d+, ignored (\d+), pending (\d+)/,
    read: (_line, m) => counts(n(m[1]), n(m[2]), n(m[3]) + n(m[4])),
  },
  {
    tool: 'sbt',
    when: /^\[\w+\] (?:Passed|Failed|Error): Total (\d+), Failed (\d+), Errors (\d+), Passed (\d+)(?:, Ignored (\d+))?/,
    read: (_line, m) => counts(n(m[4]), n(m[2]) + n(m[3]), n(m[5])),
  },
  {
    tool: 'tap',
    when: /^# \{ total: (\d+)/,
    read: (line) => counts(after(line, 'pass'), after(line, 'fail'), after(line, 'skip') + after(line, 'todo')),
  },
  { tool: 'julia', when: /^(?:ERROR: )?(?:LoadError: )?Some tests did not pass: \d+ passed/, read: words },
  {
    tool: 'xunit',
    when: /^\s*(?:\S+\s+)?Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+)/,
    read: ran,
  },
  {
    tool: 'nunit',
    when: /^\s*Test Count: (\d+), Passed: \d+, Failed: (\d+), Warnings: \d+, Inconclusive: (\d+), Skipped: (\d+)/,
    read: ran,
  },
  {
    tool: 'prove',
    when: /^Files=\d+, Tests=(\d+),/,
    read: (_line, m) => counts(n(m[1]), 0),
    took: /(\d+) wallclock secs?/,
  },
];

/** Lines of which several make one sum: runners that print pass and fail apart. */
export const PART_RULES: readonly { tool: string; when: RegExp; field: keyof TestCounts; from?: keyof TestCounts }[] = [
  { tool: 'node:test', when: /^[#ℹ] pass (\d+)$/, field: 'passed' },
  { tool: 'node:test', when: /^[#ℹ] fail (\d+)$/, field: 'failed' },
  { tool: 'node:test', when: /^[#ℹ] skipped (\d+)$/, field: 'skipped' },
  { tool: 'tap', when: /^#\s+pass\s{2,}(\d+)/, field: 'passed' },
  { tool: 'tap', when: /^#\s+fail\s{2,}(\d+)/, field: 'failed' },
  { tool: 'mocha', when: /^\s*(\d+) passing(?: \(|$)/, field: 'passed' },
  { tool: 'mocha', when: /^\s*(\d+) failing$/, field: 'failed' },
  { tool: 'mocha', when: /^\s*(\d+) pending$/, field: 'skipped' },
  { tool: 'ava', when: /^\s+(\d+) tests? passed$/, field: 'passed' },
  { tool: 'ava', when: /^\s+(\d+) tests? failed$/, field: 'failed' },
  { tool: 'gtest', when: /^\[ {2}PASSED {2}\] (\d+) tests?\.$/, field: 'passed' },
  { tool: 'gtest', when: /^\[ {2}FAILED {2}\] (\d+) tests?, listed below:$/, field: 'failed' },
  { tool: 'gtest', when: /^\[ {2}SKIPPED \] (\d+) tests?, listed below:$/, field: 'skipped' },
  { tool: 'bun', when: /^ (\d+) pass$/, field: 'passed' },
  { tool: 'bun', when: /^ (\d+) fail$/, field: 'failed' },
  { tool: 'bun', when: /^ (\d+) (?:skip|todo)$/, field: 'skipped' },
  { tool: 'meson', when: /^(?:Ok|Expected Fail):\s+(\d+)\s*$/, field: 'passed' },
  { tool: 'meson', when: /^(?:Fail|Timeout|Unexpected Pass):\s+(\d+)\s*$/, field: 'failed' },
  { tool: 'meson', when: /^Skipped:\s+(\d+)\s*$/, field: 'skipped' },
  { tool: 'automake', when: /^# PASS:\s+(\d+)$/, field: 'passed' },
  { tool: 'automake', when: /^# (?:FAIL|XPASS|ERROR):\s+(\d+)$/, field: 'failed' },
  { tool: 'automake', when: /^# (?:SKIP|XFAIL):\s+(\d+)$/, field: 'skipped' },
  { tool: 'dejagnu', when: /^# of expected passes\s+(\d+)$/, field: 'passed' },
  { tool: 'dejagnu', when: /^# of (?:unexpected failures|unresolved testcases)\s+(\d+)$/, field: 'failed' },
  { tool: 'uvu', when: /^ {2}Total:\s{5}(\d+)$/, field: 'failed' },
  { tool: 'uvu', when: /^ {2}Passed:\s{4}(\d+)$/, field: 'passed', from: 'failed' },
  { tool: 'uvu', when: /^ {2}Skipped:\s{3}(\d+)$/, field: 'skipped', from: 'failed' },
  // A total of which parts were failures that another line told.
  { tool: 'prove', when: /^\S+\s+\(Wstat: .* Tests: \d+ Failed: (\d+)\)/, field: 'failed', from: 'passed' },
  { tool: 'clojure', when: /^Ran (\d+) tests containing \d+ assertions\.$/, field: 'passed' },
  { tool: 'clojure', when: /^(\d+) failures, \d+ errors\.$/, field: 'failed', from: 'passed' },
  { tool: 'clojure', when: /^\d+ failures, (\d+) errors\.$/, field: 'failed', from: 'passed' },
  { tool: 'boost', when: /^Running (\d+) test cases?\.\.\.$/, field: 'passed' },
  { tool: 'boost', when: /^\*\*\* (\d+) failures? (?:is|are) detected/, field: 'failed', from: 'passed' },
];

/** Verdicts on single tests, counted where the runner prints no sum. */
export const VERDICT_RULES: readonly { tool: string; when: RegExp; field: keyof TestCounts }[] = [
  { tool: 'go test', when: /^--- PASS: /, field: 'passed' },
  { tool: 'go test', when: /^--- FAIL: /, field: 'failed' },
  { tool: 'go test', when: /^--- SKIP: /, field: 'skipped' },
  { tool: 'tap', when: /^(?:not )?ok \d+\b.* # (?:skip|SKIP|Skip|TODO|todo)\b/, field: 'skipped' },
  { tool: 'tap', when: /^ok \d+\b/, field: 'passed' },
  { tool: 'tap', when: /^not ok \d+\b/, field: 'failed' },
  { tool: 'swift testing', when: /^✘ Test .+ failed after [\d.]+ seconds/, field: 'failed' },
];

/** What a runner says that found nothing to run. */
export const NO_TESTS =
  /\bNo tests? (?:files? )?(?:were )?found\b|no tests ran|NO TESTS RAN|No tests? (?:were |was )?(?:found|executed|ran|run)\b|No examples found|Couldn['’]t find any files to test|^1\.\.0\b|^Test filter .* had no matches|\[no test files\]|\[no tests to run\]|no tests to run|No test targets were found|No test is available in|No test matches the given testcase filter|No tests? match|No specs found|No test suite found|There are no tests to run|No tests (?:to (?:run|execute)|defined)|no test specified|did not (?:find|match) any tests?/i;
