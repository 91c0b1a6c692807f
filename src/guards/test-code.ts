import { blankCode, LEXES } from './blank-code.ts';

type Language = keyof typeof LEXES;

interface Words {
  /** Group 1, or the string that follows, is the case's name. */
  cases: RegExp;
  /** Switches a case off, runs only some, or expects it to fail. */
  skips: RegExp;
  assertions: RegExp;
  /** Among them: those that hold for nearly every value. */
  weak: RegExp;
  /** Hold always. */
  trivial: RegExp;
}

const JS: Words = {
  cases:
    /(?<![\w.$])(?:it|test|fit|xit|xtest|specify|Deno\.test)(?:\.(?:only|skip|todo|failing|concurrent|each|fails))*\s*(?:\(|`)/g,
  skips:
    /(?<![\w$.])(?:(?:it|test|describe|suite|context|specify)(?:\.\w+)*\.(?:skip|only|todo|failing|fails|fixme|skipIf|runIf)\b|(?:xit|xtest|xdescribe|xcontext|fit|fdescribe)\s*\()|\b(?:t|ctx|context|this)\.(?:skip|todo)\s*\(|[{,]\s*(?:skip|todo|only)\s*:(?!\s*false)/g,
  assertions:
    /(?<![\w.$])(?:expect\s*\(|assert\w*\s*(?:\.\w+)*\s*\(|t\.(?:is|deepEqual|like|true|false|truthy|falsy|throws\w*|regex|equal|ok|same|assert)\w*\s*\(|should\b)|\.should\b/g,
  weak: /\.(?:toBeDefined|toBeTruthy|toBeFalsy|toBeUndefined|toBeNull|not\.toThrow|not\.toBeNull|not\.toBeUndefined|toHaveBeenCalled|toBeInstanceOf)\s*\(|(?<![\w.$])assert(?:\.ok|\.doesNotThrow|\.notEqual|\.isDefined|\.exists)?\s*\(/g,
  trivial:
    /expect\s*\(\s*(true|false|1|0|null)\s*\)\s*\.(?:toBe|toEqual|toStrictEqual)\s*\(\s*\1\s*\)|expect\s*\(\s*true\s*\)\s*\.toBeTruthy\s*\(|assert(?:\.ok)?\s*\(\s*(?:true|1)\s*[,)]|assert\.(?:equal|strictEqual|deepEqual)\s*\(\s*(true|false|1|0|null)\s*,\s*\2\s*[,)]/g,
};

const PY: Words = {
  cases: /^\s*(?:async\s+)?def\s+(test\w*)\s*\(/gm,
  skips:
    /@(?:pytest\.mark\.(?:skip|skipif|xfail)|unittest\.(?:skip\w*|expectedFailure))\b|\bpytest\.(?:skip|xfail)\s*\(|\bself\.skipTest\s*\(/g,
  assertions: /^\s*assert\b|\bself\.assert\w+\s*\(|\bpytest\.raises\b/gm,
  weak: /\bself\.assert(?:True|IsNotNone|IsInstance)\s*\(|^\s*assert\s+[\w.()[\]]+\s*$|\bis not None\b/gm,
  trivial: /^\s*assert\s+(?:True|1|not False)\s*(?:,|$)|\bself\.assertTrue\s*\(\s*True\b/gm,
};

const GO: Words = {
  cases: /^func\s+((?:Test|Fuzz|Example)\w*)\s*\(|\bt\.Run\s*\(/gm,
  skips: /\b[tb]\.Skip(?:f|Now)?\s*\(/g,
  assertions: /\bt\.(?:Error|Fatal|Fail)(?:f|Now)?\s*\(|\b(?:assert|require)\.\w+\s*\(/g,
  weak: /\b(?:assert|require)\.(?:NotNil|NotEmpty|NotPanics|True|NoError)\s*\(/g,
  trivial: /\b(?:assert|require)\.True\s*\(\s*t\s*,\s*true\b/g,
};

const JAVA: Words = {
  cases: /@(?:Test|ParameterizedTest|RepeatedTest)\b[\s\S]{0,300}?\b(?:void|fun)\s+`?(\w+)/g,
  skips: /@(?:Disabled\w*|Ignore)\b|\bassumeTrue\s*\(\s*false/g,
  assertions: /\b(?:assert\w+|verify)\s*\(/g,
  weak: /\b(?:assertNotNull|assertDoesNotThrow|assertTrue)\s*\(/g,
  trivial: /\bassertTrue\s*\(\s*true\s*\)|\bassertEquals\s*\(\s*(\d+|true)\s*,\s*\1\s*\)/g,
};

const RUST: Words = {
  cases: /#\[(?:\w+::)?test\b[^\]]*\][\s\S]{0,200}?\bfn\s+(\w+)/g,
  skips: /#\[ignore\b|#\[should_panic\b/g,
  assertions: /\b(?:debug_)?assert(?:_eq|_ne|_matches)?!\s*[([]/g,
  weak: /\bassert!\s*\(/g,
  trivial: /\bassert!\s*\(\s*true\s*\)|\bassert_eq!\s*\(\s*(\d+|true)\s*,\s*\1\s*\)/g,
};

const WORDS: Record<Language, Words> = { js: JS, py: PY, go: GO, java: JAVA, rust: RUST };

const EXTENSIONS: readonly (readonly [RegExp, Language])[] = [
  [/\.[cm]?[jt]sx?$/, 'js'],
  [/\.py$/, 'py'],
  [/\.go$/, 'go'],
  [/\.(java|kt|groovy|scala|cs)$/, 'java'],
  [/\.rs$/, 'rust'],
];

const TEST_FOLDER = /(^|\/)(tests?|__tests__|spec|specs|e2e)\//;
const TEST_NAME =
  /[._-](test|tests|spec|e2e)\.[cm]?[jt]sx?$|(^|\/)test_[^/]*\.py$|_test\.(py|go)$|(Tests?|IT|Spec)\.(java|kt|groovy|scala|cs)$/;

/** Whether a file's own name says that it holds tests, wherever it lies. */
export const isNamedAsTest = (path: string): boolean => TEST_NAME.test(path);

/** Whether a path looks like that of test code. Rust and the like keep tests in sources: there the text decides. */
export const isTestPath = (path: string): boolean => TEST_FOLDER.test(path) || TEST_NAME.test(path);

export interface TestCode {
  /** Names of the test cases, each as often as it stands there. */
  cases: string[];
  skips: number;
  /** Assertions that can fail. */
  assertions: number;
  weak: number;
  trivial: number;
}

/** What a file's text holds of tests; null when its language is not known. */
export function readTests(path: string, text: string): TestCode | null {
  const language = EXTENSIONS.find(([ending]) => ending.test(path))?.[1];
  if (language === undefined) return null;
  const words = WORDS[language];
  const code = blankCode(text, LEXES[language]);
  const count = (pattern: RegExp) => [...code.matchAll(pattern)].length;
  const cases = [...code.matchAll(words.cases)].map(
    (match) => match[1] ?? nameAfter(text, match.index + match[0].length),
  );
  const trivial = count(words.trivial);
  return {
    cases,
    skips: count(words.skips),
    assertions: count(words.assertions) - trivial,
    weak: count(words.weak),
    trivial,
  };
}

/** The added lines that hold a match: the first one's number, to point a person to, and the titles of the cases there. */
export function linesWith(
  kind: 'skips' | 'trivial' | 'weak',
  path: string,
  lines: readonly { line: number; text: string }[],
): { line?: number; titles: string[] } {
  const language = EXTENSIONS.find(([ending]) => ending.test(path))?.[1];
  if (language === undefined) return { titles: [] };
  const { source, flags } = WORDS[language][kind];
  const pattern = new RegExp(source, flags.replace('g', ''));
  const found = lines.filter(({ text }) => pattern.test(blankCode(text, LEXES[language])));
  const titles = found.flatMap(({ text }) => /(["'`])((?:\\.|(?!\1)[^\\])+)\1/.exec(text)?.[2] ?? []);
  return {
    ...(found[0] === undefined ? {} : { line: found[0].line }),
    titles: titles.length === found.length ? titles : [],
  };
}

/** The string that a call begins with; a case named by anything else is named by its position-free code. */
function nameAfter(text: string, from: number): string {
  const rest = text.slice(from, from + 300);
  return /^\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/s.exec(rest)?.[2] ?? (/^[^,\n)]*/.exec(rest)?.[0] ?? '').trim();
}
