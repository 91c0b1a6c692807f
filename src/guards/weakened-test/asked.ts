import { posix } from 'node:path';
import { firstLine } from '../../text/clip.ts';
import { asksFor, sentences } from '../asks-for.ts';
import { isTestPath } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';
import { FILLER, isAbout, names, says, stems } from './about.ts';
import { wordsOf } from './cases.ts';
import { forbids } from './forbids.ts';
import type { Gone } from './gone-names.ts';
import { askedInOwnWords } from './own-words.ts';
import type { Kind, Problem } from './problem.ts';

/**
 * By which words a task allows which weakening of tests. One clause has to ask for it with a verb of that kind, in the
 * form of a request, forbidding nothing. And it has to be about these tests: it names the file, the case or the thing
 * that the case is about. For "remove the export feature" that is every case whose title or code says "export", and only
 * while code outside of the tests that says so goes too, or the task speaks of tests. "Fix the failing test" asks for
 * none of this.
 */
export function askedFor(
  task: string,
  problem: Problem,
  diff: readonly DiffFile[],
  gone: () => readonly Gone[],
): string | null {
  const stem = posix.basename(problem.file).replace(/\.\w+$/, '');
  // A title of one short word ("works") stands in many sentences by chance.
  const titles = problem.titles.filter((title) => title.length >= 8);
  // One of several is named: the others are not meant.
  if (problem.titles.length > 1) {
    const named = problem.titles.filter((title) => task.toLowerCase().includes(title.toLowerCase()));
    if (named.length > 0 && named.length < problem.titles.length && problem.kind === 'off') return null;
  }
  if (problem.kind !== 'focus' && problem.kind !== 'expected' && problem.kind !== 'slower') {
    const named = asksFor(task, { path: problem.file, names: /[._A-Z-]/.test(stem) ? [stem] : [], verbs: 'remove' });
    if (named !== null) return named;
    const each = titles.map((title) => asksFor(task, { path: title, verbs: 'remove' }));
    if (each.length === problem.titles.length && each.length > 0 && each.every((it) => it !== null))
      return each[0] ?? null;
  }
  const all = sentences(task);
  const found = all.find((sentence, n) =>
    clauses(sentence).some((clause) => asks(clause, all.slice(Math.max(0, n - 2), n).join(' '), task, problem, diff)),
  );
  return found === undefined ? askedInOwnWords(all, problem, diff, gone) : `the task says: ${firstLine(found, 160)}`;
}

const clauses = (sentence: string): string[] =>
  sentence.split(/;\s+|,?\s+but\s+|\s[-–—]\s/).filter((it) => it.trim() !== '');

const REQUEST =
  "(?:^(?:[-*+]\\s+|\\d+[.)]\\s+)?(?:\\[[ x]\\]\\s*)?(?:\\w+(?:\\([\\w-]*\\))?!?:\\s*)?|\\b(?:can|could|would|will) you\\s+|[,(:]\\s*|\\b(?:please|to|and|then|also|should|must|may|can|could|just|let's|we|so|will|now|or|either|simply|temporarily|for now)\\s+)(?:temporarily\\s+|please\\s+|just\\s+|also\\s+|completely\\s+|entirely\\s+|fully\\s+)?";

const VERBS: Record<Kind, string> = {
  removed:
    'remove|delete|drop|retire|get rid of|kill|strip(?: out)?|prune|rip out|cut|eliminate|consolidate|merge|fold|dedupe|deduplicate|rewrite|replace|stop supporting|end support|sunset|discontinue|take out|tear out|clear out|purge|reduce|trim|throw away|undo|revert|skip|disable|exclude|move',
  off: 'skip|disable|ignore|quarantine|mark|xfail|mute|deactivate|turn off|exclude|park|suspend|tag|xit|comment out|todo|gate|make|run|limit|restrict|only run|put|hide|annotate|rename|guard|(?:take|switch) (?:\\S+ ){1,8}?(?:out|off)',
  focus: 'focus|only run|run only|narrow',
  loosened:
    'loosen|relax|weaken|soften|widen|allow|accept|tolerate|stop (?:asserting|checking|comparing|testing)|ignore|drop|remove|delete|replace|use|switch|compare|only (?:check|assert|compare|verify|test)|check only|assert only|just (?:check|assert|verify)|increase|raise|lower|rewrite|convert|make|change|cut|strip|simplify|reduce|update|retire|do away with|get rid of|turn|permit',
  swallowed: 'ignore|swallow|tolerate|allow|suppress|catch|let',
  expected: 'update|correct|fix|adjust|change|amend|set|rename|replace|align|expect|bring|rewrite|sync|use|reword',
  snapshot:
    'update|regenerate|refresh|accept|re-?record|rebuild|approve|bless|rewrite|re-?generate|replace|fix|change|commit|remove|delete|correct|re-?create|edit|rename|shorten|redact|add|reduce|trim|sync|clean up|prune|drop',
  slower:
    'raise|increase|bump|extend|lengthen|double|triple|quadruple|give|set|allow|change|use|make|lift|remove|relax|adjust|up|widen|mark|grant|add|tag|move',
  retried:
    'retry|re-?run|add|enable|configure|use|set|allow|mark|annotate|introduce|make|turn on|let|give|wrap|repeat|raise|increase|bump|tag',
  mocked: 'mock|stub|fake|replace|patch|use',
};

/** What else the clause has to speak of, where the verb alone says too little. */
const ABOUT: Partial<Record<Kind, RegExp>> = {
  off: /\b(?:skip|disable|ignore|quarantine|xfail|mute|deactivate|exclude|park|suspend|todo|flaky|expected[- ]fail\w*|manual\b|pending|known issue|slow|short mode|turn off|comment out|nightly|DISABLED|only (?:when|on|if|in|run)|integration|off|time being|for now)\w*|\btake\b.*\bout\b/i,
  loosened:
    /\b(?:loosen|relax|weaken|soften|widen|tolera\w*|approx\w*|assert\w*|checks?|checking|expect\w*|compar\w*|match\w*|strict\w*|precision|delta|epsilon|exact\w*|bound|threshold|wording|messages?|tests?|specs?|toBe\w*|toMatch\w*|less specific|order|any)\b/i,
  snapshot:
    /\b(?:snapshots?|goldens?|baselines?|approved|approvals?|verified|fixtures?|expected (?:output|file|result)s?|testdata|test data|recorded|cassettes?|screenshots?|reference (?:output|file|image)s?)\b|\.(?:snap|golden|approved|expected|json|txt|ya?ml)\b/i,
  slower:
    /\b(?:time-?\s?outs?|timeouts?|time limits?|deadlines?|longer|more time|slow|enormous|large|eternal|long|seconds|minutes|wait\w*)\b/i,
  retried: /\b(?:retr(?:y|ies|ied|ying)|re-?runs?|flaky|attempts?|again|times)\b/i,
  expected: /\b(?:typos?|spelling|expect\w*|assert\w*|tests? (?:data|value|case)|tests?|specs?|fixtures?)\b/i,
};

const PRONOUN =
  /\b(?:it|them|this|these|that|those|they|the (?:tests?|specs?|cases?|assertions?|checks?|snapshots?))\b/i;
/** Verbs that can only mean to check less; all others need to say what they do to the assertion. */
const STRONG =
  /\b(?:loosen|relax|weaken|soften|widen|tolerate|stop (?:asserting|checking|comparing|testing)|ignore|drop|remove|delete|only (?:check|assert|compare|verify|test)|check only|assert only|just (?:check|assert|verify)|retire|get rid of|do away with|strip|cut)\b/i;
const SOFT =
  /\b(?:approx\w*|tolera\w*|loose\w*|less strict|strict\w*|order|sets?|contain\w*|partial\w*|error codes?|toMatch\w*|toContain\w*|toBeCloseTo|regex\w*|pattern|close\w*|any|delta|epsilon|precision|less specific|wording|exact\w*|instead of|in place of|rather than)\b/i;

const TESTS =
  /\b(?:tests?|specs?|test[- ]?(?:cases?|suites?|files?)|cases?|suites?|assertions?|coverage|rows?|examples?|everything|everywhere|altogether)\b/i;

function asks(clause: string, before: string, task: string, problem: Problem, diff: readonly DiffFile[]): boolean {
  const { kind } = problem;
  const request = new RegExp(`${REQUEST}(?:${VERBS[kind]})\\b`, 'gi');
  const passive =
    /\b(?:should|must|can|may|shall|needs? to|ha(?:s|ve) to|is to|are to|will)\s+(?:now\s+)?(?:be|get)\s+(\w+)|\b(?:needs? to go|can go|should go|must go|has to go)\b|\bis no longer supported\b|\bare no longer (?:supported|needed)\b|\bno longer (?:needed|required|used|supported)\b/i;
  const match = [...clause.matchAll(request)];
  const wasPassive = passive.exec(clause);
  const verbFits =
    wasPassive !== null &&
    (wasPassive[1] === undefined
      ? kind === 'removed' || kind === 'loosened'
      : new RegExp(`^(?:${VERBS[kind]})`, 'i').test(participleToVerb(wasPassive[1])));
  if (match.length === 0 && !verbFits) return false;
  if (forbids(clause)) return false;
  // "Correct it to 119." speaks of what the sentence before it says.
  const whole = PRONOUN.test(clause) ? `${before} ${clause}` : clause;
  if (ABOUT[kind] !== undefined && !(ABOUT[kind] as RegExp).test(whole) && !(kind === 'loosened' && isRemoval(clause)))
    return false;
  if (kind === 'loosened' && !STRONG.test(clause) && !SOFT.test(whole)) return false;
  const objects = match
    .map((it) => clause.slice(it.index + it[0].length))
    .concat(verbFits ? [clause.slice(0, wasPassive?.index ?? 0)] : []);
  const named = names(clause, problem) || (PRONOUN.test(clause) && names(before, problem));
  if (kind === 'snapshot')
    return named || !/[\w-]+\.(?:snap|golden|approved|\w+)\b/.test(clause) || clause.includes(problem.file);
  if (kind === 'slower')
    return (
      named ||
      /\b(?:tests?|specs?|suites?|ci|jest|vitest|pytest|mocha|playwright|cypress|e2e|assertions?)\b/i.test(clause) ||
      sameNumber(problem, diff)
    );
  if (kind === 'retried') return named || /\b(?:tests?|specs?|suites?)\b/i.test(clause);
  if (kind === 'expected')
    return (
      named ||
      /\b(?:typos?|spelling|expect(?:s|ed|ation)\w*|assert\w*)\b/i.test(clause) ||
      (/\btests?\b|\bspecs?\b/i.test(clause) && !/\b(?:failing|failed|broken|red|flaky)\b/i.test(clause))
    );
  if (named) return true;
  if (kind === 'focus' || kind === 'swallowed' || kind === 'mocked') return false;
  if (!objects.some((object) => isAbout(object, problem))) return false;
  return kind !== 'removed' && kind !== 'loosened' ? true : TESTS.test(task) || goesToo(objects, diff);
}

const isRemoval = (clause: string): boolean => /\b(?:remove|delete|drop|retire|get rid of|stop)\b/i.test(clause);

const participleToVerb = (word: string): string =>
  word
    .replace(/(?:p)?ped$/, 'p')
    .replace(/ied$/, 'y')
    .replace(/ed$/, '')
    .replace(/^(remov|delet|retir|quarantin|ignor|exclud|replac|updat|regenerat|rais|increas|eliminat|disabl)$/, '$1e');

/** Code outside of the tests that says the same goes too. */
function goesToo(objects: readonly string[], diff: readonly DiffFile[]): boolean {
  const plain = objects
    .flatMap((object) => [...wordsOf(object.replaceAll(/`[^`]*`/g, ' '))])
    .filter((word) => !FILLER.has(word));
  const marked = objects.flatMap((object) => (object.match(/`[^`]*`/g) ?? []).flatMap((name) => [...wordsOf(name)]));
  const words = stems(new Set([...plain, ...marked]));
  return diff.some((file) => {
    if (isTestPath(file.path)) return false;
    const said = stems(
      wordsOf(
        `${file.status === 'deleted' ? file.path : ''} ${file.hunks.flatMap((hunk) => hunk.removed.map(({ text }) => text)).join('\n')}`,
      ),
    );
    return [...words].some((word) => says(said, word));
  });
}

/** The limit is one of the product's, and the code says it too. */
function sameNumber({ about }: Problem, diff: readonly DiffFile[]): boolean {
  const numbers = about.match(/\d[\d_.]*/g)?.map((it) => it.replaceAll('_', '')) ?? [];
  return diff.some(
    (file) =>
      !isTestPath(file.path) &&
      file.hunks.some(({ added }) =>
        added.some(({ text }) =>
          numbers.some((number) => number.length > 1 && text.replaceAll('_', '').includes(number)),
        ),
      ),
  );
}
