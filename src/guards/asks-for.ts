import { posix } from 'node:path';
import { firstLine } from '../text/clip.ts';

/**
 * The rule by which a task allows what a guard would stop. It has to ask literally, in one sentence that forbids
 * nothing: "remove NAME", with the verb as a request (at the start, after "please", "and", "should" and the like) and
 * the name soon after it, or "NAME should be removed". NAME is the whole path, the file's name or, for a test, its
 * title. Code blocks and quotations ask for nothing: they are logs and other people's words; neither does what is not
 * shown to readers (comments, attributes). A report such as
 * "removing an item fails, see list.test.js" names a test and a verb, and asks for neither; when in doubt the finding
 * stays, and a person can reword the task.
 */
export interface Wanted {
  path: string;
  /** Other names that count, e.g. the title of a test case. */
  names?: readonly string[];
  verbs: 'remove' | 'change';
  /** A word that must stand in the sentence too, where the name alone says too little. */
  also?: RegExp;
}

const VERBS = {
  remove: [
    'remove',
    'delete',
    'drop',
    'skip',
    'disable',
    'retire',
    'rewrite',
    'replace',
    'loosen',
    'relax',
    'get rid of',
  ],
  change: [
    'change',
    'edit',
    'update',
    'add',
    'remove',
    'delete',
    'drop',
    'rename',
    'set',
    'configure',
    'upgrade',
    'bump',
  ].concat(
    [
      'migrate',
      'switch',
      'replace',
      'modify',
      'adjust',
      'enable',
      'reformat',
      'format',
      'sort',
      'clean up',
      'split',
      'disable',
      'create',
      'move',
      'rewrite',
      'extend',
      'relax',
    ],
    ['tighten', 'make', 'use', 'turn on', 'turn off', 'write', 'convert', 'introduce', 'correct', 'fix'],
  ),
} as const;

const PARTICIPLES = {
  remove: /(?:removed|deleted|dropped|skipped|disabled|retired|rewritten|replaced|loosened|relaxed)/,
  change:
    /(?:changed|edited|updated|added|removed|deleted|dropped|renamed|set|configured|upgraded|bumped|migrated|switched|replaced|modified|adjusted|enabled|disabled|created|moved|rewritten|extended|relaxed|tightened|corrected|fixed)/,
} as const;

/** Where a verb is a request and not part of a story. */
const REQUEST =
  "(?:^(?:[-*+]\\s+|\\d+[.)]\\s+)?(?:\\[[ x]\\]\\s*)?|,\\s*|\\b(?:please|to|and|then|also|should|must|may|can|could|just|let's)\\s+)";

const FORBIDS =
  /\b(?:do not|don'?t|(?:must|should|can|could|need|may|shall) ?not|\w+n't|never|without|avoid\w*|instead of|rather than|keep|leave|except|not to|no (?:need|reason)|untouched|unchanged)\b/i;

/** The sentence of the task that asks for it, cut to one line; null when none does. */
export function asksFor(task: string, wanted: Wanted): string | null {
  const names = [wanted.path, posix.basename(wanted.path), ...(wanted.names ?? [])].filter((name) => name.length >= 3);
  const verb = new RegExp(`${REQUEST}(?:${VERBS[wanted.verbs].join('|')})\\b.{0,80}$`, 'i');
  const passive = new RegExp(
    `^.{0,40}\\b(?:should|must|can|may|shall|(?:need|ha)\\w* to|(?:is|are) to)\\s+be\\s+${PARTICIPLES[wanted.verbs].source}\\b`,
    'i',
  );
  const found = sentences(task).find((sentence) =>
    names.some((name) => {
      const place = placeOf(sentence, name);
      if (place === null || FORBIDS.test(place.before) || FORBIDS.test(place.after)) return false;
      return (wanted.also?.test(sentence) ?? true) && (verb.test(place.before) || passive.test(place.after));
    }),
  );
  return found === undefined ? null : `the task says: ${firstLine(found, 160)}`;
}

/** What stands before and after a whole name: `a.test.js` is not named by `aa.test.js` or `a.test.js.map`. */
function placeOf(sentence: string, name: string): { before: string; after: string } | null {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const match = new RegExp(`(?<![\\w./-])${escaped}(?![\\w/-]|\\.\\w)`, 'i').exec(sentence);
  if (match === null) return null;
  return { before: sentence.slice(0, match.index), after: sentence.slice(match.index + match[0].length) };
}

/** What of a task can ask for anything, sentence by sentence: no code blocks, quotations, or what readers don't see. */
export function sentences(task: string): string[] {
  return (
    task
      .replaceAll(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1|$(?![\s\S]))/gm, '\n')
      .replaceAll(/^\s*>.*$/gm, '')
      // Not to be seen by whoever reads the task: comments, attributes of tags, what stands for pictures, definitions.
      .replaceAll(
        /<!--[\s\S]*?(?:-->|$(?![\s\S]))|<\/?[a-z][^<>]{0,1000}>|!\[[^\]]{0,300}\]\([^)]{0,1000}\)|^ {0,3}\[[^\]\n]+\]:.*$/gim,
        '',
      )
      .split(/\n+|(?<=[.!?;:])\s+/)
      // A title is a heading where the task is one text.
      .map((sentence) => sentence.replace(/^#{1,6}\s+/, '').trim())
      .filter((sentence) => sentence !== '')
  );
}
