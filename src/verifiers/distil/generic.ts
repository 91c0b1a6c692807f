import type { Reader, Sink } from './finding.ts';

/** How much a line looks like the reason of a failure. The highest that matches counts. */
const SIGNS: readonly [RegExp, number][] = [
  [/^\s*(?:\w+: )?(?:fatal|FATAL|Fatal)(?: error)?\b[:\s]/, 9],
  [
    /\b(?:Segmentation fault|core dumped|SIG(?:SEGV|ABRT|BUS|KILL|ILL|FPE|TERM)\b|Killed$|OutOfMemory|out of memory|heap limit|No space left on device|ENOSPC|ENOMEM)/i,
    9,
  ],
  [/\b(?:timed? ?out\b|TimeoutError|TimeoutException|deadline exceeded)/i, 7],
  [/^\s*(?:\[?(?:ERROR|Error|error)\]?|E\/[\w-]+)(?:[:\s!]|\[)/, 8],
  [/^(?:\S+: ){1,3}(?:error|ERROR|Error)\b/, 8],
  [/\b\w+(?:Error|Exception|Failure)\b(?:: |$)/, 8],
  [/\b(?:panic(?:ked)?|Traceback|Unhandled|Uncaught|AssertionError|assertion failed)\b/, 8],
  [/: error(?: \w+)?: /, 8],
  [
    /(?:command not found|No such file or directory|not installed|cannot open|Permission denied|cannot find|could not find|couldn't find|not found|unable to|undefined reference|unresolved|does not exist|undeclared|not defined)/i,
    7,
  ],
  [/^\s*(?:✗|✖|✘|×|❌|FAIL(?:ED|URE)?\b|not ok\b)/, 7],
  [/(?:\bFAILED\b|\bFAILURE\b|\*\*\* )/, 6],
  [
    /\b(?:errors?|failed|failure|failing|fails|invalid|illegal|refused|denied|rejected|conflict|mismatch|incompatible|unsupported|missing|unexpected)\b/i,
    5,
  ],
  [/^\s*\S+\.\w{1,6}:\d+(?::\d+)?:? \S/, 4],
  [/\bexit(?:ed)?(?: with)?(?: code| status)? [1-9]\d*\b/i, 4],
  [/\b(?:warning|WARN)\b/i, 1],
];

/** What looks like an error and is none. */
const CALM =
  /\b(?:0|no) (?:errors?|failed|failures?|failing|warnings?|problems?|vulnerabilities)\b|(?:errors?|failures?|failed)["']?[:=] ?0\b|\bignor(?:ed|ing)\b|-Werror|errors?=0|--fail|\bpass(?:ed|ing)?\b.*\d+ ?ms|^\s*(?:✓|✔|√|ok \d|PASS\b|\[ {7}OK|--- PASS)|npm (?:WARN|warn)|^\s*(?:Compiling|Installing|Downloading|Downloaded|Building|Generating|Copying|Fetching|Unpacking|Setting up|Selecting|Get:|Hit:|CC|CXX|adding|inflating|creating|remote:|Receiving|Resolving)\b/i;

/** Quick refusal: most lines of a log hold none of these. */
export const SUSPECT =
  /rror|RROR|ail|AIL|xcept|atal|ATAL|anic|arning|WARN|aceback|nhandled|ncaught|ssert|annot|ould not|ouldn't|ot found|No such|nable|ndefined|ndeclared|nresolved|nvalid|llegal|efused|enied|ejected|onflict|ismatch|ncompatible|nsupported|issing|nexpected|xit|imed? ?out|IMEOUT|illed|core dumped|egmentation|SIG|emory|ENO|not ok|not installed|not exist|not defined|✗|✖|✘|×|❌|\*\*\*|:\d+:/;

export function errorScore(line: string): number {
  if (!SUSPECT.test(line) || line.length > 1200) return 0;
  let best = 0;
  for (const [sign, score] of SIGNS) if (score > best && sign.test(line)) best = score;
  if (best > 1 && CALM.test(line)) best = Math.min(best, 1);
  return best;
}

/** Lines that follow an error-like one and still belong to it. */
const AFTER = 6;
const MAX_BLOCK = 14;

/** The last resort: error-like lines with what follows them, for tools that nobody knows. */
export function genericReader(sink: Sink): Reader {
  let block: { lines: string[]; at: number; score: number } | null = null;
  let left = 0;
  const close = (): void => {
    if (block) {
      const [title = '', ...body] = block.lines;
      sink.found({ tool: 'generic', kind: 'error', title: title.trim(), body, at: block.at, score: block.score });
    }
    block = null;
  };
  return {
    read(line, at) {
      const score = errorScore(line);
      if (block) {
        if (line.trim() === '' || left <= 0 || block.lines.length >= MAX_BLOCK) close();
        else {
          block.lines.push(line);
          block.score = Math.max(block.score, score);
          left = score >= 5 ? AFTER : left - 1;
          return true;
        }
      }
      if (score < 4 || line.trim() === '') return false;
      block = { lines: [line], at, score };
      left = AFTER;
      return true;
    },
    end: close,
  };
}
