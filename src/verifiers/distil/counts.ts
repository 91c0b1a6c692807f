import type { TestCounts } from '../types.ts';
import { COUNT_RULES, NO_TESTS, PART_RULES, VERDICT_RULES } from './count-rules.ts';

/** One search tells whether any rule may match. */
const ANY_RULE = new RegExp(
  [...COUNT_RULES, ...PART_RULES, ...VERDICT_RULES].map((rule) => rule.when.source).join('|'),
);
const OTHERS = /^(?:Test Suite '|\s*Executed |[✔✘] Test run|Ran \d|OK|FAILED|NO TESTS RAN)/;
const MAYBE_NONE = /\b(?:[Nn]o|NO) (?:test|spec|example|TEST)|any files|any tests|^1\.\.0|had no matches/;
/** Words of which every sum and verdict holds one. */
const WORDS =
  /[Pp]ass|[Ff]ail|PASS|FAIL|SKIP|[Tt]est|TESTS|[Ss]kip|total|success|SUCCESS|scenario|spec|example|Executed|completed|Checks|errors?\b|Errors|ok \d|^OK|Ok:|^ \d|pending|XPASS|XFAIL|ERROR: |Total|Timeout:|\+\d|run\b/;
/** First characters of sums: of lines that are indented, and of others. Characters outside ASCII may all be one. */
const INDENTED = new Set('0123456789TSPFUE[+');
const FLUSH = new Set('0123456789=[tTSDOAEFRCHIP+#-on*U');

function mayCount(line: string): boolean {
  const first = line.charCodeAt(0);
  if (first > 127) return true;
  if (first !== SPACE && first !== TAB) return FLUSH.has(line.charAt(0)) || line.includes('(Wstat');
  let at = 1;
  while (line.charCodeAt(at) === SPACE || line.charCodeAt(at) === TAB) at += 1;
  return INDENTED.has(line.charAt(at));
}

const SPACE = 32;
const TAB = 9;

/** Runners whose sum includes what those inside them print. */
const OUTER = ['bazel', 'nextest', 'gotestsum', 'sbt', 'ctest', 'meson'];
const C_FRAMEWORKS = ['gtest', 'catch2', 'doctest', 'boost', 'check', 'criterion', 'cppunit', 'unity', 'tap'];
/** Of what an outer runner stands for; `*` is everything. */
const INNER: Readonly<Record<string, readonly string[]>> = {
  gotestsum: ['go test'],
  nextest: ['cargo test'],
  sbt: ['scalatest'],
  bazel: ['*'],
  ctest: C_FRAMEWORKS,
  meson: C_FRAMEWORKS,
};
const ALL_TESTS = /^Test Suite '(?:All tests|Selected tests)' (?:passed|failed)/;
const XCTEST = /^\s*Executed (\d+) tests?, with (?:(\d+) tests? skipped and )?(\d+) failures?/;
const SWIFT_RUN = /^[✔✘] Test run with (\d+) tests?.* (?:passed|failed) after ([\d.]+) seconds/;

/** A sum is short. Characters. */
const MAX_SUM = 300;

const none = (): TestCounts => ({ passed: 0, failed: 0, skipped: 0 });

/** Adds up what the runners in a log say. */
export class TestTally {
  readonly #sums = new Map<string, TestCounts>();
  /** Of runners that repeat their sum. */
  readonly #latest = new Map<string, TestCounts>();
  readonly #verdicts = new Map<string, TestCounts>();
  took: string | undefined;
  /** A runner said that it found no test. */
  none = false;
  /** unittest says how many ran, and on a later line what became of them. */
  #ran: number | null = null;
  #allTests = false;
  #afterAll = false;

  get tools(): readonly string[] {
    return [...new Set([...this.#sums.keys(), ...this.#latest.keys(), ...this.#counting().keys()])];
  }

  get seen(): boolean {
    return this.tools.length > 0;
  }

  get counts(): TestCounts {
    const all = new Map([...this.#counting(), ...this.#latest, ...this.#sums]);
    for (const outer of OUTER)
      if (all.has(outer))
        for (const tool of all.keys())
          if (tool !== outer && (INNER[outer]?.includes(tool) || INNER[outer]?.includes('*'))) all.delete(tool);
    const total = none();
    for (const one of all.values())
      add(total, { ...one, passed: Math.max(0, one.passed), failed: Math.max(0, one.failed) });
    return total;
  }

  /** Verdicts count where no sum came: passed ones are needed, or it is not known how many there were. */
  #counting(): Map<string, TestCounts> {
    const out = new Map<string, TestCounts>();
    const summed = this.#sums.size > 0 || this.#latest.size > 0;
    for (const [tool, one] of this.#verdicts)
      if (tool === 'tap' ? !summed : tool === 'go test' && one.passed + one.skipped > 0) out.set(tool, one);
    return out;
  }

  /** True when the line was a sum or a verdict. */
  read(line: string): boolean {
    if (line.length > MAX_SUM) return false;
    if (!this.none && MAYBE_NONE.test(line) && NO_TESTS.test(line)) this.none = true;
    if (!mayCount(line) || !WORDS.test(line) || (!ANY_RULE.test(line) && !OTHERS.test(line))) return false;
    for (const rule of COUNT_RULES) {
      const match = rule.when.exec(line);
      const counts = match && rule.read(line, match);
      if (!counts) continue;
      if (rule.last) this.#latest.set(rule.tool, counts);
      else this.#add(this.#sums, rule.tool, counts);
      this.took = rule.took?.exec(line)?.[1] ?? this.took;
      return true;
    }
    return this.#part(line) || this.#apple(line) || this.#unittest(line) || this.#verdict(line);
  }

  #part(line: string): boolean {
    let found = false;
    for (const { tool, when, field, from } of PART_RULES) {
      const match = when.exec(line);
      if (!match) continue;
      const count = Number(match[1]);
      this.#add(this.#sums, tool, { ...none(), [field]: count });
      const sum = this.#sums.get(tool);
      // The total may come later.
      if (from && sum) sum[from] -= count;
      found = true;
    }
    return found;
  }

  #verdict(line: string): boolean {
    const rule = VERDICT_RULES.find((one) => one.when.test(line));
    if (rule) this.#add(this.#verdicts, rule.tool, { ...none(), [rule.field]: 1 });
    return rule !== undefined;
  }

  /** XCTest prints a sum for every suite, the one of all tests last; Swift Testing one for the run. */
  #apple(line: string): boolean {
    if (ALL_TESTS.test(line)) this.#allTests = true;
    const sum = XCTEST.exec(line);
    if (sum) {
      const skipped = Number(sum[2] ?? 0);
      const failed = Number(sum[3]);
      const counts = { passed: Math.max(0, Number(sum[1]) - failed - skipped), failed, skipped };
      this.took = /in ([\d.]+) \(/.exec(line)?.[1] ?? this.took;
      // A target's own sum, until one of all tests comes; of those there is one a target.
      if (this.#allTests) {
        if (!this.#afterAll) this.#sums.delete('xctest');
        this.#add(this.#sums, 'xctest', counts);
        this.#afterAll = true;
      } else if (!this.#afterAll) this.#sums.set('xctest', counts);
      this.#allTests = false;
      return true;
    }
    const run = SWIFT_RUN.exec(line);
    if (!run) return false;
    const failed = this.#verdicts.get('swift testing')?.failed ?? 0;
    this.#add(this.#sums, 'swift testing', { passed: Math.max(0, Number(run[1]) - failed), failed, skipped: 0 });
    this.took = `${run[2]}s`;
    return true;
  }

  #unittest(line: string): boolean {
    const ran = /^Ran (\d+) tests? in ([\d.]+s)/.exec(line);
    if (ran) {
      this.#ran = Number(ran[1]);
      this.took = ran[2];
      return true;
    }
    const end = this.#ran === null ? null : /^(?:OK|FAILED|NO TESTS RAN)(?: \((.*)\))?$/.exec(line);
    if (!end || this.#ran === null) return false;
    const said = (word: string): number => Number(new RegExp(`\\b${word}=(\\d+)`).exec(end[1] ?? '')?.[1] ?? 0);
    const failed = said('failures') + said('errors') + said('unexpected successes');
    const skipped = said('skipped') + said('expected failures');
    this.#add(this.#sums, 'unittest', { passed: Math.max(0, this.#ran - failed - skipped), failed, skipped });
    this.#ran = null;
    return true;
  }

  #add(to: Map<string, TestCounts>, tool: string, counts: TestCounts): void {
    const sum = to.get(tool) ?? none();
    add(sum, counts);
    to.set(tool, sum);
  }
}

function add(sum: TestCounts, more: TestCounts): void {
  sum.passed += more.passed;
  sum.failed += more.failed;
  sum.skipped += more.skipped;
}
