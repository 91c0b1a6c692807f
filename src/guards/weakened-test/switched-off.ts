import { at, type Problem } from './problem.ts';
import { codeOf, lineFinder, textOf, type Side, type SideLine } from './side.ts';
import type { TestFile } from './test-file.ts';
import type { TestCase } from './cases.ts';

interface Mark {
  line: SideLine;
  piece: number;
  at: number;
}

const OFF = 'A test is switched off (skip, todo, disabled, or expected to fail). Make it pass instead.';
const NARROWED = 'Only some of the tests run now (only, focus). Let all of them run.';
const NEVER =
  'Test code does not run any more: it stands behind an early end, a condition or in a function that nothing calls. Let it run.';
const UNCOLLECTED = 'Tests are no longer collected by their runner. Let it find them.';

/** Cases that are still there and do not run, or do not count. */
export function switchedOff(one: TestFile, movedLines: ReadonlySet<string>): Problem[] {
  const { file, words, base, tree, language } = one;
  if (file.status === 'deleted') return [];
  const problems: Problem[] = [];
  const stop = (kind: Problem['kind'], why: string, mark: Mark, titles: string[]) =>
    problems.push({ kind, file: file.path, ...at(mark.line), why, titles, about: mark.line.text });

  const before = marks(base.side, words.off).concat(marks(base.side, words.offText, textOf));
  const after = marks(tree.side, words.off).concat(marks(tree.side, words.offText, textOf));
  const blamed = after.filter((mark) => !isNew(mark, one) && !movedLines.has(mark.line.text.trim()));
  const [first] = blamed;
  if (first !== undefined && blamed.length > before.length) {
    const titles = blamed.map((mark) => titleAt(mark, one));
    stop('off', OFF, first, titles.every((it) => it !== null) ? (titles as string[]) : []);
  }
  const focused = marks(tree.side, words.focus);
  if (focused[0] !== undefined && focused.length > marks(base.side, words.focus).length)
    stop('focus', NARROWED, focused[0], []);

  const never = neverRuns(one);
  if (never !== null && problems.length === 0)
    stop(
      'off',
      NEVER,
      never,
      [titleAt(never, one)].filter((it) => it !== null),
    );
  const hidden = uncollected(one, language);
  if (hidden !== null)
    stop(
      'off',
      UNCOLLECTED,
      hidden,
      [titleAt(hidden, one)].filter((it) => it !== null),
    );
  return problems;
}

function marks(side: Side, pattern: RegExp | undefined, read: (piece: Side[number]) => string = codeOf): Mark[] {
  if (pattern === undefined) return [];
  return side.flatMap((piece, number) => {
    const lineAt = lineFinder(piece);
    return [...read(piece).matchAll(pattern)].flatMap((match) => {
      const first = lineAt(match.index + Math.max(0, match[0].search(/\S/)));
      const last = lineAt(match.index + Math.max(0, match[0].trimEnd().length - 1));
      const n = piece.findIndex((line, at) => at >= first && at <= last && line.changed);
      const line = piece[n];
      return line === undefined ? [] : [{ line, piece: number, at: n }];
    });
  });
}

/** The case a mark is for: an attribute stands before it, a call in it. */
function ownerOf(mark: Mark, { tree }: TestFile): TestCase | undefined {
  const cases = tree.cases.filter(({ piece }) => piece === mark.piece);
  const attribute = /^\s*(?:@(?!test)|#\[|\[|\/\/|#)/.test(mark.line.text);
  const next = cases.find((it) =>
    attribute
      ? it.at + it.body.length > mark.at &&
        (it.at >= mark.at || it.body.slice(0, mark.at - it.at + 1).every(({ text }) => /^\s*(?:@|#\[|\[|$)/.test(text)))
      : it.at === mark.at,
  );
  if (next !== undefined && next.at - mark.at <= 8) return next;
  return attribute ? undefined : cases.findLast((it) => it.at <= mark.at);
}

/** The title stands on the line of the mark. */
const TITLED =
  /(?<![\w.])(?:(?:it|test|describe|context|suite|specify|scenario)(?:\.\w+)*\.\w+\s*\((?:[^()\n]{0,200}\)\s*\()?|x(?:it|test|describe|specify|scenario|context|example|feature)\s*\(?)\s*["'`]/;

/** What is switched off is itself new: nothing that ran before has stopped. */
function isNew(mark: Mark, one: TestFile): boolean {
  const known = (name: string) => one.base.side.some((piece) => piece.some(({ text }) => text.includes(name)));
  const own = /["'`]([^"'`\n]{2,200})["'`]/.exec(mark.line.text)?.[1];
  if (TITLED.test(mark.line.text) && own !== undefined) return !known(own);
  const owner = ownerOf(mark, one);
  if (owner !== undefined)
    return owner.changed && !known(owner.name) && !one.base.cases.some(({ name }) => name === owner.name);
  return one.file.status === 'added' && !/collect|items/.test(mark.line.text);
}

function titleAt(mark: Mark, one: TestFile): string | null {
  const disabled = /(?:\b(\w+)\s*,\s*)?\bDISABLED_(\w+)/.exec(mark.line.text);
  if (disabled !== null) return disabled.slice(1).filter(Boolean).join(', ');
  const quoted =
    /(?:skip|ignore|todo|fixme|failing|fails|it|test|describe|scenario|context)\b[^("'`]{0,40}\(?\s*(["'`])((?:(?!\1).){2,200})\1/.exec(
      mark.line.text,
    )?.[2];
  // A line that declares what does not run is no case of its own: the one before it is another.
  if (quoted !== undefined && (TITLED.test(mark.line.text) || /^\s*ignore\s+(?:should|must)\b/.test(mark.line.text)))
    return quoted;
  return ownerOf(mark, one)?.name ?? quoted ?? null;
}

const NEVER_TRUE =
  /(?<![\w])(?:if|while|unless)\s*\(?\s*(?:false|False|FALSE|0|NO|!1|!true|not\s+True|1\s*==\s*0|"")\s*[):{]|(?<!\w)if\s+(?:false|False|0)\b|^\s*#\s*if\s+(?:0|false|FALSE)\b|\bunless\s+true\b|\bif\s+false\b/;
const ENVIRONMENT =
  /\b(?:CI|GITHUB_ACTIONS|process\.env|process\.platform|os\.environ|os\.getenv|os\.Getenv|getenv|ENV\[|System\.getenv|System\.getProperty|env::var|std::env|GetEnvironmentVariable|ProcessInfo|runtime\.GOOS|sys\.platform|RUBY_PLATFORM|PHP_OS|OperatingSystem|isCI|IS_CI|Platform|SKIP\w*|RUN_\w+)\b/;
const LEAVES =
  /^\s*(?:return(?:\s+(?:undefined|None|nil|null|0|true|done\(\)|Promise\.resolve\(\)))?|exit\s+0|next|done\(\);?\s*return)\s*;?\s*\}?\s*$/;

/** An early end, or a condition that is never met, around what ran before. */
function neverRuns(one: TestFile): Mark | null {
  for (const [number, piece] of one.tree.side.entries()) {
    for (const [n, line] of piece.entries()) {
      if (!line.changed) continue;
      const mark = { line, piece: number, at: n };
      const raw = /^\s*#\s*if/.test(line.text) ? line.text : line.code;
      if (NEVER_TRUE.test(raw)) return mark;
      const before = one.base.side[number]?.some(
        (it) => it.changed && it.block === line.block && (LEAVES.test(it.code) || /\b(?:return|next)\b/.test(it.code)),
      );
      if (before !== true && endsEarly(line, n, piece) && !isNew(mark, one)) return mark;
      if (hidesCase(line, n, piece, one) || guardsAssertion(line, n, piece, one)) return mark;
    }
  }
  return null;
}

function endsEarly(line: SideLine, n: number, piece: Side[number]): boolean {
  const inline =
    /^\s*(?:if|unless)\b[^\n]{1,300}?[):{\s](?:return|exit 0|next)\b[^\n]{0,30}$|^\s*(?:return|next|exit 0)\s+(?:if|unless)\b|\]\]?\s*&&\s*(?:return|exit 0|skip)/.test(
      line.code,
    );
  if (inline && ENVIRONMENT.test(line.text)) return true;
  const above = piece[n - 1];
  if (!LEAVES.test(line.code) && !inline) return false;
  const next = piece.slice(n + 1).find(({ code }) => code.trim() !== '');
  if (above !== undefined && /^\s*(?:if|unless)\b|\bthen\s*$/.test(above.code)) {
    if (above.changed && ENVIRONMENT.test(above.text)) return true;
    return false;
  }
  if (inline) return above !== undefined && isHeader(above);
  // Code after an unconditional end is never reached.
  return (
    next !== undefined &&
    indent(next) === indent(line) &&
    !/^\s*(?:[})\]]|end\b|case\b|default\b|else\b|elif\b|except\b|def\b|class\b|@)/.test(next.code)
  );
}

const isHeader = ({ code }: SideLine): boolean =>
  /(?<![\w.$])(?:it|test|specify|def\s+test|func\s+Test|fn\s|void\s|fun\s|@test)\w*\b.*[{:(]\s*$|do\s*$/.test(code);

const indent = ({ text }: SideLine): number => text.search(/\S/);

/** A new function around a case, which nothing in sight calls; or a new condition in front of it. */
function hidesCase(line: SideLine, n: number, piece: Side[number], { base, tree, words }: TestFile): boolean {
  if (!/^\s*(?:export\b|async\b|function\b|const\b|let\b|var\b|if\b|unless\b)/.test(line.code)) return false;
  const isOld = (name: string) =>
    base.cases.some((it) => it.name === name) || tree.cases.some((it) => it.name === name && !it.changed);
  const inside = tree.cases.find((it) => piece[it.at] === it.line && it.at >= n && it.at <= n + 2);
  if (inside === undefined || !isOld(inside.name)) return false;
  void words;
  const before = base.side.flat().some(({ text }) => text.trim() === line.text.trim());
  if (before) return false;
  const name =
    /^\s*(?:export\s+)?(?:async\s+)?function\s+(\w+)\s*\(|^\s*(?:export\s+)?(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:\([^)]{0,100}\)|\w+)\s*=>/
      .exec(line.code)
      ?.slice(1)
      .find(Boolean);
  if (name !== undefined)
    return !tree.side.flat().some((other) => other !== line && new RegExp(`\\b${name}\\b`).test(other.code));
  return (
    /^\s*(?:if|unless)\b/.test(line.code) &&
    (ENVIRONMENT.test(line.text) || /^\s*if\s*\(\s*!?[\w.]+\s*\)/.test(line.code))
  );
}

/** An assertion that always ran now runs only under a condition. */
function guardsAssertion(line: SideLine, n: number, piece: Side[number], { base, tree, words }: TestFile): boolean {
  if (!/^\s*(?:if|unless)\b/.test(line.code)) return false;
  if (base.side.flat().some(({ text }) => text.trim() === line.text.trim())) return false;
  void words;
  const inside = tree.assertions.find(
    (it) => piece[it.at] !== undefined && tree.side[it.piece] === piece && it.at >= n && it.at <= n + 1,
  );
  if (inside === undefined || /^(?:t|tb|b)\.(?:Error|Fatal|Fail)/.test(inside.head)) return false;
  const key = inside.key.replace(/^if\([^)]*\)\{?/, '');
  return base.assertions.some((it) => it.changed && key.endsWith(it.key) && it.key.length > 6);
}

/** What keeps a whole class or file from being collected, or makes all of its comparisons loose. */
function uncollected({ base, tree, file }: TestFile, language: TestFile['language']): Mark | null {
  for (const [number, piece] of tree.side.entries()) {
    for (const [n, line] of piece.entries()) {
      if (!line.changed) continue;
      const mark = { line, piece: number, at: n };
      const old = base.side[number]?.filter((it) => it.changed && it.block === line.block) ?? [];
      if (language === 'py') {
        const now = /^\s*class\s+(\w+)\s*(?:\(([^)]*)\))?/.exec(line.code);
        const was = old.map(({ code }) => /^\s*class\s+(\w+)\s*(?:\(([^)]*)\))?/.exec(code)).find((it) => it !== null);
        const runs = (name = '', bases = '') => /^Test/.test(name) || /Test/.test(bases);
        if (now !== null && was !== undefined && was !== null && runs(was[1], was[2]) && !runs(now[1], now[2]))
          return mark;
        if (
          was?.[2]?.includes('TestCase') === true &&
          now !== null &&
          /^(?:object)?$/.test(now[2] ?? '') &&
          !/^Test/.test(now[1] ?? '')
        )
          return mark;
        if (
          /^\s*def\s+__init__\s*\(/.test(line.code) &&
          piece.slice(0, n).some(({ code }) => /^class\s+Test\w*\s*(?:\(\s*\))?:/.test(code))
        )
          return mark;
      }
      if (
        language === 'js' &&
        /['"](?:node:)?assert['"]/.test(line.text) &&
        old.some(({ text }) => /['"](?:node:)?assert\/strict['"]/.test(text))
      )
        return mark;
      if (
        language === 'go' &&
        file.status === 'modified' &&
        /^\/\/go:build|^\/\/ \+build/.test(line.text) &&
        !old.some(({ text }) => /^\/\/go:build|^\/\/ \+build/.test(text))
      )
        return mark;
    }
  }
  if (language === 'go') {
    const output = (side: Side, changed: boolean) =>
      side.flat().filter((it) => it.changed === changed && /^\s*\/\/\s*(?:Unordered o|O)utput:/.test(it.text));
    const first = tree.side.flat()[0];
    if (
      output(base.side, true).length > output(tree.side, true).length &&
      first !== undefined &&
      base.cases.length <= tree.cases.length
    )
      return { line: output(base.side, true)[0] ?? first, piece: 0, at: 0 };
  }
  return null;
}
