import type { Language } from '../test-code/language.ts';
import type { Assertion } from './assertion.ts';
import { likeness, wordsOf } from './cases.ts';
import { rankOf, readAssertion } from './rank.ts';

const WILDCARDS =
  /\bexpect\.(?:anything|any|stringContaining|stringMatching|objectContaining|arrayContaining|closeTo)\b|\bANY\b|\bmock\.Anything\w*|\bgomock\.Any\b|(?<![\w])any[A-Z]?\w*\s*\(\s*(?:\w+\.class|\w+::class)?\s*\)|\bIt\.Is(?:Any|NotNull)\b|\bArg\.(?:Any|Is)\b|(?<=[(,]\s?)_(?=\s*[,)])|(?<=[,{]\s?)\.\.(?=\s*\})|(?<![\w.])anything\b|\b(?:kind_of|instance_of|an_instance_of|a_kind_of|hash_including|array_including)\s*\(|Mockery::any|\banyArgs\b|any_args\b|\bmatch\.any\b|sinon\.match\b|--(?:partial|regexp)\b|(?<=\s)-[pe]\s/g;
const ANY_TEXT =
  /\/\.[*+]?\/|\/\^?\.[*+]\$?\/|["']\.[*+]["']|\*\s*["']?\]|(?:ontains?|nclude|artsWith|HasPrefix)\b[^;]{0,200},\s*["']{2}\s*\)/g;
const LENGTH = /\b(?:length|size|count|len|toHaveLength|hasSize|lengthOf|HasCount|assertCount)\b|\.Count\b/;
const THROWN = /throw|rais|reject|panic|exception|fails/i;
const NUMBER = /(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?/gi;

/** In which way the new assertion says less than the old one; null when it does not. */
export function weaker(
  old: Assertion,
  now: Assertion,
  language: Language,
  others: readonly Assertion[] = [],
): string | null {
  const [before, after] = [rankOf(old, language), rankOf(now, language)];
  const alike = likeness(wordsOf(old.text), wordsOf(now.text));
  if (after === 0 && before > 0) return 'now always holds';
  if (isUnawaited(old, now, language)) return 'is no longer awaited, so that the test ends before it fails';
  if (bothBoolean(old, now)) return null;
  if (/noerror/i.test(now.head) && /\bNil\(|NoError|(?:!=|==)\s*nil|\bErrorIs\b.*nil/.test(old.code)) return null;
  if (bothEmpty(old, now)) return null;
  const kept = keptElsewhere(old, now, others);
  if (
    before >= 4 &&
    !kept &&
    old.line.block === now.line.block &&
    LENGTH.test(now.code) &&
    !LENGTH.test(old.code) &&
    alike >= 0.3
  )
    return 'only counts what it compared';
  // An exact value says as much as an exact error.
  const asked = THROWN.test(now.code) ? before : Math.min(before, 4);
  if (after < asked - 0.25 && !kept) return 'was replaced by one that holds for more values';
  if (count(now, WILDCARDS) > count(old, WILDCARDS) || count(now, ANY_TEXT) > count(old, ANY_TEXT)) {
    if (!kept && !saysAllOf(old, now)) return 'takes any value where it asked for one';
  }
  if (
    /\(\s*["']/.test(old.code) &&
    /(?:URL|Text|Title|Value|match\w*|Throw\w*|rejects|throws)\s*\(\s*\/|,\s*\/ *\//i.test(now.code) &&
    !/\(\s*\/|,\s*\//.test(old.code) &&
    alike >= 0.5
  ) {
    return 'matches a pattern where it asked for one text';
  }
  if (language === 'shell' && old.key.startsWith(now.key) && old.key !== now.key) return 'was cut short';
  return numbers(old, now, language);
}

/** A promise that nothing waits for fails unseen. */
function isUnawaited(old: Assertion, now: Assertion, language: Language): boolean {
  if (language !== 'js' || !/^(?:await|return|yield)\b/.test(old.code)) return false;
  if (/^(?:await|return|yield)\b|=>\s*(?:assert|expect|t\.)/.test(now.code)) return false;
  return (
    /rejects|resolves|throws|\$|page|locator|expect\(/.test(old.code) &&
    sameBut(old.code.replace(/^\w+\s+/, ''), now.code)
  );
}

/** Nothing that was asked for is missing: it is only joined by more. */
function saysAllOf(old: Assertion, now: Assertion): boolean {
  const words = /["'`][^"'`]{0,200}["'`]|\w+/g;
  const said = new Set(now.text.match(words));
  return (old.text.match(words) ?? []).every((word) => said.has(word));
}

const count = ({ text }: Assertion, pattern: RegExp): number => [...text.matchAll(pattern)].length;

const sameBut = (a: string, b: string): boolean => likeness(wordsOf(a), wordsOf(b)) > 0.9;

/** `assertEquals(true, x)` and `assertTrue(x)`, `be(false)` and a predicate, say the same. */
function bothBoolean(old: Assertion, now: Assertion): boolean {
  const boolean = /(?<=[(,]\s*|equal\s+|[=!]=\s*|\bis\s+)(?:true|false)\b(?=\s*[),]|\s*$)/i;
  if (!boolean.test(old.code) || /toBeTruthy|toBeFalsy|toBeDefined|exist|be_truthy|be_falsey/i.test(now.code))
    return false;
  const name =
    /assert_?(?:true|false)|assert\.(?:True|False)|isTrue|isFalse|EXPECT_(?:TRUE|FALSE)|^assert\b|be_|XCTAssert(?:True|False)|toBe\((?:true|false)\)|assert!|Assert\.(?:Is)?(?:True|False)|#expect|\bok\(|t\.(?:true|false)/i;
  return name.test(now.code) && likeness(wordsOf(old.text.replace(boolean, '')), wordsOf(now.text)) > 0.7;
}

/** `== []` and `not x` say the same. */
function bothEmpty(old: Assertion, now: Assertion): boolean {
  const empty = /(?:==\s*|[(,]\s*)(?:\[\s*\]|\{\s*\}|\(\s*\)|0|""|'')(?=\s*[),]|\s*$)/;
  const none = /assert_?Null\b|assert_?Nil\b|toBeNull\b|\bis None\b|\bisNull\b/i.test(old.code);
  if (none && /isEmpty|\bis_none\b|isNone|isAbsent/.test(now.code)) return true;
  if (!empty.test(old.text)) return false;
  return (
    /\bnot\s+\w|(?<![=!])!\w|isEmpty|Empty\b|assert_?False|toHaveLength\(0\)/i.test(now.code) &&
    likeness(wordsOf(old.text), wordsOf(now.text)) > 0.7
  );
}

/** What the old one said in a string is said by another new one: `match=` became an assertion of its own. */
function keptElsewhere(old: Assertion, now: Assertion, others: readonly Assertion[]): boolean {
  const said = [...old.text.matchAll(/(["'`])([^"'`]{3,200})\1/g)].map((match) => match[2] ?? '').at(-1);
  return said !== undefined && others.some((other) => other !== now && other.text.includes(said));
}

const GROWING =
  /\b(?:abs|rel|delta|rel_tol|abs_tol|atol|rtol|accuracy|tolerance|epsilon|eps|msg_delta|max_relative|max_ulps)\s*[=:]\s*(-?[\d._]+(?:e-?\d+)?)|(?:be_within|\bwithin|Within|offset|withPercentage|byLessThan|margin|epsilon|Tolerance)\s*\(\s*(-?[\d._]+(?:e-?\d+)?)/i;
const SHRINKING = /\b(?:places|decimal|significant|precision)\s*[=:]\s*(\d+)|toBeCloseTo\s*\([^,]{1,300},\s*(\d+)/i;
const LAST_IS_TOLERANCE =
  /near\b|delta\b|closeTo|approxEqual|InEpsilon|InDelta|EXPECT_NEAR|ASSERT_NEAR|assertEqualsWithDelta|in_delta|in_epsilon|abs_diff|assertEquals|Assert\.AreEqual|almostEqual/i;

/** A tolerance that grew, a bound that moved to where nearly everything lies. */
function numbers(old: Assertion, now: Assertion, language: Language): string | null {
  const grown = (pattern: RegExp, more: boolean): boolean => {
    const [a, b] = [pattern.exec(old.text), pattern.exec(now.text)].map((match) =>
      numberOf(match?.slice(1).find(Boolean)),
    );
    return a !== null && b !== null && a !== undefined && b !== undefined && (more ? b > a : b < a);
  };
  const TOLERANT = 'allows a larger difference than before';
  if (grown(GROWING, true) || grown(SHRINKING, false)) return TOLERANT;
  if (old.code.replaceAll(NUMBER, '#') !== now.code.replaceAll(NUMBER, '#')) return null;
  const [a, b] = [old, now].map(({ code }) => (code.match(NUMBER) ?? []).map(numberOf));
  const [last, next] = [a?.at(-1) ?? null, b?.at(-1) ?? null];
  if (a === undefined || b === undefined || last === null || next === null || last === next) return null;
  const read = readAssertion(old, language);
  if (LAST_IS_TOLERANCE.test(read.name) || LAST_IS_TOLERANCE.test(old.code)) {
    const args = /^(?:t|s)$/.test(read.arguments[0] ?? '') ? read.arguments.slice(1) : read.arguments;
    if (
      (args.length >= 3 && numberOf(args.at(-1)) !== null) ||
      (language === 'ruby' && /delta|epsilon/.test(read.name))
    )
      return next > last ? TOLERANT : null;
  }
  if (/^(?:expect\.assertions|t\.plan)/.test(now.head)) return next < last ? 'counts fewer assertions' : null;
  const go = read.form === 'go';
  const says = read.form === 'named' ? read.name : read.says;
  const least =
    /(?:>|\bgreater|\babove|at_?least|\bgt|\bge\b|_G[ET]\b|GreaterThan|least|minimum|-g[et]\b|longer|moreThan)/i.test(
      says,
    );
  const most =
    /(?:<(?!\w*>)|\bless|\bbelow|at_?most|\blt|\ble\b|_L[ET]\b|LessThan|most|maximum|-l[et]\b|shorter|fewer|NumQueries)/i.test(
      says,
    );
  if (least === most) return null;
  const lower = least !== go;
  return (lower ? next < last : next > last) ? 'has a bound that is easier to keep' : null;
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text.replaceAll('_', '').replace(/[a-z]+$/i, ''));
  return Number.isFinite(value) && text.trim() !== '' ? value : null;
}
