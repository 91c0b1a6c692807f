import { errorScore } from './generic.ts';

/** Lines that are kept of the end of a step. */
const KEPT = 14;

/** Lines that say nothing at the end of a log: separators, closing words, shell traces, progress. */
const CHAFF =
  /^\s*(?:\[command\]|[-=_*#~.─━+|]{3,}\s*$|Done\b|Finished\b|real\s|user\s|sys\s|\+\+? |Cleaning up|Post job|Took |make\[\d+\]: (?:Entering|Leaving)|rm -|\d+%|[.sF✓✔√ ]+$|nl$|npm (?:WARN|warn|info|timing)|(?:ok|PASS)\b)/;

/** Closing words of well-known tools, however much they look like an error. */
const BOILERPLATE =
  /^\s*(?:\[ERROR\]\s*(?:$|\[Help|For more information|To see the full|Re-run|After correcting|mvn )|npm (?:ERR!|error)\s*(?:$|A complete log|\/|Test failed\.)|error Command failed with|info Visit|Test failed\.|##\[|\[OSDC\]|Finished: |Updating .*done|Wrote |Archiving|http\.\S*extraheader|(?:\[\w+\] )?(?:Total time|Finished at|BUILD FAILURE|BUILD FAILED)|Done\. Your build exited|Cache |\(See full trace|Tasks: TOP|\* Get more help|\* Try:|> Run with)/;

/** The last lines of a command that mean something: often the only ones that say why it ended red. */
export class Tail {
  #lines: { text: string; at: number }[] = [];

  push(text: string, at: number): void {
    if (text.trim() === '') return;
    this.#lines.push({ text, at });
    if (this.#lines.length > KEPT * 2) this.#lines = this.#lines.slice(-KEPT);
  }

  clear(): void {
    this.#lines = [];
  }

  /** At most `count` lines, chaff left out. */
  last(count: number): { text: string; at: number }[] {
    const telling = this.#lines
      .slice(-KEPT)
      .filter((line) => !BOILERPLATE.test(line.text))
      .filter((line) => !CHAFF.test(line.text) || errorScore(line.text) >= 5);
    return telling.slice(-count);
  }
}
