import { entropy } from './entropy.ts';

/** Where values stand in for real ones: tests, fixtures, examples, manuals, stories, translations, seeds. */
const STAND_IN =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|__fixtures__|specs?|e2e|cypress|playwright|features|fixtures?|test_?data|testing|mocks?|stubs?|fakes?|examples?|samples?|demos?|docs?|documentation|stories|seeds?|seeders?|__snapshots__|cassettes|locales?|i18n|lang|translations|benchmarks?)\/|[._-](?:tests?|spec|e2e|stories|mock|fixture|cy)\.\w{1,6}$|(?:^|\/)(?:test_[^/]{1,80}|conftest)\.py$|_(?:test|spec)\.\w{1,4}$|(?:Tests?|IT|Spec)\.(?:java|kt|groovy|scala|cs|swift|php)$|\.(?:md|mdx|rst|adoc|snap)$|\.(?:example|sample|template|dist|tmpl|test|testing)$|(?:^|\/)\.env\.(?:example|sample|template|dist|defaults?|tests?|ci)|(?:^|\/)seeds?\.\w{1,4}$/i;

export const isStandIn = (path: string): boolean => STAND_IN.test(path);

/** Files for a developer's own machine, where services stand with passwords that everybody knows. */
export const isLocalSetUp = (path: string): boolean =>
  /(?:^|\/)(?:docker-)?compose[^/]{0,60}\.ya?ml$|(?:^|\/)\.devcontainer\/|(?:^|[./-])(?:local|dev|development|ci)[./-]|(?:^|\/)\.github\/|(?:^|\/)\.gitlab-ci\.yml$|(?:^|\/)\.circleci\//i.test(
    path,
  );

/** Says of any value, of a known shape too, that it is none. */
const SAYS_SO =
  /example|x{4,}|X{4,}|\*{3,}|\.{3}|…|•{2,}|0{8,}|placeholder|redacted|change[-_ ]?me|replace[-_ ]?(?:me|with)|(?:^|[-_ .])(?:your|insert|enter)[-_ ]|(?:^|[-_])(?:test|fake|dummy|mock|sample|invalid|bogus|not[-_]a[-_]?real)(?:[-_]|$)|^<|>$|fake|dummy|bogus|notreal|deadbeef|fooba[rz]|lorem/i;

/** Runs that a hand makes and a generator does not. */
const TYPED = /(?:0?1234567|abcdefg|qwerty|98765432|aaaa|zzzz|1111|(?:a1b2c3)|abc123|123abc)/i;

/** Values that vendors print in their manuals; parts of them, so that this file holds none. */
const FROM_MANUALS = [
  'OSFODNN7',
  'K7MDENG/bPxRfiCY',
  '4eC39HqLyjWDarjtT1zdp7dc',
  'BQokikJOvBiI2HlWgH4olfQ2',
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV',
  'TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ',
  // The key of the storage emulator, the same on every machine.
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsu',
];

/**
 * Whether a value of a known shape was evidently made up: it says so, it has too little in it, or it comes from a manual.
 * Where values stand in for real ones, a typed run such as 1234567 is enough.
 */
export function isMadeUp(value: string, path: string): boolean {
  if (SAYS_SO.test(value) || FROM_MANUALS.some((known) => value.includes(known))) return true;
  if (entropy(value) < (value.length < 16 ? 2.2 : 2.8) || isRepeated(value)) return true;
  return isStandIn(path) && TYPED.test(value);
}

/** The same few characters again and again. */
function isRepeated(value: string): boolean {
  for (const n of [1, 2, 3, 4, 5, 6, 8, 10]) {
    if (value.length >= n * 3 && value.slice(n) === value.slice(0, value.length - n)) return true;
  }
  return false;
}

/** Whether the line itself says that what it holds is for a test: only believed where values stand in for real ones. */
export const isCalledFake = (line: string): boolean =>
  /fake|dummy|mock|example|sample|stub|bogus|invalid|expired|redact|not[ _-](?:a[ _-])?(?:real|secret|valid)/i.test(
    line,
  );

const WORD_OF_NO_SECRET =
  /example|sample|placeholder|change.?(?:me|this|it)|(?:^|[-_ ])your|dummy|fake|mock|redacted|x{4,}|\*{3,}|\.{3}|…|^[<${%@#[]|\$\{|\{\{|%\(|process\.env|secrets\.|todo|insert|replace|enter[-_ ]|foo(?:bar)?\b|lorem|^(?:none|null|nil|undefined|true|false|string|optional|required|password|secret|token|bearer|basic|hidden|unset|empty|default)$/i;

/** Whether a value that a name calls a secret is evidently no secret: a word that says so, a variable, an address. */
export function isPlaceholder(value: string): boolean {
  return (
    WORD_OF_NO_SECRET.test(value) ||
    /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$|^pk[._]|^(?:arn|urn|vault|ref|env|file|ssm|op):|^[a-z]{2,20}(?:\/[\w.-]{1,60}){1,8}$/.test(
      value,
    ) ||
    /^(?:[a-z][a-z+.-]{1,20}:)?\/\//i.test(value) ||
    isRepeated(value)
  );
}

/** What a generator makes: letters and digits mixed without structure, hexadecimal, base64. Not names, words, paths. */
export function isGenerated(value: string, min: number): boolean {
  if (value.length < min || /\s/.test(value)) return false;
  if (/^(?:[a-f0-9]{20,}|[A-F0-9]{20,})$/.test(value)) return entropy(value) >= 2.8;
  if (!/\d/.test(value) || !/[A-Za-z]/.test(value)) return isMixedCase(value);
  // A call, a member of something, an address, a version.
  if (/^[\w$-]+(?:\.[\w$-]+)+(?:\(|$)/.test(value) && value.split('.').every((part) => part.length < 16)) return false;
  if (/[(){}<>]|\/node_modules\/|^\.{0,2}\/|:\/\//.test(value)) return false;
  // Words, also in one, are what people call things.
  if (isWords(value) || /^[A-Za-z]?[a-z]+(?:[A-Z][a-z]+){1,6}\d{0,2}$/.test(value)) return false;
  return entropy(value) >= (value.length < 20 ? 3 : 3.3);
}

/** No digit by chance: still nothing that a person would call something. */
const isMixedCase = (value: string): boolean =>
  /^[A-Za-z+/=_-]{24,}$/.test(value) &&
  (value.match(/[A-Z]{2,}[a-z]|[a-z][A-Z][a-z]?[A-Z]/g)?.length ?? 0) >= 4 &&
  entropy(value) >= 3.8;

/** Words joined by separators, most of them without a digit in them: `db-credentials-v2`, `reset_password_2fa`. */
export function isWords(value: string): boolean {
  const words = value.split(/[-_.:/ ]/).filter((word) => word !== '');
  if (words.length < 2) return false;
  const plain = words.filter((word) =>
    /^(?:[A-Z]?[a-z]{1,20}|[A-Z]{1,20}|\d{1,4}|v\d{1,3}|[a-z]{1,12}\d{1,3}|V\d{1,3}|\d[a-z]{1,4})$/.test(word),
  );
  return plain.length === words.length || (words.length >= 4 && plain.length >= words.length - 1);
}
