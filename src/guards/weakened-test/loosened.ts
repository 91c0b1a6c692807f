import type { Assertion } from './assertion.ts';
import { likeness, wordsOf, type LostCase } from './cases.ts';
import { at, gone, type Problem } from './problem.ts';
import { rankOf } from './rank.ts';
import type { TestFile } from './test-file.ts';
import { weaker } from './weaker.ts';

/** An old assertion and what stands in its place. */
export interface Pair {
  old: Assertion;
  now: Assertion;
}

export interface Compared {
  problems: Problem[];
  /** That say another value now, and are else the same. */
  changed: Pair[];
}

/** Assertions of one file that are gone or say less. `moved` holds the keys of all that stand on both sides of the diff. */
export function loosened(
  one: TestFile,
  all: readonly TestFile[],
  moved: Map<string, number>,
  accounted: readonly LostCase[],
): Compared {
  const { file, language, base, tree } = one;
  if (file.status === 'deleted') return { problems: [], changed: [] };
  const take = (it: Assertion, balance: Map<string, number>): boolean => {
    const left = balance.get(it.key) ?? 0;
    if (left > 0) balance.set(it.key, left - 1);
    return left > 0;
  };
  const [olds, fresh] = [new Map(moved), new Map(moved)];
  const old = base.assertions.filter(
    (it) =>
      it.changed &&
      !take(it, olds) &&
      !accounted.some((lost) => it.piece === lost.piece && it.at >= lost.at && it.at < lost.at + lost.body.length),
  );
  const now = tree.assertions.filter((it) => it.changed && !take(it, fresh));
  const { pairs, lost } = pair(old, now, one);
  const problems: Problem[] = [];
  for (const { old: before, now: after } of pairs) {
    const how = weaker(before, after, language, now);
    if (how === null) continue;
    problems.push({
      kind: 'loosened',
      file: file.path,
      ...at(after.line),
      why: `An assertion ${how}. Assert as exactly as before.`,
      titles: titlesAt(one, before),
      about: `${before.text}\n${after.text}`,
    });
  }
  const uncovered = withoutCovered(lost, now, pairs, one, all);
  const first = uncovered[0];
  if (first !== undefined && problems.length === 0) {
    problems.push({
      kind: 'loosened',
      file: file.path,
      ...gone(first.line),
      why: `${uncovered.length} assertion(s) fewer than before. Restore what the tests checked.`,
      titles: titlesAt(one, first),
      about: uncovered.map(({ text }) => text).join('\n'),
    });
  }
  const trivial = now.find((it) => rankOf(it, language) === 0);
  if (trivial !== undefined && problems.length === 0) {
    problems.push({
      kind: 'loosened',
      file: file.path,
      ...at(trivial.line),
      why: 'An assertion that always holds was added. Assert what the code does.',
      titles: [],
      about: trivial.text,
    });
  }
  return {
    problems,
    changed: pairs.filter((it) => skeleton(it.old) === skeleton(it.now) && plain(it.old) !== plain(it.now)),
  };
}

/** Without what says the type of a number. */
const plain = ({ key }: Assertion): string => key.replaceAll(/(?<=\d)(?:[uUlLfFdDmM]|usize|i32|u32|f64)+\b/g, '');

const skeleton = ({ code }: Assertion): string =>
  code
    .replaceAll(/(?<![\w])-?\d[\d.]*\w*/g, '#')
    .replaceAll(/(["'`]) *\1/g, '#')
    .replaceAll(/\b(?:true|false|True|False|null|nil|None)\b/g, '#');

/** The case that an assertion stands in, where the diff shows its title. */
const titlesAt = ({ base }: TestFile, { piece, at: line }: Assertion): string[] =>
  base.cases
    .filter((it) => it.piece === piece && it.at <= line)
    .slice(-1)
    .map(({ name }) => name);

/** Each old one with the most alike of the new ones of its run of changes, then of its file; what is left has no heir. */
function pair(
  old: readonly Assertion[],
  now: readonly Assertion[],
  { base, tree }: TestFile,
): { pairs: Pair[]; lost: Assertion[] } {
  const free = new Set(now);
  const names = new Set(base.cases.map(({ name }) => name));
  const isFresh = (it: Assertion) =>
    tree.cases.some(
      (one) =>
        one.piece === it.piece &&
        one.changed &&
        !names.has(one.name) &&
        one.at <= it.at &&
        it.at < one.at + one.body.length,
    );
  const words = new Map([...old, ...now].map((it) => [it, wordsOf(it.text)]));
  // What a thrown error says is never the heir of a value.
  const like = (a: Assertion, b: Assertion) =>
    /\bexpectException(?:Message|Code)/.test(a.code) && !THROW.test(b.code)
      ? -1
      : likeness(words.get(a) ?? new Set(), words.get(b) ?? new Set());
  const pairs: Pair[] = [];
  let left = [...old];
  const round = (candidates: (it: Assertion) => Assertion[], least: number) => {
    const scored = left
      .flatMap((it) => candidates(it).map((one) => ({ it, one, score: like(it, one) })))
      .filter(({ score }) => score >= least);
    for (const { it, one } of scored.toSorted((a, b) => b.score - a.score)) {
      if (!free.has(one) || !left.includes(it)) continue;
      free.delete(one);
      left = left.filter((other) => other !== it);
      pairs.push({ old: it, now: one });
    }
  };
  const sameBlock = (it: Assertion) => [...free].filter((one) => one.line.block === it.line.block);
  if (old.length * now.length > 40_000) return { pairs, lost: left };
  round(sameBlock, 0.5);
  round(sameBlock, 0.01);
  round((it) => [...free].filter((one) => one.piece === it.piece && !isFresh(one)), 0.5);
  round(sameBlock, 0);
  // A case that was written anew under another name.
  const present = new Set(tree.cases.map(({ name }) => name));
  const isRewritten = (it: Assertion) => {
    const owner = base.cases.findLast((one) => one.piece === it.piece && one.at <= it.at);
    return owner !== undefined && !present.has(owner.name);
  };
  round((it) => (isRewritten(it) ? [...free].filter((one) => one.piece === it.piece) : []), 0);
  round(() => [...free], 0.7);
  return { pairs, lost: left };
}

/** Gone ones that are covered: by a helper that asserts, by a stricter one that says it all, by rows of a table. */
function withoutCovered(
  lost: readonly Assertion[],
  now: readonly Assertion[],
  pairs: readonly Pair[],
  one: TestFile,
  all: readonly TestFile[],
): Assertion[] {
  if (lost.length === 0) return [];
  let credit = Math.max(
    0,
    all.reduce((sum, it) => sum + it.tree.rows - it.base.rows, 0),
  );
  const helpers = helpersIn(all);
  return lost.filter((it) => {
    const near = now.filter(
      (other) =>
        other.line.block === it.line.block ||
        (other.piece === it.piece && Math.abs(other.line.block - it.line.block) <= 1),
    );
    const words = wordsOf(it.text);
    if (isNeedless(it, one)) return false;
    const literal = /["'`]([^"'`]{3,200})["'`]/.exec(it.text)?.[1];
    if (literal !== undefined && near.some((other) => other.text.includes(literal))) return false;
    if (isOfOneThrow(it, now, pairs)) return false;
    const said = near.some(
      (other) =>
        rankOf(other, one.language) >= 4 &&
        other.code.length >= it.code.length * 0.6 &&
        likeness(wordsOf(subjectOf(other)), words) >= 0.99 &&
        /\bEqual|equal|\beq\b|Same|==|snapshot/i.test(other.code) &&
        pairs.some((p) => p.now === other),
    );
    if (said) return false;
    const block = one.tree.side.flat().filter((line) => line.changed && line.block === it.line.block);
    const called = block.some(({ code }) =>
      [...code.matchAll(/(\w+)[?!]?\s*[( ]/g)].some((match) => (helpers.get(match[1] ?? '') ?? 0) > 0),
    );
    if (called) return false;
    const unknown = near.some(
      (other) =>
        /^(?:\w+\.)?(?:assert|expect|verify|check|ensure)(?:_|[A-Z])\w*[a-z]\s*\($/.test(other.head) &&
        helpers.get(other.head.replace(/\W+$/, '')) === undefined &&
        isOwn(other),
    );
    if (unknown) return false;
    if (credit > 0) {
      credit -= 1;
      return false;
    }
    return true;
  });
}

const OF_THROW = /expectException|getMessage\s*\(|\.message\b|thrown\.expect/i;
const THROW = /throw|exception|raise|reject/i;

/**
 * What is thrown is asked for in several statements here and in one there: by type, by message. And where a value is
 * asked for exactly in place of what was thrown, its message goes too.
 */
function isOfOneThrow(it: Assertion, now: readonly Assertion[], pairs: readonly Pair[]): boolean {
  if (!OF_THROW.test(it.code)) return false;
  const types = it.text.match(/\b[A-Z]\w*(?:Exception|Error)\b/g) ?? [];
  if (types.length > 0 && now.some(({ text }) => THROW.test(text) && types.every((type) => text.includes(type))))
    return true;
  const own = pairs.filter(({ old }) => old.line.block === it.line.block && THROW.test(old.code));
  return (
    own.length > 0 &&
    own.every(({ now: heir }) => !THROW.test(heir.code) && /\b\w*(?:Equal|Same|toBe\b|toEqual)\w*/i.test(heir.code))
  );
}

/** In Go: the call that could fail went too, and no error is thrown away. */
function isNeedless({ code, line }: Assertion, { base, tree }: TestFile): boolean {
  if (!/^\s*if\s+err\s*!=\s*nil\b/.test(code)) return false;
  const near = (side: TestFile['base']['side']) => side.flat().filter((it) => it.changed && it.block === line.block);
  return (
    near(base.side).some((it) => /\berr\s*:?=/.test(it.code)) &&
    near(tree.side).length > 0 &&
    !near(tree.side).some((it) => /\b(?:err|_)\b/.test(it.code))
  );
}

/** A helper of the project, by a name that says more than one matcher does. */
const isOwn = ({ head }: Assertion): boolean =>
  !/equal|true|false|null|nil|none|contain|throw|raise|called|match|instance|that|greater|less|in\b|empty|len|same|error|not/i.test(
    head,
  );

const subjectOf = ({ text }: Assertion): string => /\(\s*([^(),]{1,200})/.exec(text)?.[1] ?? text;

/** Functions that the diff adds or shows, and how many assertions stand in each. */
function helpersIn(all: readonly TestFile[]): Map<string, number> {
  const helpers = new Map<string, number>();
  for (const { tree } of all) {
    for (const [number, piece] of tree.side.entries()) {
      for (const [n, { code }] of piece.entries()) {
        const name =
          /(?:\bfunction\s+|\bdef\s+(?:self\.)?|\bfunc\s+(?:\([^)]*\)\s*)?|\bfn\s+|\bfun\s+|(?:void|Task|bool|int|auto|static)\s+)(\w+)\s*[(<[]|\b(?:const|let|val|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:\(|function|\w+\s*=>|\[)|^\s*(\w+)\s*\(\)\s*\{/
            .exec(code)
            ?.slice(1)
            .find(Boolean);
        if (name === undefined || /^(?:test|it$)/i.test(name)) continue;
        const inside = tree.assertions.filter((it) => it.piece === number && it.at >= n && it.at <= n + 25).length;
        helpers.set(name, Math.max(inside, helpers.get(name) ?? 0));
      }
    }
  }
  return helpers;
}
