import { firstLine } from '../../text/clip.ts';
import type { DiffFile } from '../types.ts';
import { FILLER, isAbout, names } from './about.ts';
import { wordsOf } from './cases.ts';
import { forbids } from './forbids.ts';
import { goesWithSource, type Gone } from './gone-names.ts';
import type { Problem } from './problem.ts';
import { requestIn } from './requests.ts';

/**
 * What people ask for in words of their own: "We no longer bill by X, get rid of it", "X has been deprecated for years;
 * time for it to go", "The X spec is flaky. Quarantine it for now." The request stands in one clause and what it is about
 * in the one before. It counts when those words name the tests; or when they name something that the same change takes
 * out of the sources, and each of the tests that are lost speaks of just that.
 */
export function askedInOwnWords(
  sentences: readonly string[],
  problem: Problem,
  diff: readonly DiffFile[],
  gone: () => readonly Gone[],
): string | null {
  const thoughts = sentences.flatMap((sentence) => clausesOf(sentence).map((clause) => ({ clause, sentence })));
  const found = thoughts.find(({ clause }, n) => {
    const before = thoughts[n - 1]?.clause ?? '';
    const earlier = thoughts[n - 2]?.clause ?? '';
    return checksLess(clause, before, problem) || asksToGo(clause, [earlier, before], problem, diff, gone);
  });
  return found === undefined ? null : `the task says: ${firstLine(found.sentence, 160)}`;
}

const clausesOf = (sentence: string): string[] =>
  sentence.split(/;\s+|:\s+|,?\s+but\s+|\s[-–—]\s/).filter((it) => it.trim() !== '');

const TESTS = /\b(?:tests?|specs?|assertions?|snapshots?|scenarios?|suites?|test[- ]?cases?)\b/i;

function asksToGo(
  clause: string,
  [earlier, before]: readonly [string, string],
  problem: Problem,
  diff: readonly DiffFile[],
  gone: () => readonly Gone[],
): boolean {
  const said = forbids(clause) ? null : requestIn(clause, problem.kind);
  if (said === null) return false;
  const points = isPronoun(said.object);
  // "Get rid of it": of what the same clause said before, or else the clause before.
  const subject = points ? (said.lead.trim() === '' ? before : said.lead) : said.object;
  const whole = `${points ? `${before} ` : ''}${clause}`;
  if (problem.kind === 'snapshot') return /\bsnapshots?\b|\.snap\b/i.test(whole) && isGone(problem, diff);
  if (goesWithSource(points ? `${earlier} ${whole}` : subject, clause, problem, gone())) return true;
  if (!said.isRequest) return false;
  if (isPlace(whole, problem)) return true;
  if (!points || !(problem.kind === 'off' || TESTS.test(whole))) return false;
  return [...phrases(subject), ...ofTests(subject)].some(
    (phrase) => isAbout(phrase, problem) || isFolder(phrase, problem),
  );
}

const LESS =
  /\b(?:do not|don['’]?t|stop|no longer|let['’]?s not|(?:should|need) ?n['’]?t|(?:should|need) not|(?:no|not) (?:need|reason) to|not)\s+(?:have to\s+|to\s+)?(?:pin(?:ning)?|check(?:ing)?|assert(?:ing)?|look(?:ing)? at|compar(?:e|ing)|verify(?:ing)?|test(?:ing)? for|insist(?:ing)? on|depend(?:ing)? on|rely(?:ing)? on|care about|be (?:so )?(?:strict|exact|picky))\b(.*)/i;
const NOT_RUN =
  /\b(?:do not|don['’]?t|stop|no longer|let['’]?s not|should ?n['’]?t|should not)\s+run(?:ning)?\b(?!.*\b(?:parallel|concurrent\w*|twice|together|at once|same time)\b)(.*)/i;
const ENOUGH = /\b(?:tolerance|delta|epsilon|margin|accuracy|precision|deviation) of\s+(\d[\d_.]*\d|\d)/i;

/** Words that say "do not" and ask for less: "don't pin the exact wording", "let's not run X by default". */
function checksLess(clause: string, before: string, problem: Problem): boolean {
  if (problem.kind === 'off') return NOT_RUN.test(clause) && names(clause, problem);
  if (problem.kind !== 'loosened') return false;
  const number = ENOUGH.exec(clause)?.[1];
  if (number !== undefined && !forbids(clause)) {
    const now = problem.about.split('\n').at(-1) ?? '';
    const isSet = new RegExp(`(?<![\\d.])${number.replaceAll('.', '\\.')}(?![\\d])`).test(now);
    return isSet && (names(clause, problem) || names(before, problem));
  }
  const less = LESS.exec(clause);
  if (less === null) return false;
  return names(clause, problem) || isAbout((less[1] ?? '').replaceAll(EXACTLY, ' '), problem);
}

const EXACTLY =
  /\b(?:exact(?:ly)?|precise(?:ly)?|wording|messages?|order|contents?|values?|text|literal(?:ly)?|full)\b/gi;

/** "It", "them all", "the whole feature", "everything that refers to it". */
function isPronoun(object: string): boolean {
  const head =
    /^(.*?)(?=[,;(.]|\b(?:because|since|until|when|while|as|along|together|so|and|for|to)\b|$)/i.exec(object)?.[1] ??
    object;
  const words = head.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
  return words.every(
    (word) =>
      FILLER.has(word) ||
      /^(?:away|off|of|lot|bunch|refers?|thing|good|marked|folders?|director(?:y|ies)|ones?|stuff|bits?|the|a)$/.test(
        word,
      ),
  );
}

const SPLIT =
  /[,.;:()]|\b(?:has|have|had|is|are|am|was|were|be|been|does|do|did|will|would|can|could|should|must|may|might|since|until|because|that|which|who|when|while|to|and|or|of|for|no|not|never|nobody|longer|uses?|used|needs?|needed|wants?|supports?|made|makes?|keeps?|fails?|failing|breaks?)\b|\w+n['’]t\b/i;
const PLACE = /\b(?:in|on|at|from|by|into|with|under|against)\b.*$/i;

/** The things that a clause speaks of, without where they are. */
const phrases = (clause: string): string[] =>
  clause
    .split(SPLIT)
    .map((it) => it.replace(PLACE, '').trim())
    .filter((it) => it !== '');

/** What stands before the word: the "Cypress" of "the Cypress suite". */
const ofTests = (clause: string): string[] =>
  [
    ...clause.matchAll(
      /\b(?:the|this|that|our|those|these|all)\s+((?:[\w-]+\s+){1,4}?)(?:tests?|specs?|suites?|scenarios?|cases?|snapshots?)\b/gi,
    ),
  ].map((match) => match[1] ?? '');

/** Every word of it that says something is a folder's name on the way to the file. */
function isFolder(phrase: string, { file, kind }: Problem): boolean {
  const words = [...wordsOf(phrase)].filter((word) => !FILLER.has(word));
  const folders = wordsOf(file.split('/').slice(0, -1).join(' '));
  return kind !== 'loosened' && words.length > 0 && words.every((word) => folders.has(word));
}

/** A folder is named as a path, and the file is in it. */
const isPlace = (clause: string, { file, kind }: Problem): boolean =>
  kind !== 'loosened' &&
  (clause.match(/[\w.-]+(?:\/[\w.-]+){0,20}\/?/g) ?? []).some(
    (it) => it.includes('/') && file.startsWith(`${it.replace(/^\.\//, '').replace(/[./]+$/, '')}/`),
  );

const isGone = ({ file }: Problem, diff: readonly DiffFile[]): boolean =>
  diff.some((it) => it.path === file && (it.status === 'deleted' || it.hunks.every(({ added }) => added.length === 0)));
