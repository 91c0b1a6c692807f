import { CALM, PLACED, isVerdict, errorScore } from './error-score.ts';
import type { Reader, Sink } from './finding.ts';

/** Lines that follow an error-like one and may still belong to it. */
const AFTER = 9;
/** The same, when they are not indented: prose goes on for a line or two. */
const AFTER_FLUSH = 2;
const MAX_BLOCK = 18;
/** A place that belongs to the message, also below a blank line. */
const PLACE = /^\s*\S+\.\w+:\d+(?::\d+)?$/;
/** A line that starts something else. */
const OTHER =
  /^(?:\$ |\+ |##\[|==>|-->|>> |--- |npm (?:WARN|info)|\[INFO\]|\[command\]|make(?:\[\d+\])?: (?:Entering|Leaving)|real\s|user\s|sys\s|\[\s*\d+(?: of |\/|%)|Running |Building |Compiling |Installing |Fetching |Get:|Post job|ok\b|PASS\b|\(\d+\/\d+\)|\s*(?:✓|✔|√))/;

const MAX_BLANKS = 2;
const indent = (line: string): number => /^\s*/.exec(line)?.[0].length ?? 0;
/** Below a blank line: a difference, or what a heading announced, indented below it. */
function belongs(line: string, lines: readonly string[]): boolean {
  const last = lines.at(-1) ?? '';
  if (/^\s*[-+]{1,2}\s?\S/.test(line) && (indent(line) > 0 || /[Dd]iff|Expected|[:/]$/.test(last))) return true;
  return indent(line) > indent(lines[0] ?? '') && (indent(line) >= 4 || last.endsWith(':'));
}

/** One of a list: each has its own worth. */
const separate = (line: string, title: string): boolean =>
  (PLACED.test(line) && PLACED.test(title)) || (isVerdict(line) && isVerdict(title));

/** The last resort: error-like lines with what follows them, for tools that nobody knows. */
export function genericReader(sink: Sink): Reader {
  let block: { lines: string[]; at: number; score: number } | null = null;
  let left = 0;
  let flush = 0;
  let blank = 0;
  const close = (): void => {
    if (block) {
      const [title = '', ...body] = block.lines;
      sink.found({ tool: 'generic', kind: 'error', title: title.trim(), body, at: block.at, score: block.score });
    }
    block = null;
  };
  return {
    read(line, at, past) {
      if (block && blank > 0) {
        if (line.trim() === '') {
          blank += 1;
          if (blank > MAX_BLANKS) close();
          return block !== null;
        }
        if (belongs(line, block.lines)) blank = 0;
      }
      if (block && blank > 0) {
        const place = PLACE.test(line);
        if (place) block.lines.push(line.trimEnd());
        close();
        if (place) return true;
      }
      if (block && line.trim() === '') {
        blank = 1;
        return true;
      }
      const score = errorScore(line);
      if (block) {
        if (
          (score >= 4 && separate(line, block.lines[0] ?? '')) ||
          left <= 0 ||
          (score < 4 && !/^\s/.test(line) && flush >= AFTER_FLUSH) ||
          block.lines.length >= MAX_BLOCK ||
          (OTHER.test(line) && !isVerdict(line)) ||
          (score <= 1 && CALM.test(line))
        )
          close();
        else {
          if (!/^hint: |^\[\w+\]\s*$/.test(line)) block.lines.push(line.trimEnd());
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
      blank = 0;
      return true;
    },
    end: close,
  };
}
