/** How much a line looks like the reason of a failure. The highest that matches counts. */
const UNSORTED: readonly [RegExp, number][] = [
  [/^\s*(?:\S+: )?(?:fatal|FATAL|Fatal)(?: error)?\b[:\s]/, 9],
  [/^=(?:ERROR|CRASH) REPORT/, 8],
  [/\b(?:SIG(?:SEGV|ABRT|BUS|KILL|ILL|FPE|TERM)\b|Killed$|OutOfMemory|out of memory|heap limit)/i, 9],
  [/\b(?:timed out\b|timeout\b(?![=:_-])|TimeoutError|TimeoutException|deadline exceeded)/i, 7],
  [/^\s*(?:\[?(?:ERROR|Error|error)\]?|E\/[\w-]+|\[\d\d:\d\d:\d\d\] E\/\S+)(?:[:\s!]|\[)/, 8],
  [/^(?:\S+: ){1,3}(?:error|ERROR|Error)\b/, 8],
  [/\b\w+(?:Error|Exception|Failure)\b(?:: |$)/, 8],
  [
    /\b(?:panic(?:ked)?|Traceback|traceback|Unhandled (?:promise|rejection|exception|error)|Uncaught|AssertionError|[Aa]ssertion failed)\b/,
    8,
  ],
  [/: error(?: \w+)?: |\bCONFLICT\b/, 8],
  [
    /(?:command not found|No such file or directory|not installed|cannot open|Permission denied|cannot find|could not (?:find|open|read|load|connect|resolve)|couldn't (?:find|open|read|load|connect|resolve)|not found|unable to|undefined reference|unresolved|does not exist|undeclared|not defined|flag provided)/i,
    7,
  ],
  [/^\s*(?:✗|✖|✘|×|❌|⨯|!! |FAIL(?:ED|URE)?\b|not ok\b)/, 7],
  [/(?:\bFAILED\b|\bFAILURE\b)/, 6],
  [/\b(?:Test|Tests|Module|Assertion|Build|Compilation|Step|Task|Job|Suite|Check)s? [Ff]ailed\b/, 7],
  [/\bat \S+ line \d+\.?$/, 6],
  [/\*\*\* /, 5],
  [
    /\b(?:errors?|failed|failure|failing|fails|invalid|illegal|refused|denied|rejected|conflict|mismatch|incompatible|unsupported|missing|unexpected|exceeds?|expected|aborted|violations?|cannot|can't|couldn't|please)\b/i,
    5,
  ],
  [/^\s*\S+\.\w{1,6}:\d+(?::\d+)?:? \S/, 4],
  [/\b(?:thresholds?|minimum|limit)\b.*\b(?:not met|not reached|exceeded|below)\b|\bhas exceeded\b/i, 8],
  [
    /^\W*(?:Issue|Problem|Reason|Cause|Severity|Advisory|Vulnerability|ID|Title)s?: \S|\bvulnerabilit(?:y|ies) found\b/,
    5,
  ],
  [/\bexit(?:ed)?(?: with)?(?: code| status)?:? [1-9]\d*\b/i, 4],
  [/\b(?:warning|WARN)\b/i, 1],
];

const SIGNS = UNSORTED.toSorted((a, b) => b[1] - a[1]);

/** What looks like an error and is none. */
export const CALM =
  /^FAIL$|^INFO: |^There were tests whose specified size|^FAIL: \/\/\S+ \(see |^Test (?:Suite|Case) '|^error: (?:fatalError|Exited with unexpected signal)|^error: emit-module command failed|^\s*(?:Build FAILED\.|\d+ (?:Warning|Error)\(s\)|Time Elapsed|Starting test execution|A total of \d+ test files|Generating targets:|\d+ FAILED TESTS?)|^\[==========\]|\bwithout (?:any )?(?:errors?|failures?|problems?|warnings?)\b|^\s*\(\d+\.\d+ ?s\)|\b(?:0|no) (?:errors?|failed|failures?|failing|warnings?|problems?|vulnerabilities)\b|(?:errors?|failures?|failed)["']?(?:[:=]\s*|\s{2,})0\b|\bFAIL(?:ED|URES?)?:?\s+0\b|\bignor(?:ed|ing|e)\b|-Werror|errors?=0|--fail|\bpass(?:ed|ing)?\b.*\d+ ?ms|\bskipp(?:ed|ing)\b|SKIPPED|\b(?:PASSED|XPASS|xfail|XFAIL|xpassed)\b|\.{3,}\s*(?:ok|passed|success|done|yes|no)\b|\btests? passed|All tests successful|successfully|Configure options:|^(?:debconf|dpkg|update-alternatives|Fetched|Reading|Ign|Preparing|Processing triggers)\b|^\s*(?:✓|✔|√|ok \d|PASS\b|\[ {7}OK|--- PASS|\[command\]|\[(?:warn|WARN|WARNING|info|INFO|debug|DEBUG)\])|npm (?:WARN|warn)|^\[\s*\d+(?: of |\/|%)|^\s*(?:\+{1,3} |\$ |> |Compiling|Installing|Downloading|Downloaded|Building|Generating|Copying|Fetching|Unpacking|Setting up|Selecting|Get:|Hit:|CC|CXX|adding|inflating|creating|remote:|Receiving|Resolving|Collecting|Requirement already|checking|warning|if |for |while |def |class |function |return |import |export |const |let |var |echo |<|::)/i;

/** Side shows: what goes wrong there seldom is the reason. */
const ASIDE =
  /\b(?:upload\w*|telemetry|metrics?|coverage|codecov|coveralls|artifacts?|cach(?:e|ed|ing)|deprecat\w+|analytics|notif(?:y|ication)s?)\b/i;

/** What is measured can be what is asked for. */
const DEMAND = /\b(?:threshold|required?|minimum|at least|below|not met|limit)\b/i;

/** Quick refusal: most lines of a log hold none of these. */
export const SUSPECT =
  /rror|RROR|ail|AIL|xcept|atal|ATAL|anic|arning|WARN|raceback|nhandled|ncaught|ssert|annot|an't|lease|ould not|ouldn't|ot found|No such|nable|ndefined|ndeclared|nresolved|nvalid|llegal|efused|enied|ejected|onflict|ONFLICT|ismatch|ncompatible|nsupported|issing|nexpected|xpected|xceed|xit|imed? ?out|IMEOUT|illed|SIG|emory|ENO|not ok|not installed|not exist|not defined|bort|iolation|flag provided|hreshold|ssue: |roblem: |eason: |ause: |dvisory|ulnerab|everity: |✗|✖|✘|✕|×|❌|⨯|!!|\*\*\*|:\d+:| line \d/;

/** 0 (nothing) to 9 (says itself that it is fatal). */
export function errorScore(line: string): number {
  if (!SUSPECT.test(line) || line.length > 1500) return 0;
  const best = SIGNS.find(([sign]) => sign.test(line))?.[1] ?? 0;
  if (best > 1 && CALM.test(line)) return 1;
  if (best < 8 && isVerdict(line)) return 8;
  if (best === 4 && PLACED.test(line)) return 5;
  return best > 3 && best < 8 && ASIDE.test(line) && !DEMAND.test(line) ? best - 3 : best;
}

/**
 * A runner's word on one thing it ran: `FAIL: name`, `--- FAIL: name`, `name ... FAILED (6 ms)`, `name [FAIL]`,
 * `name | FAIL |`, `✗ name`, `a.c:20:name:FAIL: why`.
 */
const VERDICT =
  /^\s*(?:[-=*>#]{1,6}\s*)?(?:\[\s*)?(?:FAIL(?:ED|URE)?|ERROR|TIMEOUT|CRASHED|BROKEN)(?:\s*\])?(?: [A-Z]{3,})?(?::|!|\s-)?\s+(?:\[[^\]]*\]\s*)?\S*[a-z]\S*|^\s*(?:✗|✖|✘|⨯|×|❌|✕)\s+\S|\S(?:\s*\.{2,}\s*|\s+\|\s*|:\s*|\s+[<*]*\s*|\s+\[)(?:FAIL(?:ED|URE)?|ERROR|TIMEOUT|CRASHED)\b!?[\]>*|]*(?:$|\s*[|:([]|\s+in\s+\d|\s+code\s+\d|\s{2,}\d|\s*$)|\s\[[✘✗✖xE]\](?:\s|$)|\.{4,}\s*[Ff]ailed$/;

/** A diagnostic: it begins with a place in a file. */
export const PLACED =
  /^\s{0,6}(?:\[?[A-Za-z]+\]?:? )?\[?(?:[A-Za-z]:)?[^\s:()[\]]+\.[A-Za-z]\w{0,9}(?::\d+|\(\d+|:\[\d+|\[\d+)/;

const MAYBE_VERDICT = /FAIL|ERROR|TIMEOUT|CRASHED|BROKEN|[✗✖✘⨯×❌✕]|ailed$|\[[xE]\]/;
export const isVerdict = (line: string): boolean => MAYBE_VERDICT.test(line) && VERDICT.test(line);

const DURATION = /[ \t]*[[(]?<? ?\d[\d.,]* ?(?:ms|s|secs?|seconds|m|min|minutes|µs)\b[\])]?/g;
/** A name without how long it took. */
export const withoutDuration = (text: string, instead = ''): string => text.replaceAll(DURATION, instead).trim();
