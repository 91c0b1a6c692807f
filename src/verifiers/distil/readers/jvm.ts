import { Block } from '../block.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const THROWN =
  /^\s*(?:\[(?:ERROR|error|info)\]\s+)?(?:Exception in thread "[^"]*" |Caused by: |Uncaught exception: |Unhandled exception\. )?(?:(?:[a-z_$][\w$]*\.)+[A-Z][\w$.]*)(?:Exception|Error|Throwable|Failure|Failed)?\w*(?::.*|\s*\(.*\))?$/;
const FRAME = /^\s*(?:\[\w+\]\s+)?at [\w$.<>/@-]+[\w$<> ]* ?\(.*\)?/;
const MORE = /^\s*(?:\[\w+\]\s+)?(?:\.\.\. \d+ (?:more|common)|Caused by:|Suppressed:)/;
/** Surefire and JUnit: which test the exception belongs to. */
const SUREFIRE =
  /^(?:\[ERROR\]\s+)?(?<title>[\w$.[\](){}, -]+?(?:\([\w$.]+\))?\s+(?:-- )?Time elapsed: [\d.,]+ ?s\w*\s+<<< (?:FAILURE|ERROR)!.*)$/;
const GRADLE = /^(?<title>\S.* > .+ FAILED)$/;
const SCALATEST = /^(?<title>\[info\]\s+- .+ \*\*\* FAILED \*\*\*.*)$/;
const TESTNG = /^FAILED: (?<title>[\w.$]+(?:\(.*\))?)$/;
/** How runners name the test that an exception belongs to. */
const TESTS = [
  ['maven', SUREFIRE],
  ['gradle', GRADLE],
  ['scalatest', SCALATEST],
  ['testng', TESTNG],
] as const;
const THREAD = /^Exception in thread|^Uncaught|^Unhandled/;
/** A message may take a few lines before the first frame. */
const MAX_MESSAGE = 12;

/** JVM exceptions with their causes, and the tests they come from (surefire, Gradle, ScalaTest). */
export const jvm: Family = {
  name: 'jvm',
  create(sink: Sink): Reader {
    // An exception in a log may have been expected; one that a test died of was not.
    const block = new Block({
      tool: (name) => sink.tool(name),
      found: (finding) =>
        sink.found(finding.kind === 'test' ? finding : { ...finding, score: THREAD.test(finding.title) ? 9 : 8 }),
    });
    let waiting = 0;
    let test = false;
    let blanks = 0;
    const open = (title: string, at: number, tool: string, isTest: boolean): true => {
      block.open({ tool, kind: isTest ? 'test' : 'error', title, at, max: 16 });
      waiting = 0;
      blanks = 0;
      test = isTest;
      return true;
    };
    return {
      read(line, at, past) {
        const named = line.includes('FAILED') || line.includes('<<<');
        for (const [tool, when] of named ? TESTS : []) {
          const title = when.exec(line)?.groups?.title;
          if (title === undefined || /Tests run:/.test(title)) continue;
          sink.tool(tool);
          return open(title, at, tool, true);
        }
        if (block.isOpen) {
          if (FRAME.test(line) || MORE.test(line)) {
            block.add(line);
            waiting = -1;
            blanks = 0;
            return true;
          }
          if (line.trim() === '') {
            blanks += 1;
            // Gradle and assertion libraries put a blank line inside; two end the block.
            if (blanks > 1 || (waiting < 0 && !test)) block.close();
            return true;
          }
          const indented = /^\s+\S|^\[info\]\s{3,}\S/.test(line);
          if (
            waiting >= 0 &&
            waiting < MAX_MESSAGE &&
            (blanks === 0 || indented) &&
            !/^\[(?:INFO|WARNING|ERROR)\]|^\S+ > \S+.* (?:PASSED|STARTED|SKIPPED)$|^\[info\] -/.test(line)
          ) {
            waiting += 1;
            block.add(line);
            return true;
          }
          if (indented && test && (blanks === 0 || THROWN.test(line))) {
            block.add(line);
            blanks = 0;
            waiting = 0;
            return true;
          }
          block.close();
        }
        if (!/[.\w](?:Exception|Error|Throwable|Failure|Failed)\b|^Caused by/.test(line) || !THROWN.test(line))
          return false;
        const before = past.before();
        const lead = /^\[(?:WARNING|ERROR)\] .*(?:[Ee]rror|ail)/.test(before)
          ? `${before.replace(/^\[\w+\]\s+/, '')} `
          : '';
        return open(lead + line.trim(), at, 'jvm', false);
      },
      end: () => block.close(),
    };
  },
};
