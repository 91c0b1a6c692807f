import { firstLine } from '../../text/clip.ts';
import { isTestPath } from '../test-code/language.ts';
import type { DiffFile } from '../types.ts';
import { FILLER, isAbout, stems } from './about.ts';
import { wordsOf } from './cases.ts';
import { forbids } from './forbids.ts';
import type { Problem } from './problem.ts';

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
): string | null {
  const thoughts = sentences.flatMap((sentence) => clausesOf(sentence).map((clause) => ({ clause, sentence })));
  const found = thoughts.find(({ clause }, n) => {
    const said = forbids(clause) ? null : requestIn(clause, problem.kind);
    if (said === null) return false;
    const before = thoughts[n - 1]?.clause ?? '';
    const points = isPronoun(said.object);
    // "Get rid of it": of what the same clause said before, or else the clause before.
    const subject = points ? [said.lead, said.lead.trim() === '' ? before : ''].join(' ') : said.object;
    const whole = `${points ? subject : ''} ${clause}`;
    if (problem.kind === 'snapshot') return /\bsnapshots?\b|\.snap\b/i.test(whole) && isGone(problem, diff);
    if (goesWithSource(subject, problem, diff)) return true;
    if (!said.isRequest || !points) return false;
    if (!phrases(subject).some((phrase) => isAbout(phrase, problem))) return false;
    return problem.kind === 'off' || TESTS.test(whole);
  });
  return found === undefined ? null : `the task says: ${firstLine(found.sentence, 160)}`;
}

const TESTS = /\b(?:tests?|specs?|assertions?|snapshots?|scenarios?|suites?|test[- ]?cases?)\b/i;

const clausesOf = (sentence: string): string[] =>
  sentence.split(/;\s+|:\s+|,?\s+but\s+|\s[-–—]\s/).filter((it) => it.trim() !== '');

const ASKS =
  "(?:^\\W{0,6}|[,(:]\\s*|\\b(?:please|to|and|then|also|should|must|may|can|could|just|let['’]?s|we|so|will|now|or|simply|for now)\\s+)(?:(?:please|just|also|completely|entirely|fully|finally|then|simply|go ahead and)\\s+)*";
const APART = '(?:rip|take|throw|tear|cut|pull|strip|clear|chuck)\\s+(?:\\S+\\s+){0,8}?(?:out|away)';
const REMOVES = new RegExp(
  `${ASKS}(?:${APART}|remove|delete|drop|retire|get rid of|do away with|kill(?: off)?|purge|eliminate|discontinue|sunset|scrap|ditch|axe|nuke|prune|bin|lose|stop supporting|wipe)\\b`,
  'i',
);
const SWITCHES_OFF = new RegExp(
  `${ASKS}(?:(?:take|switch|turn|comment)\\s+(?:\\S+\\s+){0,8}?(?:out|off)|skip|disable|ignore|quarantine|mute|deactivate|park|suspend|xfail|mark (?:it|them|this|that|these|those) (?:as )?(?:skipped|ignored|pending|flaky|disabled|xfail))\\b`,
  'i',
);
/** What goes, said of it. */
const GOES =
  /\b(?:(?:can|should|must|may|needs? to|has to|have to|is to|are to)(?:\s+(?:now|just|all|also|finally))?\s+go\b(?!\s+(?:to|through|from|into|via|in|up|down|first|last)\b)|(?:it is |it['’]s )?(?:high )?time (?:for|that) |(?:is|are) going away\b|(?:is|are) (?:being |to be )?(?:retired|discontinued|sunset|phased out)\b)/i;
/** That something is gone already, or that nobody wants it: no request, so it only counts where the sources agree. */
const SAID_GONE =
  /\b(?:no longer|nobody (?:uses|needs|wants)|no one (?:uses|needs|wants)|not? (?:used|needed|supported) any ?more|is dead|are dead|(?:was|were|has been|have been|got|been|has|have) (?:killed|retired|discontinued|dropped|removed|sunset|shut down|switched off|turned off))\b/i;

interface Said {
  /** Before the request, in its clause. */
  lead: string;
  object: string;
  isRequest: boolean;
}

function requestIn(clause: string, kind: Problem['kind']): Said | null {
  if (kind !== 'removed' && kind !== 'loosened' && kind !== 'off' && kind !== 'snapshot') return null;
  const asked = (kind === 'off' ? SWITCHES_OFF : REMOVES).exec(clause);
  if (asked !== null) {
    const verbAndObject = clause.slice(asked.index);
    const between = asked[0].replace(
      /^[\s\S]*?\b(?:rip|take|throw|tear|cut|pull|strip|clear|chuck|switch|turn|comment|mark)\s/i,
      '',
    );
    const object = between === asked[0] ? verbAndObject.slice(asked[0].length) : between;
    return { lead: clause.slice(0, asked.index), object, isRequest: true };
  }
  if (kind === 'off') return null;
  const goes = GOES.exec(clause);
  if (goes !== null) {
    const lead = clause.slice(0, goes.index);
    const after = /\btime (?:for|that) (.{1,60}?) (?:to go|to be|goes|went|was|were)\b/i.exec(clause)?.[1];
    if (/\btime (?:for|that) $/i.test(goes[0]) && after === undefined) return null;
    return { lead, object: after ?? lead, isRequest: true };
  }
  const gone = SAID_GONE.exec(clause);
  return gone === null ? null : { lead: '', object: clause, isRequest: false };
}

/** "It", "them all", "the whole feature", "everything that refers to it". */
function isPronoun(object: string): boolean {
  const head = (
    /^(.*?)(?=[,;(.]|\b(?:because|since|until|when|while|as|along|together|so|and|for|to)\b|$)/i.exec(object)?.[1] ??
    object
  ).toLowerCase();
  const words = head.match(/[\p{L}\p{N}_-]+/gu) ?? [];
  return words.every((word) => FILLER.has(word) || /^(?:away|off|lot|bunch|refers?|thing|good|all)$/.test(word));
}

const SPLIT =
  /[,.;:()]|\b(?:has|have|had|is|are|is|am|was|were|be|been|does|do|did|will|would|can|could|should|must|may|might|since|until|because|that|which|who|when|while|to|and|or|of|for|no|not|never|nobody|longer|uses?|used|needs?|needed|wants?|supports?|made|makes?|keeps?|fails?|failing|breaks?)\b|\w+n['’]t\b/i;
const PLACE = /\b(?:in|on|at|from|by|into|with|under|against)\b.*$/i;

/** The things that a clause speaks of, without where they are. */
const phrases = (clause: string): string[] =>
  clause
    .split(SPLIT)
    .map((it) => it.replace(PLACE, '').trim())
    .filter((it) => it !== '');

const isGone = ({ file }: Problem, diff: readonly DiffFile[]): boolean =>
  diff.some((it) => it.path === file && (it.status === 'deleted' || it.hunks.every(({ added }) => added.length === 0)));

const DECLARES =
  /\b(?:function\*?|def|class|func|fn|fun|interface|type|struct|enum|const|let|var|val|module|trait|record|object|namespace|void|int|double|float|bool|boolean|string|String|[A-Z]\w*(?:<[^<>]*>)?)\s+(?:self\.|\([^)]*\)\s*)?([A-Za-z_]\w{3,})\s*(?=[(=:{<]|$)/g;

/** What the sources declared and the whole change does not have any more. */
function goneNames(diff: readonly DiffFile[]): string[] {
  const sources = diff.filter(({ path }) => !isTestPath(path));
  const gone = sources.flatMap(({ hunks }) =>
    hunks.flatMap(({ removed }) =>
      removed.flatMap(({ text }) => [...text.slice(0, 400).matchAll(DECLARES)].map((match) => match[1] ?? '')),
    ),
  );
  const files = sources
    .filter(({ status, renamedTo }) => status === 'deleted' && renamedTo === undefined)
    .map(({ path }) => (/([^/]+?)(?:\.\w+)+$/.exec(path)?.[1] ?? '').replace(/^index$/, ''));
  const left = new Set(
    diff.flatMap(({ hunks }) => hunks.flatMap(({ added }) => added.flatMap(({ text }) => text.match(/\w+/g) ?? []))),
  );
  return [...new Set([...gone, ...files])].filter((name) => name.length > 3 && !left.has(name));
}

/** The words name what goes from the sources, and each test that is lost speaks of it. */
function goesWithSource(subject: string, problem: Problem, diff: readonly DiffFile[]): boolean {
  const said = stems(wordsOf(subject));
  const names = goneNames(diff).filter((name) => {
    const words = stems(wordsOf(name));
    return words.size > 0 && [...words].every((word) => said.has(word));
  });
  if (names.length === 0) return false;
  const inFile = stems(wordsOf(problem.file.replace(/^.*\//, '').replace(/(?:\.\w+)+$/, '')));
  const lost = problem.parts ?? [{ title: problem.titles.join(' '), text: problem.about }];
  return (
    lost.length > 0 &&
    lost.every(({ title, text }) =>
      names.some((name) => {
        const words = [...stems(wordsOf(name))];
        return new RegExp(`(?<!\\w)${name}(?!\\w)`).test(`${title} ${text}`) || words.every((word) => inFile.has(word));
      }),
    )
  );
}
