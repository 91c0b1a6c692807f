import type { TestCounts } from '../types.ts';

/** What a line says about how many tests ran and how long it took. */
export interface Tally {
  tool: string;
  counts: TestCounts;
  /** As printed, e.g. `1.23s`. */
  took?: string;
}

const n = (text: string | undefined): number => (text === undefined ? 0 : Number(text.replaceAll(/[,_]/g, '')));
const named = (line: string, word: RegExp): number => n(new RegExp(`(\\d+) ${word.source}`, 'i').exec(line)?.[1]);
const after = (line: string, word: string): number => n(new RegExp(`${word}:\\s*(\\d+)`, 'i').exec(line)?.[1]);

type Rule = {
  tool: string;
  when: RegExp;
  read(line: string, match: RegExpExecArray): TestCounts | null;
  took?: RegExp;
};

/** One line each; formats as printed by the named runner. First match wins. */
const RULES: readonly Rule[] = [
  {
    tool: 'jest',
    when: /^Tests:\s+(?:\d+ \w+, )*\d+ total/,
    read: (line) => ({
      passed: named(line, /passed/),
      failed: named(line, /failed/),
      skipped: named(line, /(?:skipped|todo)/),
    }),
  },
  {
    tool: 'vitest',
    when: /^\s*Tests\s+(?:\d+ \w+(?: \| )?)+ ?\(\d+\)/,
    read: (line) => ({
      passed: named(line, /passed/),
      failed: named(line, /failed/),
      skipped: named(line, /(?:skipped|todo)/),
    }),
  },
  {
    tool: 'pytest',
    when: /^=*\s?(?:\d+ (?:failed|passed|skipped|deselected|xfailed|xpassed|warnings?|errors?|rerun)(?:, )?)+ in [\d.]+ ?s/,
    read: (line) => ({
      passed: named(line, /passed/),
      failed: named(line, /failed/) + named(line, /errors?/),
      skipped: named(line, /skipped/),
    }),
    took: /in ([\d.]+ ?s)/,
  },
  {
    tool: 'cargo test',
    when: /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/,
    read: (_line, m) => ({ passed: n(m[1]), failed: n(m[2]), skipped: n(m[3]) }),
    took: /finished in ([\d.]+s)/,
  },
  {
    tool: 'rspec',
    when: /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/,
    read: (_line, m) => ({ passed: n(m[1]) - n(m[2]) - n(m[3]), failed: n(m[2]), skipped: n(m[3]) }),
  },
  {
    tool: 'minitest',
    when: /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors(?:, (\d+) (?:skips|pendings))?/,
    read: (_line, m) => ({
      passed: n(m[1]) - n(m[2]) - n(m[3]) - n(m[4]),
      failed: n(m[2]) + n(m[3]),
      skipped: n(m[4]),
    }),
  },
  {
    tool: 'exunit',
    when: /^(?:\d+ doctests?, )?(\d+) tests?, (\d+) failures?(?:, (\d+) (?:skipped|excluded))?/,
    read: (_line, m) => ({ passed: n(m[1]) - n(m[2]) - n(m[3]), failed: n(m[2]), skipped: n(m[3]) }),
  },
  {
    tool: 'phpunit',
    when: /^OK \((\d+) tests?, \d+ assertions?\)/,
    read: (_line, m) => ({ passed: n(m[1]), failed: 0, skipped: 0 }),
  },
  {
    tool: 'phpunit',
    when: /^Tests: (\d+), Assertions: \d+/,
    read: (line, m) => {
      const failed = after(line, 'Failures') + after(line, 'Errors');
      const skipped = after(line, 'Skipped') + after(line, 'Incomplete');
      return { passed: Math.max(0, n(m[1]) - failed - skipped), failed, skipped };
    },
  },
  {
    // The reactor prints one line a class and one sum a module; the sum has no "Time elapsed".
    tool: 'maven',
    when: /^(?:\[\w+\] )?Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$/,
    read: (_line, m) => ({
      passed: n(m[1]) - n(m[2]) - n(m[3]) - n(m[4]),
      failed: n(m[2]) + n(m[3]),
      skipped: n(m[4]),
    }),
  },
  {
    tool: 'gradle',
    when: /^(\d+) tests? completed(?:, (\d+) failed)?(?:, (\d+) skipped)?/,
    read: (_line, m) => ({ passed: n(m[1]) - n(m[2]) - n(m[3]), failed: n(m[2]), skipped: n(m[3]) }),
  },
  {
    tool: 'dotnet test',
    when: /(?:Passed|Failed)!\s+- Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+), Total:/,
    read: (_line, m) => ({ passed: n(m[2]), failed: n(m[1]), skipped: n(m[3]) }),
    took: /Duration: ([\d.<]+ ?\w+)/,
  },
  {
    tool: 'ctest',
    when: /^\d+% tests passed, (\d+) tests? failed out of (\d+)/,
    read: (_line, m) => ({ passed: n(m[2]) - n(m[1]), failed: n(m[1]), skipped: 0 }),
  },
  {
    tool: 'xctest',
    when: /^\s*Executed (\d+) tests?, with (?:\d+ tests? skipped and )?(\d+) failures?/,
    read: (_line, m) => ({ passed: n(m[1]) - n(m[2]), failed: n(m[2]), skipped: 0 }),
    took: /in ([\d.]+) \(/,
  },
  {
    tool: 'jasmine',
    when: /^(\d+) specs?, (\d+) failures?(?:, (\d+) pending)?/,
    read: (_line, m) => ({ passed: n(m[1]) - n(m[2]) - n(m[3]), failed: n(m[2]), skipped: n(m[3]) }),
  },
];

/** Lines of which several make one sum: runners that print pass and fail apart. */
const PARTS: readonly { tool: string; when: RegExp; field: keyof TestCounts }[] = [
  { tool: 'node:test', when: /^[#ℹ] pass (\d+)$/, field: 'passed' },
  { tool: 'node:test', when: /^[#ℹ] fail (\d+)$/, field: 'failed' },
  { tool: 'node:test', when: /^[#ℹ] skipped (\d+)$/, field: 'skipped' },
  { tool: 'tap', when: /^#\s+pass\s{2,}(\d+)/, field: 'passed' },
  { tool: 'tap', when: /^#\s+fail\s{2,}(\d+)/, field: 'failed' },
  { tool: 'mocha', when: /^\s+(\d+) passing(?: \(|$)/, field: 'passed' },
  { tool: 'mocha', when: /^\s+(\d+) failing$/, field: 'failed' },
  { tool: 'mocha', when: /^\s+(\d+) pending$/, field: 'skipped' },
  { tool: 'ava', when: /^\s+(\d+) tests? passed$/, field: 'passed' },
  { tool: 'ava', when: /^\s+(\d+) tests? failed$/, field: 'failed' },
  { tool: 'gtest', when: /^\[ {2}PASSED {2}\] (\d+) tests?\.$/, field: 'passed' },
  { tool: 'gtest', when: /^\[ {2}FAILED {2}\] (\d+) tests?, listed below:$/, field: 'failed' },
];

const MAYBE =
  /\d+ (?:pass|fail|test|spec|example|run|total|skip|pending|doctest|error|deselected|xfail|warning)|Tests?\s|(?:pass|fail|skipped)\s+\d|Passed!|Failed!|^\[  (?:PASS|FAIL)ED/;

/** Adds up what the runners in a log say. */
export class TestTally {
  readonly counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  readonly tools = new Set<string>();
  seen = false;
  took: string | undefined;
  #ran: number | null = null;

  /** True when the line was a sum. */
  read(line: string): boolean {
    if (line.length > 300 || !MAYBE.test(line)) return false;
    for (const rule of RULES) {
      const match = rule.when.exec(line);
      const counts = match && rule.read(line, match);
      if (!counts) continue;
      this.#add(rule.tool, counts);
      this.took = rule.took?.exec(line)?.[1] ?? this.took;
      return true;
    }
    for (const part of PARTS) {
      const match = part.when.exec(line);
      if (!match) continue;
      this.#add(part.tool, { passed: 0, failed: 0, skipped: 0, [part.field]: n(match[1]) });
      return true;
    }
    return this.#unittest(line);
  }

  /** unittest says how many ran, and on a later line what became of them. */
  #unittest(line: string): boolean {
    const ran = /^Ran (\d+) tests? in ([\d.]+s)/.exec(line);
    if (ran) {
      this.#ran = n(ran[1]);
      this.took = ran[2];
      return true;
    }
    const end = this.#ran === null ? null : /^(?:OK|FAILED)(?: \((.*)\))?$/.exec(line);
    if (!end || this.#ran === null) return false;
    const said = (word: string): number => n(new RegExp(`\\b${word}=(\\d+)`).exec(end[1] ?? '')?.[1]);
    const failed = said('failures') + said('errors');
    const skipped = said('skipped');
    this.#add('unittest', { passed: Math.max(0, this.#ran - failed - skipped), failed, skipped });
    this.#ran = null;
    return true;
  }

  #add(tool: string, counts: TestCounts): void {
    this.seen = true;
    this.tools.add(tool);
    this.counts.passed += Math.max(0, counts.passed);
    this.counts.failed += counts.failed;
    this.counts.skipped += counts.skipped;
  }
}
