import { posix } from 'node:path';
import { firstLine } from '../../text/clip.ts';
import { sentences } from '../asks-for.ts';
import { type Area, isBaseline, isIgnoreFile } from './gate-file.ts';
import type { Weakening } from './weakening.ts';

/** Verbs that want something gone: code as well as checks. */
const REMOVAL = 'remove|delete|drop|get rid of|cut|take out|strip';
/** Verbs that want less of a check. */
const MILD_LESS =
  'deselect|lower|reduce|decrease|relax|loosen|weaken|soften|ease|disable|deactivate|turn(?:ing)? off|turn|switch off|skip|ignore|exclude|omit|allow|permit|accept|tolerate|suppress|silence|mute|stop|retire|bypass|quarantine|opt out of|downgrade|unset|limit|restrict|narrow|discard|deprecate|waive|exempt|whitelist|allowlist|leave out|comment out|hide';
/** Verbs that want another state of the very thing that is named. */
export const OTHER =
  'set|change|update|adjust|switch|move|replace|migrate|convert|use|configure|add|raise|increase|bump|extend|rename|swap|mark|make|put|regenerate|refresh|enable|retry|rerun|run|port|treat|let|give|double|introduce|target|upgrade|declare|split|treat|unset|sort|tune|only';
export const START =
  "(?:^(?:[-*+]\\s+|\\d+[.)]\\s+)?(?:\\[[ x]\\]\\s*)?(?:[\\w-]{2,12}(?:\\([^)]{0,30}\\))?!?:\\s*)?|[,;(]\\s*|\\b(?:please|to|and|then|also|should|must|may|can|could|just|let's|lets|want|we|now|or|is)\\s+)(?:please\\s+|also\\s+|just\\s+|temporarily\\s+|now\\s+|simply\\s+)*";
/** Words at which the object of a verb ends. */
const BREAK =
  /\b(?:that|which|because|when|whenever|where|so that|since|while|unless|until|by|reported|flagged|found|raised|complain\w*|caught|fail(?:s|ed|ing)?|but|instead|cause[sd]?)\b|[;]/i;

const FORBIDS =
  /\b(?:do not|don'?t|does not|must not|should not|may not|cannot|can'?t|never|without|not to|no need to|avoid|instead of|rather than|refuse to|nor)\s+(?:\w+\s+){0,3}$/i;

/** What people call the whole of an area, for verbs that want less of it. */
export const NOUNS: Readonly<Record<Area, RegExp>> = {
  ci: /\b(?:ci (?:job|step|check|workflow|trigger|matrix)|(?:job|step|trigger|matrix)\b.{0,30}\b(?:ci|workflow|pipeline)|(?:ci|build|test) matrix|matrix|workflow file)\b/i,
  scripts: /\b(?:script|target|task)s?\b.{0,40}\b(?:package\.json|makefile|tox|composer|build)\b/i,
  tests: /\b(?:test (?:config\w*|settings?|timeouts?|retries|runner)|retries|retry|time-?outs?)\b/i,
  coverage: /\b(?:coverage|mutation score|bundle size|size limit|budget)s?\b/i,
  lint: /\b(?:(?:es)?lint(?:er|ing)? (?:rules?|config\w*|warnings?|checks?)|rules?|checkstyle|style checks?|linter)\b/i,
  types: /\b(?:strict(?:ness| mode| settings?| checks?)|type[- ]?check(?:s|ing)?|type checker|compiler options?)\b/i,
  hooks: /\b(?:hooks?|pre-?commit|husky|lefthook|lint-staged)\b/i,
  owners: /\b(?:code ?owners?|owners?|ownership|reviewers?)\b/i,
  scanner: /\b(?:scan(?:ner|ning|s)?|advisor(?:y|ies)|vulnerabilit(?:y|ies)|audit|findings?|cves?|false positives?)\b/i,
  bot: /\b(?:dependabot|renovate|(?:automatic|automated) (?:dependency )?updates?)\b/i,
  verifier: /\b(?:fettle(?:\.yml)?|verifiers?)\b/i,
  attributes: /\b(?:git ?attributes|linguist\w*|diffs? of|generated)\b/i,
  code: /\b(?:suppress\w*|suppression|disable comment|ignore comment|lint warning|warnings?)\b/i,
};

/** `make X optional`, `let X fail`, `X should only warn`. */
const MILDER =
  /\b(?:optional|non-?blocking|advisory|informational|allowed to fail|allow(?:ed)? to fail|only warns?|just warns?|warns? only|a warning|(?:to|as|into) (?:a )?warnings?|not (?:fail|block)|less strict|lenient|best[- ]effort|manual(?:ly)?|nightly|opt-?in|experimental|soft)\b/i;

const OBSOLETE =
  /\b(?:no longer|not) (?:needed|required|used|maintained|wanted|supported|relevant|run|apply|applies|necessary)\b|\b(?:obsolete|superseded|deprecated|end[- ]of[- ]life|eol|goes away|can go|should go)\b|\b(?:is|are|was|were|has been|have been) (?:gone|removed|deleted|dissolved|dead|retired|replaced)\b/i;

/**
 * The sentence of the task that asks for this weakening, cut to one line; null when none does. It has to say, in one
 * sentence: a verb that wants less ("lower", "disable", "exclude", "drop" ...) as a request, with the setting, rule,
 * tool or check as its object; or a verb that wants another state ("set", "raise", "switch" ...) with the very name of
 * the setting, rule or tool; or that the check should be optional, warn only, or is no longer needed. A number that is
 * asked for has to be the number that was set. "Fix the lint errors" asks for nothing of the kind.
 */
export function asksToWeaken(task: string, weakening: Weakening): string | null {
  const { file, area, to } = weakening;
  const own = isIgnoreFile(file) || isBaseline(file) ? [posix.basename(file)] : [];
  const known = (list: readonly string[]) =>
    [...new Set(list)].filter((name) => name.length >= 2 && !COMMON.test(name));
  const settings = known([...weakening.names, ...own]);
  const items = known(weakening.items.flatMap((item) => [item, bare(item)]));
  const has = (text: string, list: readonly string[]) => list.some((name) => names(text, name));
  // More is asked of a threshold by these, not less.
  const verbs = settings.includes('coverage threshold')
    ? OTHER.replace(/\|(?:raise|increase|bump|double)\b/g, '')
    : OTHER;
  const versions = items.flatMap((one) => versionsOf(one));
  const telling = [...settings.filter((name) => isTelling(name)), ...items.filter((name) => TOOLS.test(name))];
  const found = readable(task).find((sentence) => {
    if (saysOtherNumber(sentence, to)) return false;
    // Whose check it is has to be said too, where only its subject is named.
    const placed = NOUNS[area].test(sentence) || names(sentence, posix.basename(file)) || has(sentence, settings);
    const less = (object: string) =>
      NOUNS[area].test(object) || has(object, settings) || (placed && has(object, items));
    const other = (object: string) =>
      telling.some((name) => names(object, name) && (!EVERYDAY.test(name) || isWhole(object, name))) ||
      (CHECK.test(object) && MILDER.test(object)) ||
      (NOUNS[area].test(object) && (MILDER.test(object) || hasNumber(object, to) || has(object, items))) ||
      (LIST.test(object) && has(object, items));
    // "Remove the force casts" wants other code, though a rule is called `force_cast`.
    const isOfCheck = (object: string) =>
      CHECK.test(object) ||
      NOUNS[area].test(object) ||
      has(
        object,
        items.filter((name) => TOOLS.test(name)),
      ) ||
      [...settings, ...items].some(
        (name) => names(object, name) && (!/[-_]/.test(name) || object.toLowerCase().includes(name.toLowerCase())),
      );
    return (
      requested(sentence, MILD_LESS, less) ||
      requested(sentence, REMOVAL, (object) => less(object) && isOfCheck(object)) ||
      requested(sentence, LEAVE_OUT, (object) => has(object, items)) ||
      requested(sentence, 'drop|remove|retire|end', (object) => versions.some((one) => names(object, one))) ||
      requested(sentence, MILDEN, (object) => names(object, posix.basename(file))) ||
      requested(sentence, verbs, other) ||
      passive(sentence, less)
    );
  });
  return found === undefined ? null : `the task says: ${firstLine(found, 160)}`;
}

const CHECK =
  /\b(?:jobs?|steps?|checks?|stages?|builds?|workflows?|lint\w*|rules?|hooks?|scan\w*|threshold|status(?:es)?|gates?)\b/i;
const LIST = /\b(?:ignor\w*|exclu\w*|allow-?list\w*|omit\w*|skip\w*|suppress\w*|baseline)\b/i;

/** `**` + `/*IT.java` is spoken of as `IT`, `src/api/` + `**` as `src/api`. */
export const bare = (item: string): string =>
  item
    .replaceAll(/^[^\w@]+|[^\w]+$/g, '')
    .replace(/(?<=\w)\.\w{1,5}$/, '')
    .replace(/\/[^\w]*$/, '');

/** Versions and platforms of a matrix, as people call them when they are no longer supported. */
function versionsOf(item: string): string[] {
  const python = /^py(\d)(\d+)$/.exec(item);
  if (python !== null) return [item, `${python[1]}.${python[2]}`];
  const short = /^(\d)(\d{1,2})$/.exec(item);
  if (short !== null) return [item, `${short[1]}.${short[2]}`];
  const platform = /^(windows|macos|ubuntu|linux|jruby|pypy)/i.exec(item)?.[1];
  if (platform !== undefined) return [item, platform];
  return /^v?\d+(?:\.[\dx]+)*$/.test(item) ? [item] : [];
}

/** A task of more than this is no task, and each finding looks at all of it. */
export const readable = (task: string): string[] =>
  sentences(task.slice(0, 100_000))
    .slice(0, 1000)
    .map((one) => one.slice(0, 1000));

/** Verbs that say by themselves that something is to be left out of a check. */
const LEAVE_OUT =
  'deselect|ignore|exclude|suppress|silence|mute|exempt|whitelist|allowlist|waive|opt out of|disable|turn off|switch off|skip|accept|tolerate|permit|omit|leave out';
const MILDEN = 'relax|loosen|weaken|soften|ease';

/** In every configuration, and in sentences about anything. */
export const COMMON =
  /^(?:run|name|the|and|for|true|false|error|warn|off|all|global|config|value|key|with|npm|npx|yarn|pnpm|uses|node|env|src|lib|app|bin|python|from|this|that|not|only|code|file|files|jobs|job|steps|step|default|options|version|project|properties|property|id|id:|tool|build|main|fix|use|add|set|rules|package\.json|makefile|pyproject\.toml|pom\.xml|composer\.json|cargo\.toml|setup\.cfg|tsconfig\.json|ignore|exclude|include|line|lines|fail|check|checks|bash|sh|echo|exit|https|http|commit|install|push|report|on|in)$/i;

/** A name that is no everyday word: it has a capital inside, a digit, a hyphen or the like; or it is a tool's. */
export const isTelling = (name: string): boolean =>
  /[a-z][A-Z]|[\d\-_./:@ ]/.test(name) || TOOLS.test(name) || name.length >= 9;

export const TOOLS =
  /^(?:jest|vitest|mocha|ava|karma|cypress|playwright|jasmine|pytest|nose2?|tox|nox|rspec|minitest|phpunit|pest|ctest|eslint|tslint|stylelint|biome|oxlint|prettier|flake8|pylint|ruff|black|isort|mypy|pyright|clippy|rubocop|phpcs|phpstan|psalm|detekt|ktlint|checkstyle|spotbugs|pmd|husky|lefthook|codecov|coveralls|codeql|semgrep|trivy|snyk|gitleaks|travis|jenkins|drone|circleci|gitlab|azure|strict|retries|retry|timeout|any|bail|noqa|nolint|nosec|trigger|condition|owners|baseline|edition|coverage|matrix|filter|schedule|addopts)$/i;

/** Names of settings that are words of any sentence. */
export const EVERYDAY =
  /^(?:strict|any|trigger|condition|owners|baseline|edition|coverage|matrix|filter|schedule|timeout)$/i;

/** "Make the strict parser optional" is about a parser; "set strict to false" about the setting. */
const isWhole = (object: string, name: string): boolean =>
  new RegExp(
    `(?<![\\w-])${name}["'\`]*(?:$|[,.;:)]|[\\s=]+(?:mode|to|in|for|of|on|off|false|true|\\d|from|as|by|at|until|settings?|options?|flags?|rules?|checks?|threshold|minimum|limit|config\\w*|report\\w*|upload|excl\\w*|incl\\w*|files?)\\b)`,
    'i',
  ).test(object);

export function names(text: string, name: string): boolean {
  const bare = text.replaceAll(/[`"'*()[\],]/g, ' ').replaceAll(/\bdefinitions?\b/gi, 'defs');
  const plain = ` ${bare.toLowerCase().replaceAll(/[-_\s]+/g, ' ')} ${spaced(bare)} `;
  return [...new Set([name.toLowerCase().replaceAll(/[-_\s]+/g, ' '), spaced(name)])].some((written) => {
    const words = written.replace(/^[ /#]+|[ /#:]+$/g, '');
    // A short one in capitals (`IT`) is no word of a sentence.
    if (name.length <= 3 && /^[A-Z]+$/.test(name)) return new RegExp(`\\b${name}\\b`).test(text);
    const at = words.length < 2 ? -1 : plain.indexOf(words);
    return at > 0 && !/\w/.test(plain[at - 1] ?? ' ') && /^(?:s|es|'s)?(?!\w)/.test(plain.slice(at + words.length));
  });
}

/** `testTimeout` as people write it: `test timeout`. */
export const spaced = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[-_\s]+/g, ' ');

/** Compiled once for each list of verbs, of which there are a handful. */
const compiled = new Map<string, RegExp>();
function asRequest(verbs: string): RegExp {
  const known = compiled.get(verbs) ?? new RegExp(`${START}(?:${verbs})\\b`, 'gi');
  compiled.set(verbs, known);
  return known;
}

export function requested(sentence: string, verbs: string, isObject: (text: string) => boolean): boolean {
  for (const match of sentence.matchAll(asRequest(verbs))) {
    if (FORBIDS.test(sentence.slice(0, match.index)) || FORBIDS.test(match[0].replace(/\S+$/, ''))) continue;
    const rest = sentence.slice(match.index + match[0].length);
    // "Retry failed tests": what stands first is part of the object.
    const end = 8 + (BREAK.exec(rest.slice(8))?.index ?? rest.length);
    if (isObject(rest.slice(0, Math.min(end, 140)))) return true;
  }
  return false;
}

const PASSIVE =
  /\b(?:should|must|can|may|could|needs? to|has to|have to|is to|are to|shall)\s+(?:only\s+|now\s+|also\s+|just\s+)?(?:be\s+(?:lowered|reduced|decreased|relaxed|loosened|disabled|turned off|switched off|skipped|ignored|excluded|omitted|removed|deleted|dropped|allowed|suppressed|silenced|retired|optional|non-?blocking|advisory|replaced|changed|set|raised|increased|extended|moved|manual|a warning|informational|warnings?)|go\b|warn\b|not (?:block|fail)|no longer)/i;

function passive(sentence: string, isObject: (text: string) => boolean): boolean {
  for (const pattern of [PASSIVE, OBSOLETE]) {
    const match = pattern.exec(sentence);
    if (
      match !== null &&
      !/\bnot\s*$/.test(sentence.slice(0, match.index)) &&
      isObject(sentence.slice(Math.max(0, match.index - 120), match.index))
    )
      return true;
  }
  return false;
}

const NUMBERS = /(?<![\w.-])\d+(?:\.\d+)?(?=\s*(?:%|percent|ms|s\b|sec|min|kb|mb)?(?![\w.]*\w))/gi;

/** "Raise it to 90", where the change sets it to 60. */
export function saysOtherNumber(sentence: string, to: number | undefined): boolean {
  if (to === undefined) return false;
  const target =
    /(?<!\b(?:instead|rather|not|from)\s)\b(?:to|at|of|=|below|under)\s+(?:about\s+|just\s+)?(\d+(?:\.\d+)?)\s*(%|percent|s\b|sec\w*|min\w*)?/i.exec(
      sentence,
    );
  if (target === null) return false;
  const said = Number(target[1]);
  return ![said, said / 100, said * 100, said * 1000, said * 60_000, said * 60].some(
    (one) => Math.abs(one - to) < 1e-9,
  );
}

/** "A minute" is 1 minute, "two retries" are 2. */
const inDigits = (text: string): string =>
  text
    .replaceAll(/\b(?:a|one) (?=(?:minute|second|retry)\b)/gi, '1 ')
    .replaceAll(/\b(?:two|twice)\b/gi, '2')
    .replaceAll(/\bthree\b/gi, '3')
    .replaceAll(/\bfive\b/gi, '5')
    .replaceAll(/\bten\b/gi, '10');

export const hasNumber = (text: string, to: number | undefined): boolean =>
  to !== undefined &&
  [...inDigits(text).matchAll(NUMBERS)].some(([digits]) =>
    [1, 0.01, 100, 1000, 60_000, 60].some((factor) => Math.abs(Number(digits) * factor - to) < 1e-9),
  );
