import { firstLine } from '../../text/clip.ts';
import { hasNumber, names, NOUNS, OTHER, requested, saysOtherNumber, spaced } from './asks-to-weaken.ts';
import { stem, type Subjects, subjectsOf } from './subjects.ts';
import type { Weakening } from './weakening.ts';
import type { Said, Wish } from './wishes.ts';

/**
 * The sentence by which a task asks for a weakening the way people speak, where no plain request does ("Nobody likes
 * revive. Ditch it."). It has to hold a wish for less; and what is to be less has to be the very setting, entry, tool,
 * version or platform, in that sentence or, where it says "it" or "that job", in one of the two before. A word of the
 * setting's name counts where the tool is named too, or the number that was set. Null when there is none.
 */
export function asksInOwnWords(said: readonly Said[], weakening: Weakening): string | null {
  const subjects = subjectsOf(weakening);
  const text = (from: number, to: number) => said.slice(Math.max(0, from), to).map(({ sentence }) => sentence);
  const found = said.find(({ sentence, wishes }, n) => {
    if (saysOtherNumber(sentence, weakening.to)) return false;
    const before = text(n - 2, n);
    return (
      wishes.some((wish) => isMeant(wish, sentence, before, subjects, weakening)) ||
      asksForOther(sentence, before, weakening) ||
      asksForNumber(sentence, [...before, ...text(n + 1, n + 2)], subjects, weakening)
    );
  });
  return found === undefined ? null : `the task says: ${firstLine(found.sentence, 160)}`;
}

function isMeant(
  wish: Wish,
  sentence: string,
  before: readonly string[],
  subjects: Subjects,
  { area }: Weakening,
): boolean {
  const context = [...before, sentence].join(' ');
  const inConfig = !['ci', 'scripts', 'hooks', 'verifier'].includes(area);
  const isPlaced =
    NOUNS[area].test(context) || PLACE.test(context) || subjects.tools.some((tool) => names(context, tool));
  const named = (text: string, first: boolean) =>
    [...subjects.names, ...subjects.tools].some(
      (name) =>
        isHead(text, name, first) ||
        (first && (area === 'owners' || /^-|\w[-_]\w|[a-z][A-Z]/.test(name)) && names(text, name)),
    ) ||
    (isPlaced && subjects.versions.some((version) => isVersionMeant(text, version)));
  // "Remove the unused imports" wants other code, though a rule is called so.
  const inWords = (text: string) =>
    (wish.ofChecks || new RegExp(`\\b(?:${CHECK_NOUN})\\b`, 'i').test(text)) &&
    !BROKEN.test(context) &&
    subjects.tools.some((tool) => names(context, tool)) &&
    subjects.words.some((word) => hasWord(text, word));
  if (named(wish.object, wish.object === sentence) || inWords(wish.object)) return true;
  if (wish.ofChecks && !inConfig && subjects.tools.some((tool) => names(sentence, tool))) return true;
  if (!wish.pointsBack && !(wish.ofChecks && !SUBJECT.test(sentence))) return false;
  // "Requiring docs is overkill. Remove that lint.": most of the rule's name is said.
  const inMostWords = (text: string) =>
    wish.ofChecks &&
    subjects.words.length > 0 &&
    !BROKEN.test(text) &&
    subjects.words.filter((word) => hasWord(text, word)).length * 2 >= subjects.words.length;
  return [...before, wish.before].some(
    (one) => (wish.ofChecks || !BROKEN.test(one)) && (named(one, true) || inWords(one) || inMostWords(one)),
  );
}

/** "The Windows job", "testing on Windows"; but "the crash on Windows" is a crash. */
function isVersionMeant(text: string, version: RegExp): boolean {
  const at = version.exec(text)?.index;
  if (at === undefined) return false;
  const before = text.slice(0, at);
  return (
    !/\b(?:on|in|under|with|from|at|by|for)\s+(?:\w+\s+)?$/i.test(before) ||
    /\b(?:test|run|build|support|check|deploy|ship|target|ci|job|matrix)\w*\s+(?:\w+\s+){1,3}$/i.test(before) ||
    /^\s*(?:on|against|for|with)\s+(?:\w+\s+)?$/i.test(before)
  );
}

/** "The workflow runs lint and test. Use the verify script instead.": what went and what came for it are both named. */
function asksForOther(
  sentence: string,
  before: readonly string[],
  { area, lost = [], instead = [] }: Weakening,
): boolean {
  if (instead.length === 0 || lost.length === 0) return false;
  const context = [...before, sentence].join(' ');
  const came = (text: string) => instead.some((one) => names(text, one));
  const went = lost.filter((one) => names(context, one));
  if (!came(context) || BROKEN.test(context) || went.length === 0 || (area === 'owners' && went.length < lost.length))
    return false;
  return requested(sentence, OTHER, (object) => came(object) || NOUNS[area].test(object));
}

/** "Let lines be up to 120 characters", where `line-length` is 120 now. */
function asksForNumber(
  sentence: string,
  before: readonly string[],
  { words, tools, plain: settings }: Subjects,
  { to, from }: Weakening,
): boolean {
  if (to === undefined || !hasNumber(sentence, to) || BROKEN.test(sentence)) return false;
  const context = [...before, sentence].join(' ');
  const hasTool = tools.some((tool) => names(context, tool));
  // "Give them a minute": a time-out is spoken of by what waits.
  const isTime = words.some((word) => word.startsWith('timeout'));
  const waits = (text: string) =>
    isTime &&
    /\b(?:tests?|specs?|suite|wait|time)\b/i.test(text) &&
    /\b(?:seconds?|minutes?|ms|secs?|s|min)\b/i.test(text);
  const about = (text: string) =>
    words.some((word) => hasWord(text, word)) &&
    (hasTool ||
      words.filter((word) => hasWord(text, word)).length >= Math.min(2, words.length) ||
      /length|complexity|coverage|size|depth/.test(text) ||
      /\bup to\b/.test(text));
  // PHPStan's "level", ESLint's "max": with the tool, and the setting's name beside the number.
  const both =
    from !== undefined && hasNumber(context, from) && (hasTool || words.some((word) => hasWord(context, word)));
  const plain = hasTool && settings.some((name) => names(sentence, name));
  const sized = tools.some((tool) => /^(?:size-limit|bundle\w*)$/.test(tool)) && /\b[km]i?b\b/i.test(sentence);
  return (
    (about(context) || waits(context) || plain || sized || both) &&
    (ENOUGH.test(sentence) || requested(sentence, OTHER, () => true))
  );
}

const ENOUGH =
  /\b(?:go (?:back to|with|for|up to|down to)|back to|grow to|up to|down to|at most|no more than|(?:is|are|would be|will be) (?:enough|fine|ok(?:ay)?|plenty|good enough)|will do|(?:want|need|like|prefer) .{1,60} (?:at|to be|of) \d+|instead of \d+|not \d+)\b/i;

/** Whose check it is: a version is spoken of for many reasons. */
const PLACE =
  /\b(?:ci|test(?:s|ed|ing)?|job|jobs|matrix|pipelines?|workflows?|builds?|support(?:s|ed)?|run(?:s|ning)?|checks?|lint\w*|target(?:s|ed|ing)?|ship|deploy\w*)\b/i;

/** The sentence says itself what it is about. */
const SUBJECT = /^(?:the|our|all|every|each)\s+(?!jobs?|steps?|checks?|rules?|stages?|hooks?|gates?)\w+/i;

/** Speaks of code that a check found fault with: "it" is the code then. */
const BROKEN =
  /^there\b|\w\.(?:[jt]sx?|[cm][jt]s|py|rb|go|rs|java|kt|php|cs|c|cc|cpp|h|swift|exs?|sh|vue|md)\b|\b(?:violat\w+|reported by|\w+ reports(?= (?:in|on|for)\b|[.,]|$)|flag(?:s|ged)|fires?|found|finds|points? out|warns? about|unhappy|says that|complain\w*|reports (?:a|an|two|three|\d+)|fails? (?:on|because|with|in)|caught by|found by|trips?|breaks? the)\b/i;

const hasWord = (text: string, word: string): boolean =>
  (text.toLowerCase().match(/[a-z]{4,}/g) ?? []).some((one) => stem(one) === word);

const CHECK_NOUN =
  'rules?|config\\w*|settings?|checks?|steps?|jobs?|hooks?|linters?|stages?|family|families|plugins?|tests?|scans?|scanner|gates?|thresholds?|requirements?|options?|flags?|lint|warnings?|errors?|workflows?|runs?|builds?|entry|entries|suite';
const AFTER =
  'from|in|for|until|because|on|as|at|and|or|again|altogether|completely|entirely|now|everywhere|out|off|away|down|go|be|to|while|since|please|anyway|any|instead|with|shouldn|should|can|may|must|not|no';
/** What may follow where the sentence only speaks of it. */
const SAYS =
  'is|are|was|were|has|have|only|never|reports?|takes?|gives?|keeps?|fails?|does|doesn|don|isn|aren|too|runs?|lives?|moved|happens?|spams?|doubles?|tells?|asks?|next|beside|alongside|makes?|costs?|needs?|finds?|complains?|times?|gets?|just|really|always|breaks?|hangs?|brings?|adds?';

/** The name stands for itself, and is not the start of another thing's ("unused" of "the unused helper"). */
function isHead(text: string, name: string, mention: boolean): boolean {
  const written = (one: string) =>
    one.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/(?<=.)[-_\s]+/g, '[-_\\s]');
  // "The force casts" are code; "the force cast rule" and `force_cast` are the rule.
  const loose = mention || !/[-_]/.test(name) || new RegExp(`\\b(?:${CHECK_NOUN})\\b`, 'i').test(text);
  const wide = loose ? `(?:${written(name)}|${written(spaced(name))})` : name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // A single capital is a family of rules.
  const flags = /^[A-Z]{1,3}\d*$/.test(name) ? '' : 'i';
  if (name.length < 2 && flags === 'i') return false;
  const follows = mention ? `${AFTER}|${SAYS}|${CHECK_NOUN}` : AFTER;
  return new RegExp(
    `(?<![\\w./@-])@?${wide}(?:['’]s|s)?["'\`)*]*(?:[ -](?:\\w+ )?(?:${CHECK_NOUN}))?["'\`)]*\\s*(?:$|[,.;:!?(]|(?<=[\\s"'\`)])(?:${follows})\\b)`,
    flags,
  ).test(text);
}
