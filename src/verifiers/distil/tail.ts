import { errorScore } from './error-score.ts';

/** Lines that are looked at before the end of a step. */
export const TAIL_LINES = 40;
/** Telling lines that are considered at most; what stands further up belongs to something else. */
const NEAR = 14;

/** Lines that say nothing at the end of a log: separators, closing words, shell traces, progress. */
const CHAFF =
  /^\s*(?:\[command\]|(?:\[\w+\] )?[-=_*#~.─━+|]{3,}\s*$|Done\b|Finished\b|real\s|user\s|sys\s|\+\+? |Cleaning up|Post job|Took |make\[\d+\]: (?:Entering|Leaving)|rm -|\$ \S|.{0,80}\b\d{1,3}%|[.sF✓✔√ ]+$|[\]})]+[;,]?$|\s*(?:generatedMessage|code|actual|expected|operator|diff): |nl$|npm (?:WARN|warn|info|timing|notice)|[✓✔√] |(?:Fetched \d|Reading |Building dependency|Get:|Hit:|Selecting |Unpacking |Setting up |Collecting |Downloading |Determining projects|Restored |Using (?:cached|default)|Resolving |Receiving |remote: (?:Counting|Compressing)|Starting test execution|A total of)|\?\s+\S+\s+\[no test|Test (?:Suite|Case) '|↳ |.*\.{4,}.*(?:Passed|Skipped)$|(?:ok|PASS)\b|.{0,60}\|\s+[\d.]+ \||File\s+\| % |(?:Test Suites|Snapshots|Time):\s|Test Files\s|Duration\s|Start at\s|Ran all test suites|◇ |\[(?:INFO|info)\])/;

/** Closing words of well-known tools, however much they look like an error. */
const BOILERPLATE =
  /^\s*(?:\[ERROR\]\s*(?:$|->|\[Help|For more information|To see the full|Re-run|After correcting|Please refer to|There are test failures|mvn )|npm (?:ERR!|error)\s*(?:$|A complete log|\/|Test failed\.)|error Command failed with|info Visit|Test failed\.|##\[|\[OSDC\]|Finished: |Updating .*done|Wrote |Archiving|http\.\S*extraheader|(?:\[\w+\] )?(?:Total time|Finished at|BUILD FAILURE|BUILD FAILED)|Done\. Your build exited|Cache |\(See full trace|Tasks: TOP|\* Get more help|\* Try:|> Run with|Result: FAIL|Build FAILED\.|\d+ (?:Warning|Error)\(s\)|Time Elapsed \d|The build failed|Test Run Failed)/;

/** Says nothing by itself: a separator, progress, closing words. */
export const isChaff = (line: string): boolean => BOILERPLATE.test(line) || (CHAFF.test(line) && errorScore(line) < 5);

/** Of cleaned lines, the last one first, the last `count` that mean something, in order. */
export function telling(back: Iterable<string>, count: number): string[] {
  const out: string[] = [];
  let seen = 0;
  for (const line of back) {
    if (line.trim() === '') continue;
    seen += 1;
    if (seen > NEAR || out.length >= count) break;
    if (isChaff(line)) continue;
    out.push(line);
  }
  return out.reverse();
}
