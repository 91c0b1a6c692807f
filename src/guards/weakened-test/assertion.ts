import type { Language } from '../test-code/language.ts';
import type { Words } from '../test-code/words.ts';
import { codeOf, lineFinder, textOf, type Side, type SideLine } from './side.ts';

export interface Assertion {
  /** All of its text, on one line. */
  text: string;
  /** The same with the inside of strings blank. */
  code: string;
  /** Without any white space, to find it elsewhere. */
  key: string;
  /** Its head, as the language's table has matched it. */
  head: string;
  line: SideLine;
  piece: number;
  /** Its first and last line in the piece. */
  at: number;
  last: number;
  changed: boolean;
}

const LONGEST = 1500;
const MOST_ON_LINE = 12;

/** The assertions that a diff shows of one side, each with the whole of its statement. */
export function assertionsOf(side: Side, words: Words, language: Language): Assertion[] {
  return side.flatMap((piece, number) => {
    const [code, text] = [codeOf(piece), textOf(piece)];
    const lineAt = lineFinder(piece);
    const found: Assertion[] = [];
    let end = 0;
    let [lastLine, onLine] = [-1, 0];
    for (const match of code.matchAll(words.assertions)) {
      const n = lineAt(match.index);
      onLine = n === lastLine ? onLine + 1 : 0;
      lastLine = n;
      if (onLine > MOST_ON_LINE) continue;
      const nested = match.index < end;
      const head = match[0].trim();
      // One inside of another counts too (a check of what was thrown), a further link of the same chain does not.
      if (nested && (language === 'go' || /^[.\s]*(?:should|must|wont|->)/.test(head) || head.startsWith('.')))
        continue;
      const own = match.index + match[0].length - match[0].trimStart().length;
      const begin = nested ? own : startOf(code, own, end, language);
      const until = Math.max(match.index + match[0].length, endOf(code, own, language));
      end = Math.max(end, until);
      const at = lineAt(begin);
      const span = piece.slice(at, lineAt(Math.max(begin, until - 1)) + 1);
      // Positions in both stay the same.
      const one = (it: string) =>
        it.slice(begin + Math.max(0, text.slice(begin, until).search(/\S/)), until).replaceAll('\n', ' ');
      found.push({
        text: one(text),
        code: one(code),
        key: text
          .slice(begin, until)
          .replaceAll(/[\s;]+|,(?=\s*[)\]}])/g, '')
          .replaceAll(/["`]/g, "'"),
        head,
        line: (span.find(({ changed }) => changed) ?? span[0]) as SideLine,
        piece: number,
        at,
        last: lineAt(Math.max(begin, until - 1)),
        changed: span.some((line) => line.changed),
      });
    }
    return found;
  });
}

/** Where the statement begins: with what stands before it on its line (await, return), or with Go's condition. */
function startOf(code: string, at: number, after: number, language: Language): number {
  const line = code.lastIndexOf('\n', at - 1) + 1;
  if (language === 'go' && /^\w+\.(?:Error|Fatal|Fail)/.test(code.slice(at, at + 20))) {
    // The condition is the assertion: up to four lines above it.
    let start = line;
    for (let n = 0; n < 4 && start > after; n += 1) {
      start = code.lastIndexOf('\n', start - 2) + 1;
      if (/^\s*(?:\} else )?if\b/.test(code.slice(start, start + 40))) return Math.max(start, after);
    }
    return Math.max(line, after);
  }
  const before = code.slice(Math.max(line, after), at);
  const cut = (/^[\s\S]*(?:[;{]|=>|->(?= ))/.exec(before)?.[0] ?? '').length;
  return Math.max(line, after) + (before.length - cut > 300 ? before.length : cut);
}

/** Where it ends: its brackets are closed, and what follows is no further link of the chain. */
function endOf(code: string, from: number, language: Language): number {
  let depth = 0;
  const last = Math.min(code.length, from + LONGEST);
  const endsWithLine =
    language === 'py' ||
    language === 'ruby' ||
    language === 'shell' ||
    language === 'jvm' ||
    language === 'go' ||
    language === 'swift' ||
    language === 'js';
  for (let at = from; at < last; at += 1) {
    const c = code[at] ?? '';
    if (c === '(' || c === '[' || c === '{') depth += 1;
    else if (c === ')' || c === ']' || c === '}') {
      depth -= 1;
      if (depth < 0) return at;
    } else if (depth === 0 && c === ';') return at;
    else if (depth === 0 && c === ',' && code[at - 1] === ')' && !/^(?:py|ruby|shell)$/.test(language)) return at;
    else if (
      depth === 0 &&
      c === '\n' &&
      endsWithLine &&
      !/^\s*(?:\.|\?\.|->|&&|\|\||\+)/.test(code.slice(at, at + 80)) &&
      !/[\\,=.]\s*$/.test(code.slice(Math.max(from, at - 3), at))
    )
      return at;
  }
  return last;
}
