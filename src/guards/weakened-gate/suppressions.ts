import { isTestPath } from '../test-code/language.ts';
import { type Changed, type ChangedLine } from './lines.ts';
import { shown, type Weakening } from './weakening.ts';

/** Words by which code tells a tool to be silent, from the tools' own documentation. */
const SILENCED =
  /eslint-disable|tslint:disable|jshint ignore|jscs:disable|stylelint-disable|oxlint-disable|biome-ignore|deno-lint-ignore|@ts-(?:ignore|nocheck|expect-error)|\$Flow(?:FixMe|Ignore|ExpectedError)|@flow\s+strict-ignore|svelte-ignore|c8 ignore|v8 ignore|istanbul ignore|node:coverage (?:disable|ignore)|#\s*type:\s*ignore|#\s*pyright:\s*(?:ignore|basic)|#\s*mypy:\s*(?:ignore|disable|allow)|#\s*pyre-(?:ignore|fixme)|#\s*(?:noqa|nosec|ruff:\s*noqa|flake8:\s*noqa|pragma:\s*no\s?(?:cover|mutate|branch))\b|#\s*pylint:\s*(?:disable|skip-file)|#\s*(?:fmt|isort|yapf):\s*(?:off|skip|disable)|\/\/\s*nolint|\/\/\s*#nosec|\/\/\s*lint:ignore|#!?\[(?:cfg_attr\([^\]]{0,80})?(?:allow|expect)\(|@SuppressWarnings|@Suppress\(|@SuppressLint|@file:Suppress|@SuppressFBWarnings|@SuppressMessage|\bSuppressMessage\(|CHECKSTYLE[:.]OFF|NOPMD|NOSONAR|\/\/\s*noinspection|\bktlint-disable|detekt:disable|rubocop:\s*(?:disable|todo)|standard:disable|:reek:|#\s*typed:\s*(?:false|ignore)|#\s*steep:ignore|T\.unsafe\(|phpcs:(?:ignore|disable)|@phpcs|phpstan-ignore|@psalm-suppress|@codingStandardsIgnore|@phan-suppress|#pragma\s+warning\s*\(?\s*disable|#nullable\s+disable|#pragma\s+(?:GCC|clang)\s+diagnostic\s+(?:ignored|warning)|\bNOLINT(?:NEXTLINE|BEGIN)?\b|cppcheck-suppress|clang-format off|swiftlint:disable|credo:disable|@dialyzer\b|shellcheck\s+disable|hadolint\s+ignore|checkov:skip|tfsec:ignore|trivy:ignore|#trivy:ignore|markdownlint-disable|yamllint\s+disable|ansible-lint\s+disable|noqa:|luacheck:\s*ignore|scalastyle:off|scalafix:off|@nowarn\b|gitleaks:allow|secretlint-disable|pragma:\s*allowlist|codeql\[|lgtm\[|coverity\[|NOLINT|LCOV_EXCL|GCOV_EXCL|:nocov:|@codeCoverageIgnore|\[ExcludeFromCodeCoverage|@Generated\b.*jacoco|@ExcludeFromJacoco|\bgo:nocheckptr|#\s*type:\s*\(ignore|prettier-ignore|@ignore-lint|ignore_for_file:|\/\/\s*ignore:\s*\w|-Wno-|@unchecked\s+Sendable|nonisolated\(unsafe\)|@preconcurrency/;

/** Words by which code asks a tool to be strict. */
const STRICT =
  /#!\[(?:deny|forbid)\(|^\s*["']use strict["']|declare\s*\(\s*strict_types\s*=\s*1|#\s*typed:\s*(?:strict|strong|true)|\/\/\s*@ts-check|@flow strict\b|#nullable\s+enable|Option\s+Strict\s+On|#\s*mypy:\s*(?:strict|disallow)|#\s*pyright:\s*strict|^\s*set -(?:\w*e\w*|o pipefail)|@NullMarked|@NonNullApi|@ParametersAreNonnullByDefault|^\s*use\s+(?:warnings|strict)\b|static_assert\s*\(|@Strict\b/;

const TEXT = /\.(?:mdx?|rst|txt|adoc|json|lock|svg|html?|csv|snap|log)$|(?:^|\/)(?:changelog|license|docs?\/)/i;

/** Lines of a code file, moved ones left out. Tests are their own guard's business, but for tools that look at types and style. */
export function silenced(file: Changed): Weakening[] {
  if (TEXT.test(file.path) || isTestPath(file.path)) return [];
  const found: Weakening[] = [];
  const add = (place: ChangedLine, what: string) =>
    found.push({
      file: file.path,
      place,
      what: `${what}: ${shown(place.text)}`,
      area: 'code',
      names: namesOf(place.text),
      items: [],
    });
  const fresh = beyond(file.added.filter(isSaid), file.removed, SILENCED);
  if (fresh !== undefined) add(fresh, 'a check is told to be silent here');
  const gone = beyond(file.removed, file.added, STRICT);
  const hushed = beyond(file.removed, file.added, /#!\[warn\(/, /#!\[(?:warn|deny|forbid)\(/);
  if (hushed !== undefined && gone === undefined && file.status !== 'deleted')
    add(hushed, 'a demand for strictness was taken away');
  if (gone !== undefined && file.status !== 'deleted') add(gone, 'a demand for strictness was taken away');
  const cast = castAway(file);
  if (cast !== undefined) add(cast, 'a type is thrown away');
  return found;
}

/** As a comment or an attribute, not in a pattern or a text that speaks of them. */
function isSaid({ text }: ChangedLine): boolean {
  const at = SILENCED.exec(text)?.index;
  if (at === undefined) return false;
  const [before, after] = [text.slice(0, at), text.slice(at)];
  if (/^(?:@|#|\[|!|<|T\.|\$)/.test(after)) return !/["'`/]\S*$/.test(before);
  return (
    /(?:\/\/|\/\*|#|<!--|--|;|%|^\s*\*)[^"'`|]*$/.test(before) ||
    /^(?:\/\/|-Wno-|nonisolated|SuppressMessage)/.test(after) ||
    before.trim() === ''
  );
}

/** The first line with the words that the other side has no counterpart for; null when there are no more than there. */
function beyond(
  lines: readonly ChangedLine[],
  others: readonly ChangedLine[],
  words: RegExp,
  counterpart = words,
): ChangedLine | undefined {
  const mine = lines.filter(({ text }) => words.test(text));
  // What was already silent here may get another form.
  return mine[others.filter(({ text }) => counterpart.test(text)).length];
}

const ANY =
  /\bas (?:any|unknown as)\b|<any>|:\s*any\b|\bcast\(Any,|:\s*Any\b(?=\s*[=,):])|\bas!\s|\bdynamic\b(?=\s+\w+\s*[=;(])/g;

/** The same line but for a cast that takes its type, or three and more of them. */
function castAway(file: Changed): ChangedLine | undefined {
  const casts = file.added.filter(({ text }) => text.search(ANY) !== -1);
  const before = file.removed.filter(({ text }) => text.search(ANY) !== -1).length;
  if (casts.length <= before) return undefined;
  const plain = (text: string) => text.replaceAll(ANY, '').replaceAll(/[\s():;,]|\bany\b/g, '');
  const known = new Set(file.removed.map(({ text }) => text.replaceAll(/[\s():;,]/g, '')));
  const sameButFor = casts.find(
    ({ text }) => (CAST.test(text) && known.has(plain(text))) || file.removed.some((one) => isTyped(one.text, text)),
  );
  return sameButFor ?? manyCasts(file);
}

const CAST = /\bas (?:any|unknown as)\b|<any>|\bcast\(Any,|\bas!\s/;

/** Three and more casts that were not there. */
function manyCasts({ status, added, removed }: Changed): ChangedLine | undefined {
  const count = (lines: readonly ChangedLine[]) => lines.filter(({ text }) => CAST.test(text));
  const [fresh, before] = [count(added), count(removed).length];
  return status !== 'added' && fresh.length - before >= 3 ? fresh[before] : undefined;
}

/** `x: Foo` that became `x: any`. */
function isTyped(before: string, after: string): boolean {
  const names = (text: string) => text.match(/\w+(?=\??:\s)/g)?.join() ?? '';
  return (
    /:\s*(?:any|Any)\b/.test(after) &&
    names(before) !== '' &&
    names(before) === names(after) &&
    !/:\s*(?:any|Any)\b/.test(before)
  );
}

/** The tool's word, and the rule that stands behind it. */
function namesOf(text: string): string[] {
  const word = SILENCED.exec(text)?.[0] ?? STRICT.exec(text)?.[0] ?? '';
  const rest = text.slice(text.indexOf(word));
  return [
    word.replace(/^[#/\s]+/, '').trim(),
    ...(rest.match(/[\w@/:.-]{3,60}/g) ?? []),
    ...(/\bany\b/i.test(text) ? ['any'] : []),
  ];
}
