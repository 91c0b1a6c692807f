import { at, type Problem } from './problem.ts';
import type { Side, SideLine } from './side.ts';
import type { TestFile } from './test-file.ts';

const WHY = 'A failure of the test is swallowed. Let it fail.';

/** On one line. */
const QUIET =
  /\.catch\s*\(\s*(?:\(?\s*\w*\s*\)?\s*=>\s*(?:\{\s*\}|null|undefined|void 0|true|false)|noop|function\s*\(\w*\)\s*\{\s*\})\s*\)|\bcontextlib\.suppress\b|(?<![\w.])suppress\s*\(\s*(?:Exception|BaseException|AssertionError)|\brescue\s+(?:nil|true|false|next)\b|\bcatch_unwind\b|\bstd::panic::set_hook\b|\bassertDoesNotThrowAny\b|\brunCatching\s*\{|\bdefer\s+func\s*\(\s*\)\s*\{\s*(?:_\s*=\s*)?recover\s*\(/;
const QUIET_SHELL = /\|\|\s*(?:true|:|return 0|echo\b[^|]*|skip\b.*|exit 0)\s*$|;\s*true\s*$|^\s*set \+e\s*$/;
const FAILS =
  /\b(?:throw|raise|fail|reject|done|assert\w*|expect\w*|XCTFail|FAIL|panic|rethrow|abort|exit|pytest\.fail|t\.(?:Error|Fatal)f?|ADD_FAILURE)\b/;
const CATCH = /(?<![.\w])catch\b|^\s*except\b|^\s*rescue\b|^\s*\}\s*catch\b/;

/** New code around an assertion that keeps its failure from being seen. */
export function swallowed(one: TestFile): Problem[] {
  const { file, language, base, tree } = one;
  if (file.status !== 'modified' || language === 'bazel' || language === 'cmake') return [];
  const quietBefore = count(base.side, language === 'shell' ? QUIET_SHELL : QUIET);
  for (const [number, piece] of tree.side.entries()) {
    for (const [n, line] of piece.entries()) {
      if (!line.changed || isInNewCase(one, number, n)) continue;
      const dropped = language === 'js' && isDropped(line, base.side);
      if (dropped) return [problem(file.path, line, one, number, n)];
      const quiet =
        language === 'shell'
          ? QUIET_SHELL.test(line.code) && isCheck(line, base.side)
          : QUIET.test(line.code) && nearAssertion(one, number, n);
      if (quiet && count(tree.side, language === 'shell' ? QUIET_SHELL : QUIET) > quietBefore)
        return [problem(file.path, line, one, number, n)];
      if (CATCH.test(line.code) && isEmptyCatch(piece, n) && guarded(one, number, n))
        return [problem(file.path, line, one, number, n)];
    }
  }
  return [];
}

/** A promise that was awaited or given back, and is not any more. */
const isDropped = (line: SideLine, base: Side): boolean =>
  /\b(?:expect|assert|rejects|resolves)\b/.test(line.code) &&
  base
    .flat()
    .some(
      (it) =>
        it.changed &&
        it.block === line.block &&
        it.text.trim().replace(/^(?:return|await)\s+/, '') === line.text.trim() &&
        it.text.trim() !== line.text.trim(),
    );

const problem = (path: string, line: SideLine, { tree }: TestFile, piece: number, n: number): Problem => ({
  kind: 'swallowed',
  file: path,
  ...at(line),
  why: WHY,
  titles: tree.cases
    .filter((it) => it.piece === piece && it.at <= n)
    .slice(-1)
    .map(({ name }) => name),
  about: line.text,
});

const count = (side: Side, pattern: RegExp): number =>
  side.flat().filter((it) => it.changed && pattern.test(it.code)).length;

function isInNewCase({ base, tree }: TestFile, piece: number, n: number): boolean {
  const owner = tree.cases.findLast((it) => it.piece === piece && it.at <= n);
  return owner !== undefined && owner.changed && !base.cases.some(({ name }) => name === owner.name);
}

/** In a shell test any command that may fail is a check; cleaning up is none. */
function isCheck(line: SideLine, base: Side): boolean {
  if (/^\s*(?:rm|kill|pkill|docker|rmdir|umount|unset|mkdir|podman|kubectl delete)\b/.test(line.code)) return false;
  const command = line.text.replace(/\s*(?:\|\||;)\s*(?:true|:|return 0|echo.*|skip.*|exit 0)\s*$/, '').trim();
  return (
    base.flat().some((it) => it.changed && it.text.trim() === command) ||
    /^\s*!?\s*(?:\[|assert|refute|grep|diff|cmp|test\b|run\b)/.test(line.code) ||
    /^\s*set \+e/.test(line.code)
  );
}

function nearAssertion({ tree }: TestFile, piece: number, n: number): boolean {
  const inside = tree.assertions.some((it) => it.piece === piece && it.at >= n - 6 && it.at <= n + 6);
  return inside;
}

/** From the line of the catch to the end of its block nothing fails. */
function isEmptyCatch(piece: Side[number], n: number): boolean {
  const first = piece[n] as SideLine;
  const own = first.code.slice(Math.max(0, first.code.search(/catch\b|except\b|rescue\b/)));
  if (FAILS.test(own.replace(/(?:catch|except|rescue)[^{:]*[{:]?/, ''))) return false;
  const indent = first.text.search(/\S/);
  const closed = /\}\s*;?\s*$/.test(own) && own.includes('{');
  if (closed) return true;
  for (const line of piece.slice(n + 1, n + 16)) {
    if (line.code.trim() === '') continue;
    if (line.text.search(/\S/) <= indent) return true;
    if (FAILS.test(line.code)) return false;
  }
  return true;
}

/** Between the try and the catch stands an assertion, or what the case ran before without a try. */
function guarded(one: TestFile, number: number, n: number): boolean {
  const piece = one.tree.side[number] ?? [];
  const start = piece.slice(0, n).findLastIndex(({ code }) => /(?<![\w.])(?:try|begin)\b/.test(code));
  const from = start === -1 ? Math.max(0, n - 15) : start;
  const asserts = (text: string) => new RegExp(one.words.assertions.source, 'm').test(text);
  const inside = piece
    .slice(from, n + 1)
    .some(({ code }) => asserts(one.language === 'go' ? code : code.replace(/\b(?:catch|except|rescue)\b.*/, '')));
  // A try that stood there before, with the same catch, has only moved.
  if (inside) return start === -1 || piece.slice(start, n + 1).some(({ changed }) => changed);
  return start !== -1 && piece[start]?.changed === true && wrapsOld(one, number, start, n);
}

const CLEANS_UP =
  /\b\w*(?:rm|remove|unlink|close|stop|kill|delete|clean|tear|quit|shutdown|disconnect|dispose|drop)\w*\b/i;
const FUNCTION = /(?<![\w.])(?:def|function|func|fun|fn|void|Task|before\w*|after\w*|set_?up|tear_?down)\b/i;

/** In a case, lines that stand in a try now and stood there bare before; cleaning up may fail. */
function wrapsOld({ base, tree, language }: TestFile, number: number, start: number, n: number): boolean {
  if (language === 'shell') return false;
  const piece = tree.side[number] ?? [];
  const owner = tree.cases.findLast((it) => it.piece === number && it.at <= start);
  if (owner === undefined) return false;
  if (piece.slice(owner.at + 1, start).some(({ code }) => FUNCTION.test(code))) return false;
  const gone = new Set(
    base.side
      .flat()
      .filter(({ changed }) => changed)
      .map(({ text }) => text.trim()),
  );
  return piece
    .slice(start + 1, n)
    .some(({ code, text }) => /\w\s*\(/.test(code) && !CLEANS_UP.test(code) && gone.has(text.trim()));
}
