import { posix } from 'node:path';
import { firstLine } from '../../text/clip.ts';
import { asksFor, sentences } from '../asks-for.ts';
import { isTestPath } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';
import { wordsOf } from './cases.ts';
import type { Kind, Problem } from './problem.ts';

/**
 * By which words a task allows which weakening of tests. One clause has to ask for it with a verb of that kind, in the
 * form of a request, forbidding nothing. And it has to be about these tests: it names the file, the case or the thing
 * that the case is about. For "remove the export feature" that is every case whose title or code says "export", and only
 * while code outside of the tests that says so goes too, or the task speaks of tests. "Fix the failing test" asks for
 * none of this.
 */
export function askedFor(task: string, problem: Problem, diff: readonly DiffFile[]): string | null {
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
  return found === undefined ? null : `the task says: ${firstLine(found, 160)}`;
}

const clauses = (sentence: string): string[] =>
  sentence.split(/;\s+|,?\s+but\s+|\s[-–—]\s/).filter((it) => it.trim() !== '');

const REQUEST =
  "(?:^(?:[-*+]\\s+|\\d+[.)]\\s+)?(?:\\[[ x]\\]\\s*)?(?:\\w+(?:\\([\\w-]*\\))?!?:\\s*)?|[,(:]\\s*|\\b(?:please|to|and|then|also|should|must|may|can|could|just|let's|we|so|will|now|or|either|simply|temporarily|for now)\\s+)(?:temporarily\\s+|please\\s+|just\\s+|also\\s+|completely\\s+|entirely\\s+|fully\\s+)?";

const VERBS: Record<Kind, string> = {
  removed:
    'remove|delete|drop|retire|get rid of|kill|strip(?: out)?|prune|rip out|cut|eliminate|consolidate|merge|fold|dedupe|deduplicate|rewrite|replace|stop supporting|end support|sunset|discontinue|take out|tear out|clear out|purge|reduce|trim|throw away|undo|revert|skip|disable|exclude|move',
  off: 'skip|disable|ignore|quarantine|mark|xfail|mute|deactivate|turn off|exclude|park|suspend|tag|xit|comment out|todo|gate|make|run|limit|restrict|only run|put|hide|annotate|rename|guard',
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
  off: /\b(?:skip|disable|ignore|quarantine|xfail|mute|deactivate|exclude|park|suspend|todo|flaky|expected[- ]fail\w*|manual\b|pending|known issue|slow|short mode|turn off|comment out|nightly|DISABLED|only (?:when|on|if|in|run)|integration|off)\w*/i,
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

const FORBIDS =
  /\b(?:do not|don'?t|(?:must|should|can|could|need|may|shall) ?not|\w+n't|never|without (?:changing|touching|removing|weakening|skipping|deleting|modifying)|avoid\w*|keep|leave|untouched|unchanged|not to|no need)\b/i;
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
  if (FORBIDS.test(clause)) return false;
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

/** The clause names the file, or one of the cases, or the function of a case. */
function names(clause: string, { file, titles, hunk }: Problem): boolean {
  const base = posix.basename(file);
  const stem = base.replace(/(?:[._-](?:test|spec|cy|e2e|tests))?(?:\.\w+)+$/, '');
  const all = titles.length > 0 ? titles : sectionOf(hunk);
  const has = (name: string) =>
    name.length >= 4 &&
    new RegExp(`(?<![\\w])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w])`, 'i').test(clause);
  if (
    has(file) ||
    has(base) ||
    (has(base.replace(/\.\w+$/, '')) && (base.replace(/\.\w+$/, '') !== stem || /[A-Z_-]/.test(stem)))
  )
    return true;
  const quoted = (title: string) =>
    ['"', "'", '`', '“'].some((mark) => clause.toLowerCase().includes(`${mark}${title.toLowerCase()}`));
  return (
    all.length > 0 &&
    all.every(
      (title) =>
        quoted(title) ||
        ((title.length >= 6 || /[A-Z_]/.test(title)) && (has(title) || has(title.split(/[.,:]\s*/).at(-1) ?? title))),
    )
  );
}

/** What git says of the function that a hunk stands in. */
function sectionOf(hunk: string | null): string[] {
  const section = hunk?.replace(/^@@[^@]*@@ ?/, '') ?? '';
  const name =
    /(?:func|def|fn|fun|void|function|class|Task)\s+(\w+)/.exec(section)?.[1] ??
    /\b(?:it|test|specify)\b[^"'`]*["'`]([^"'`]{4,})["'`]/.exec(section)?.[1];
  return name === undefined ? [] : [name];
}

const FILLER = new Set(
  'everywhere anywhere all any old legacy deprecated unused dead obsolete flaky feature features support supporting handling usage code module modules option options flag method methods class classes function functions endpoint endpoints api apis field fields test tests testing spec specs case cases suite file files implementation functionality logic system page component command parameter argument helper its their our this that these those them it everything whole entire related corresponding now broken failing redundant duplicate duplicated slow completely together along because since until while row rows check checks assertion assertions assert asserting stop part parts existing current new other some also which who when where as on by from for with without and or at in into up out so we you i no longer be been was were is are has have had do does did will would should could can may might must not if then than there here only just one two three more most much many each every thing things'.split(
    ' ',
  ),
);

/** The object of the verb says what every one of the cases is about. */
function isAbout(object: string, { file, titles, about, hunk, kind, parts }: Problem): boolean {
  const quoted = /["“]([^"”\n]{1,100} [^"”\n]{1,100})["”]/.exec(object)?.[1]?.toLowerCase();
  if (quoted !== undefined && titles.length > 0 && !titles.every((title) => title.toLowerCase().includes(quoted)))
    return false;
  const marked = [
    ...object.matchAll(/`([^`\n]{2,80})`|\b([a-z]+[A-Z]\w*|[A-Z]\w*[a-z]\w*[A-Z]\w*|\w+_\w+|\w+\(\))/g),
  ].map((match) => (match[1] ?? match[2] ?? '').split(/[.#/]|::/).at(-1) ?? '');
  const head = /^(.*?)(?=,|;|\.\s|\(|\bbecause\b|\bsince\b|\buntil\b|\bwhen\b|\bwhile\b|$)/.exec(object)?.[1] ?? object;
  const core = FILLER_ONLY.test(head.split(/\b(?:from|in|on|by|at|into)\b/)[0] ?? '')
    ? head
    : (head.split(/\b(?:from|in|on|by|at|into)\b/)[0] ?? head);
  const plain =
    core
      .replaceAll(/`[^`]*`/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}_-]{2,}/gu)
      ?.flatMap((word) => [...wordsOf(word)])
      .filter((word) => !FILLER.has(word)) ?? [];
  const base = posix.basename(file).replace(/(?:\.\w+)+$/, '');
  const stem = stems(
    wordsOf(`${base} ${posix.basename(posix.dirname(file)).replace(/^(?:tests?|specs?|src|unit|__tests__)$/, '')}`),
  );
  const all = parts ?? (titles.length > 0 ? titles : sectionOf(hunk)).map((title) => ({ title, text: about }));
  const places = (all.length > 0 ? all : [{ title: about, text: about }]).map(({ title, text }) => ({
    title: stems(wordsOf(title)),
    text: stems(wordsOf(text)),
  }));
  const own = (words: string[], isName: boolean) => {
    const each = [...stems(new Set(words))];
    if (each.length === 0) return false;
    if (each.every((word) => stem.has(word))) return true;
    const beyond = each.filter((word) => !stem.has(word));
    // Plain words have to be of the title; a name of the code may stand in the test's code alone.
    return places.every(({ title, text }) => {
      const said = new Set([...title, ...stem, ...(isName || kind !== 'removed' ? text : [])]);
      const least = isName ? each.length : Math.floor(each.length / 2) + 1;
      return each.filter((word) => said.has(word)).length >= least && beyond.some((word) => said.has(word));
    });
  };
  return own(plain, false) || marked.some((name) => own([...wordsOf(name)], true));
}

const FILLER_ONLY =
  /^\s*(?:(?:the|a|an|all|any|of|its|old|these|those|this|flaky|slow|obsolete|redundant|duplicate|unit|integration|e2e|tests?|specs?|cases?|support|handling|suites?|assertions?|checks?|tolerance|rows?|code|everything|test-?cases?)\s*)+$/i;

/** Plural and past are the same word. */
const stems = (words: Set<string>): Set<string> =>
  new Set(
    [...words]
      .map((word) =>
        word
          .replace(/ies$/, 'y')
          .replace(/s$/, '')
          .replace(/(?:ing|ed)$/, '')
          .replace(/e$/, ''),
      )
      .filter((word) => word.length > 1),
  );

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
    return [...words].some((word) => said.has(word));
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
