import { at, gone, type Problem } from './problem.ts';
import type { Side, SideLine } from './side.ts';
import type { TestFile } from './test-file.ts';

const TIME =
  /time_?-?out\w*|deadline|time_?limit\w*|\bWithTimeout\b|\btime\.After\b|\bEventually\w*|\bwait_?for\b|\bwithin\b|\bpatience\b|\bmax_?wait\w*|\bpoll\w*|\bawait\(\)|\batMost\b|\bsetDefaultTimeout\b|\bslow\s*\(|\bwait\s*\(/i;
/** Sets a limit for a test that had the runner's own: how much that is, in milliseconds. */
const SETS: readonly (readonly [RegExp, number])[] = [
  [/\bjest\.setTimeout\s*\(\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/, 5000],
  [/\bvi\.setConfig\s*\([^)\n]{0,80}[tT]imeout\s*:\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/, 5000],
  [/\bthis\.timeout\s*\(\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/, 2000],
  [/\.timeout\s*\(\s*([\d_]+(?:\s*\*\s*[\d_]+)*)\s*\)\s*;?\s*$/, 2000],
  [/\btest\.setTimeout\s*\(\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/, 30_000],
  [/\bjasmine\.DEFAULT_TIMEOUT_INTERVAL\s*=\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/, 5000],
  [/^\s*\}\s*,\s*([\d_]+(?:\s*\*\s*[\d_]+)*)\s*\)\s*;?\s*$/, 5000],
  [/[{,(]\s*timeout\s*:\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/, 5000],
  [/\bsetDefaultTimeout\s*\(\s*([\d_]+(?:\s*\*\s*[\d_]+)*)/, 5000],
];
const ALWAYS =
  /\btest\.slow\s*\(|\bthis\.timeout\s*\(\s*0\s*\)|\bthis\.enableTimeouts\s*\(\s*false|\btimeout\s*=\s*(?:None|0)\b|\btimeout\s*\(\s*0\s*\)|\bno_timeout\b/;
const LIMITS =
  /@Timeout\b|\bmark\.timeout\s*\(|\bTimeout\s*=\s*\d|\btimeout\s*=\s*\d|\.timeLimit\s*\(|\[(?:Timeout|MaxTime|CancelAfter)\s*\(|#\[timeout|@Test\s*\(\s*timeout/;
const RETRIES =
  /\bretryTimes\s*\(\s*(\d+)|\bretries\s*[:=(]\s*(\d+)|\bretry\s*[:=(]\s*(\d+)|\breruns\s*=\s*(\d+)|@(?:RetryingTest|Retry|RetryTest|FlakyTest)\b(?:\s*\(\s*(\d+))?|\[Retry\s*\(\s*(\d+)|\[Test[^\]\n]*,\s*Retry\s*\(\s*(\d+)|\bretryAnalyzer\b|@(?:pytest\.mark\.)?flaky\b|\bmark\.flaky\b|\bflaky\s*=\s*True|\bflaky_test\b|\bretry_on_failure\b|\bRetryRule\b|@Rule[^\n]*Retry|\bflaky_test_attempts\b|\bmax_runs\s*=\s*(\d+)|\bBATS_TEST_RETRIES\s*=\s*["']?(\d+)|\bRetryFact\b|\bthis\.retries\s*\(\s*(\d+)|\brepeatUntilFailure\b|\brspec-retry\b|\bretry:\s*(\d+)/;
const SIZES = ['short', 'small', 'moderate', 'medium', 'long', 'large', 'eternal', 'enormous'];

/** Tests that may take longer than before, or are tried again when they fail. */
export function slower(one: TestFile): Problem[] {
  const { file, base, tree } = one;
  if (file.status !== 'modified') return [];
  const [before, after] = [base.side, tree.side].map((side) => side.flat().filter(({ changed }) => changed)) as [
    SideLine[],
    SideLine[],
  ];
  const problems: Problem[] = [];
  const stop = (kind: 'slower' | 'retried', line: SideLine, why: string, place = at(line) as Partial<Problem>) =>
    problems.push({
      kind,
      file: file.path,
      hunk: line.hunk,
      ...place,
      why,
      titles: titlesOf(one, line),
      about: line.text,
    });

  const isNew = (line: SideLine) => inNewCase(one, line);
  const RAISED = 'A time-out was raised. Make the test as quick as it was.';
  const raised = after.find((line) => !isNew(line) && isRaised(line, before));
  if (raised !== undefined) stop('slower', raised, RAISED);
  const lifted = before.find(
    (line) => LIMITS.test(line.code) && !after.some((it) => LIMITS.test(it.code)) && !isGoneCase(one, line),
  );
  if (raised === undefined && lifted !== undefined)
    stop('slower', lifted, 'A time limit was taken off. Put it back.', gone(lifted));

  const tries = (lines: readonly SideLine[]) =>
    lines
      .filter((line) => !isInside(one, line))
      .filter(({ text, code }) => RETRIES.test(code) || /\bBATS_TEST_RETRIES/.test(text));
  const added = tries(after).find((line) => !isNew(line));
  if (added !== undefined) {
    const more =
      tries(after).length > tries(before).length || amount(added) > Math.max(0, ...tries(before).map(amount));
    if (more) stop('retried', added, 'A failing test is tried again until it passes. Make it pass the first time.');
  }
  return problems;
}

/** What is asserted of the product's own settings is no setting of the test. */
const ASSERTED =
  /\b(?:toEqual|toBe|toStrictEqual|toMatchObject|deepEqual|strictEqual|assertEqual\w*|assertSame|Equal|isEqualTo|toHaveProperty|toHaveBeenCalled\w*)\s*\(|^\s*assert\b.*==|assert_eq/;

/** In an assertion of several lines, or beside one. */
const isInside = (one: TestFile, line: SideLine): boolean =>
  ASSERTED.test(line.code) ||
  [one.base, one.tree].some(({ assertions, side }) =>
    assertions.some((it) => it.last > it.at && (side[it.piece] ?? []).slice(it.at, it.last + 1).includes(line)),
  );

function isRaised(line: SideLine, before: readonly SideLine[]): boolean {
  if (ASSERTED.test(line.code) && !/\{\s*timeout:\s*[\d_]+\s*\}\s*\)/.test(line.code)) return false;
  if (ALWAYS.test(line.code) && !before.some((it) => ALWAYS.test(it.code))) return true;
  const size = sizeOf(line.text);
  const same = before.filter((it) => it.block === line.block);
  if (size >= 0) return same.some((it) => sizeOf(it.text) >= 0 && sizeOf(it.text) < size);
  if (TIME.test(line.text)) {
    const twin = same.find((it) => TIME.test(it.text) && skeleton(it.text) === skeleton(line.text));
    if (twin !== undefined) return longest(line.text) > longest(twin.text);
  }
  const limit = (text: string) =>
    SETS.map(([pattern, usual]) => ({ value: product(pattern.exec(text)?.[1]), usual })).find(
      ({ value }) => value !== null,
    );
  const set = limit(line.code);
  if (set === undefined || set.value === null) return false;
  const old = same.map((it) => limit(it.code)?.value ?? null).find((value) => value !== null);
  return old === undefined || old === null ? set.value > set.usual : set.value > old;
}

const sizeOf = (text: string): number => {
  const found = /^\s*(?:timeout|size)\s*=\s*"(\w+)"/.exec(text)?.[1];
  return found === undefined ? -1 : SIZES.indexOf(found);
};

const UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  millis: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  second: 1000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
};
const AMOUNT =
  /([\d_]+(?:\.\d+)?)\s*(?:\*\s*)?(?:time\.|\.|TimeUnit\.|Duration\.|Duration::from_|,\s*TimeUnit\.|_)?\s*(ms|millis(?:econds?)?|milliseconds?|s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:ours?)?)?\b/gi;

/** A line with its numbers and units of time left out, to see whether another one says the same. */
const skeleton = (text: string): string =>
  text
    .replaceAll(/[\d_.]*\d[\d_.]*\w*/g, '#')
    .replaceAll(/\b(?:milli)?(?:seconds?|minutes?|hours?|secs?|millis)\b/gi, 'T')
    .replaceAll(/\s/g, '');

/** The last amount of time on a line that belongs to its limit, in milliseconds as far as it tells. */
function longest(line: string): number {
  const key = /(?:time_?-?out\w*|deadline|within)["']?\s*[:=]\s*([^,})\n]{1,80})/i.exec(line)?.[1];
  const text = key ?? line;
  const unitBefore =
    /from_(millis|secs|mins)|ofSeconds|ofMinutes|ofMillis|FromSeconds|FromMinutes|FromMilliseconds/i
      .exec(text)?.[0]
      .toLowerCase() ?? '';
  const factor = /min/.test(unitBefore) ? 60_000 : /mill/.test(unitBefore) ? 1 : /sec/.test(unitBefore) ? 1000 : 0;
  const values = [...text.matchAll(AMOUNT)].map((match) => {
    const unit = (match[2] ?? '').toLowerCase().replace(/s$/, '') || (match[2] ?? '').toLowerCase();
    return Number((match[1] ?? '0').replaceAll('_', '')) * (factor || (UNIT[unit] ?? 1));
  });
  return values.reduce((sum, value) => sum + value, 0);
}

function product(text: string | undefined): number | null {
  if (text === undefined) return null;
  return text.split('*').reduce((value, part) => value * Number(part.replaceAll('_', '').trim()), 1);
}

const amount = ({ text }: SideLine): number => Number(RETRIES.exec(text)?.slice(1).find(Boolean) ?? 1);

function inNewCase({ base, tree }: TestFile, line: SideLine): boolean {
  const piece = tree.side.findIndex((it) => it.includes(line));
  const n = tree.side[piece]?.indexOf(line) ?? 0;
  const attribute = /^\s*(?:@|#\[|\[)/.test(line.text);
  const owner = attribute
    ? (tree.cases.find((it) => it.piece === piece && it.at >= n) ??
      tree.cases.findLast((it) => it.piece === piece && it.at <= n))
    : tree.cases.findLast((it) => it.piece === piece && it.at <= n);
  return (
    owner !== undefined &&
    owner.changed &&
    !base.cases.some(({ name }) => name === owner.name) &&
    !base.side.flat().some(({ text }) => text.includes(owner.name))
  );
}

/** The line went with the case it belonged to. */
function isGoneCase({ base, tree }: TestFile, line: SideLine): boolean {
  const piece = base.side.findIndex((it) => it.includes(line));
  const n = base.side[piece]?.indexOf(line) ?? 0;
  const owner = base.cases.find((it) => it.piece === piece && (it.at >= n || it.at + it.body.length > n));
  return owner !== undefined && owner.changed && !tree.cases.some(({ name }) => name === owner.name);
}

function titlesOf({ tree }: TestFile, line: SideLine): string[] {
  const piece = tree.side.findIndex((it: Side[number]) => it.includes(line));
  const n = tree.side[piece]?.indexOf(line) ?? 0;
  const inPiece = tree.cases.filter((it) => it.piece === piece);
  const attribute = /^\s*(?:@|#\[|\[)/.test(line.text);
  const owner =
    (attribute ? inPiece.find((it) => it.at >= n || it.at + it.body.length > n) : undefined) ??
    inPiece.findLast((it) => it.at <= n);
  return owner === undefined ? [] : [owner.name];
}
