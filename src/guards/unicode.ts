import { firstLine } from '../text/clip.ts';
import { sentences } from './asks-for.ts';
import { isStandIn } from './secret/made-up.ts';
import type { DiffFile, Finding, Guard } from './types.ts';
import { codePoint, skeleton } from './unicode/characters.ts';
import { trickIn } from './unicode/in-line.ts';
import { doubles, latinNames, trickInName } from './unicode/names.ts';
import { kindOf } from './unicode/parts.ts';

/**
 * Characters that make code read as something else than it is: turned order, invisible ones, look-alikes in names, blanks
 * that are none. Other languages in texts, strings and comments, emoji and formulas are what they look like.
 */
export const unicode: Guard = {
  name: 'unicode',
  check: ({ diff, task }) => {
    const files = diff.filter((file) => file.status !== 'deleted');
    const names = new Set(files.map((file) => file.path));
    return files.flatMap((file) => {
      const found = [...inName(file, names), ...(file.binary ? [] : inText(file, files))];
      if (found.length === 0) return found;
      const allowed = asksForCharacters(task, file.path);
      return allowed === null
        ? found
        : found.map((it) => ({ ...it, why: it.why.replace(/(?<=\.) [A-Z][^.]*\.$/, ''), allowed }));
    });
  },
};

function inName(file: DiffFile, names: ReadonlySet<string>): Finding[] {
  if (file.status !== 'added') return [];
  const looks = skeleton(file.path);
  const twin = looks !== file.path && names.has(looks) ? `it looks like ${looks}` : null;
  const trick = trickInName(file.path);
  const what = trick === null ? twin : `its name holds ${trick}`;
  if (what === null) return [];
  return [
    {
      rule: 'unicode',
      file: file.path,
      hunk: null,
      why: `This file is not what it seems: ${what}. Give it another name.`,
    },
  ];
}

function inText(file: DiffFile, files: readonly DiffFile[]): Finding[] {
  const kind = kindOf(file.path);
  const findings: Finding[] = [];
  const seen = new Set<number>();
  for (const hunk of file.hunks) {
    for (const { line, text } of hunk.added) {
      const trick = trickIn(text, file.path, kind);
      if (trick === null) continue;
      seen.add(line);
      findings.push({
        rule: 'unicode',
        file: file.path,
        hunk: hunk.header,
        line,
        why: `This line holds ${trick.what}. ${trick.cure}.`,
      });
    }
  }
  // Only where there is a name in another script is it worth collecting the Latin ones.
  const isForeign =
    kind === 'code' &&
    file.hunks.some((hunk) => hunk.added.some(({ text }) => /[\u0370-\u058F\u13A0-\u13FF\uFF21-\uFF5A]/.test(text)));
  if (!isForeign) return findings;
  const latin = latinNames(files.flatMap((it) => it.hunks.flatMap((hunk) => hunk.lines)));
  for (const { line, header, word } of doubles(file, latin)) {
    if (seen.has(line)) continue;
    seen.add(line);
    const why = `This line holds a name in another script (${[...new Set(word)].slice(0, 5).map(codePoint).join(', ')}) that looks like ${skeleton(word)}, which is there too. Write it in Latin letters.`;
    findings.push({ rule: 'unicode', file: file.path, hunk: header, line, why });
  }
  return findings;
}

const ABOUT_CHARACTERS =
  /\b(?:bidi\w*|bi-?directional|trojan source|zero[- ]width|homoglyphs?|homographs?|confusables?|invisible|non-?breaking|nbsp|rtl|right-to-left|unicode|byte order mark|bom|soft hyphens?|control characters?|variation selectors?|look-?alikes?)\b/i;

/** A task about such characters needs some to be tried on: in tests, fixtures and texts, or in a file that it names. */
function asksForCharacters(task: string, path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const found = sentences(task).find(
    (sentence) => ABOUT_CHARACTERS.test(sentence) && (isStandIn(path) || sentence.toLowerCase().includes(name)),
  );
  return found === undefined ? null : `the task says: ${firstLine(found, 160)}`;
}
