import { posix } from 'node:path';
import { wordsOf } from './cases.ts';
import type { Problem } from './problem.ts';

/** The clause names the file, or one of the cases, or the function of a case. */
export function names(clause: string, { file, titles, hunk }: Problem): boolean {
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

export const FILLER = new Set(
  'everywhere anywhere all any old legacy deprecated unused dead obsolete flaky feature features support supporting handling usage code module modules option options flag method methods class classes function functions endpoint endpoints api apis field fields test tests testing spec specs case cases suite file files implementation functionality logic system page component command parameter argument helper its their our this that these those them it everything whole entire related corresponding now broken failing redundant duplicate duplicated slow completely together along because since until while row rows check checks assertion assertions assert asserting stop part parts existing current new other some also which who when where as on by from for with without and or at in into up out so we you i no longer be been was were is are has have had do does did will would should could can may might must not if then than there here only just one two three more most much many each every thing things'.split(
    ' ',
  ),
);

/** The object of the verb says what every one of the cases is about. */
export function isAbout(object: string, { file, titles, about, hunk, kind, parts }: Problem): boolean {
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
      return each.filter((word) => says(said, word)).length >= least && beyond.some((word) => says(said, word));
    });
  };
  return own(plain, false) || marked.some((name) => own([...wordsOf(name)], true));
}

const FILLER_ONLY =
  /^\s*(?:(?:the|a|an|all|any|of|its|old|these|those|this|flaky|slow|obsolete|redundant|duplicate|unit|integration|e2e|tests?|specs?|cases?|support|handling|suites?|assertions?|checks?|tolerance|rows?|code|everything|test-?cases?)\s*)+$/i;

/** "Lock" and "lockout", "unique" and "uniqueness". */
export const says = (said: ReadonlySet<string>, word: string): boolean =>
  said.has(word) ||
  [...said].some((it) => Math.min(it.length, word.length) >= 4 && (it.startsWith(word) || word.startsWith(it)));

/** Plural and past are the same word. */
export const stems = (words: Set<string>): Set<string> =>
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
