import type { Reader, Sink } from './finding.ts';

/** How much a line looks like the reason of a failure. The highest that matches counts. */
const SIGNS: readonly [RegExp, number][] = [
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
  [/\bexit(?:ed)?(?: with)?(?: code| status)?:? [1-9]\d*\b/i, 4],
  [/\b(?:warning|WARN)\b/i, 1],
];

/** What looks like an error and is none. */
const CALM =
  /^FAIL$|\bwithout (?:any )?(?:errors?|failures?|problems?|warnings?)\b|^\s*\(\d+\.\d+ ?s\)|\b(?:0|no) (?:errors?|failed|failures?|failing|warnings?|problems?|vulnerabilities)\b|(?:errors?|failures?|failed)["']?(?:[:=] ?|\s{2,})0\b|\bignor(?:ed|ing|e)\b|-Werror|errors?=0|--fail|\bpass(?:ed|ing)?\b.*\d+ ?ms|\bskipp(?:ed|ing)\b|SKIPPED|\b(?:PASSED|XPASS|xfail|XFAIL|xpassed)\b|\.{3,}\s*(?:ok|passed|success|done|yes|no)\b|\btests? passed|All tests successful|successfully|Configure options:|^(?:debconf|dpkg|update-alternatives|Fetched|Reading|Ign|Preparing|Processing triggers)\b|^\s*(?:✓|✔|√|ok \d|PASS\b|\[ {7}OK|--- PASS|\[command\]|\[(?:warn|WARN|WARNING|info|INFO|debug|DEBUG)\])|npm (?:WARN|warn)|^\[\s*\d+(?: of |\/|%)|^\s*(?:\+{1,3} |\$ |> |Compiling|Installing|Downloading|Downloaded|Building|Generating|Copying|Fetching|Unpacking|Setting up|Selecting|Get:|Hit:|CC|CXX|adding|inflating|creating|remote:|Receiving|Resolving|Collecting|Requirement already|checking|warning|if |for |while |def |class |function |return |import |export |const |let |var |echo |<|::)/i;

/** Side shows: what goes wrong there seldom is the reason. */
const ASIDE =
  /\b(?:upload\w*|telemetry|metrics?|coverage|codecov|coveralls|artifacts?|cach(?:e|ed|ing)|deprecat\w+|analytics|notif(?:y|ication)s?)\b/i;

/** Quick refusal: most lines of a log hold none of these. */
export const SUSPECT =
  /rror|RROR|ail|AIL|xcept|atal|ATAL|anic|arning|WARN|raceback|nhandled|ncaught|ssert|annot|an't|lease|ould not|ouldn't|ot found|No such|nable|ndefined|ndeclared|nresolved|nvalid|llegal|efused|enied|ejected|onflict|ONFLICT|ismatch|ncompatible|nsupported|issing|nexpected|xpected|xceed|xit|imed? ?out|IMEOUT|illed|SIG|emory|ENO|not ok|not installed|not exist|not defined|bort|iolation|flag provided|✗|✖|✘|×|❌|⨯|!!|\*\*\*|:\d+:| line \d/;

/** 0 (nothing) to 9 (says itself that it is fatal). */
export function errorScore(line: string): number {
  if (!SUSPECT.test(line) || line.length > 1500) return 0;
  let best = 0;
  for (const [sign, score] of SIGNS) if (score > best && sign.test(line)) best = score;
  if (best > 1 && CALM.test(line)) return 1;
  return best > 3 && ASIDE.test(line) ? best - 3 : best;
}

/** Lines that follow an error-like one and may still belong to it. */
const AFTER = 7;
/** The same, when they are not indented: prose goes on for a line or two. */
const AFTER_FLUSH = 2;
const MAX_BLOCK = 12;
/** A place that belongs to the message, also below a blank line. */
const PLACE = /^\s*\S+\.\w+:\d+(?::\d+)?$/;
/** A line that starts something else. */
const OTHER =
  /^(?:\$ |\+ |##\[|==>|-->|>> |--- |npm (?:WARN|info)|\[INFO\]|\[command\]|real\s|user\s|sys\s|\[\s*\d+(?: of |\/|%)|Running |Building |Compiling |Installing |Fetching |Get:|Post job|ok\b|PASS\b|\(\d+\/\d+\)|\s*(?:✓|✔|√))/;

/** The last resort: error-like lines with what follows them, for tools that nobody knows. */
export function genericReader(sink: Sink): Reader {
  let block: { lines: string[]; at: number; score: number } | null = null;
  let left = 0;
  let flush = 0;
  let blank = false;
  const close = (): void => {
    if (block) {
      const [title = '', ...body] = block.lines;
      sink.found({ tool: 'generic', kind: 'error', title: title.trim(), body, at: block.at, score: block.score });
    }
    block = null;
  };
  return {
    read(line, at, past) {
      if (block && blank) {
        if (line.trim() === '') return true;
        const place = PLACE.test(line);
        if (place) block.lines.push(line.trimEnd());
        close();
        if (place) return true;
      }
      if (block && line.trim() === '') {
        blank = true;
        return true;
      }
      const score = errorScore(line);
      if (block) {
        if (
          left <= 0 ||
          (score < 4 && !/^\s/.test(line) && flush >= AFTER_FLUSH) ||
          block.lines.length >= MAX_BLOCK ||
          OTHER.test(line) ||
          (score <= 1 && CALM.test(line))
        )
          close();
        else {
          if (!/^hint: /.test(line)) block.lines.push(line.trimEnd());
          block.score = Math.max(block.score, score);
          flush = score >= 4 || /^\s/.test(line) ? 0 : flush + 1;
          left = score >= 5 ? AFTER : left - 1;
          return true;
        }
      }
      if (score < 4) return false;
      const before = past.before();
      // A heading, or the file that a message belongs to, stands on the line before.
      const lead = before.length < 200 && /:\s*$|^\S+\.\w{1,6}$|^\+[^+\s]\S* /.test(before) ? [before.trim()] : [];
      block = { lines: [...lead, line.trimEnd()], at: at - lead.length, score };
      left = AFTER;
      flush = 0;
      blank = false;
      return true;
    },
    end: close,
  };
}
