import type { Language } from '../../../guards/test-code/language.ts';

/** One way to make a line say something else. */
export interface LineMutant {
  line: string;
  /** For people: `< to <=`. */
  what: string;
}

type Swap = readonly [find: RegExp, put: string | ((found: string) => string), what: string];

/** Spaces around an operator keep type parameters, arrows and flags out of it. */
const SWAPS: readonly Swap[] = [
  [/ <= /, ' < ', '<= to <'],
  [/ >= /, ' > ', '>= to >'],
  [/ < /, ' <= ', '< to <='],
  [/ > /, ' >= ', '> to >='],
  [/ === /, ' !== ', '=== to !=='],
  [/ !== /, ' === ', '!== to ==='],
  [/ == /, ' != ', '== to !='],
  [/ != /, ' == ', '!= to =='],
  [/ -(eq|ne) /, (found) => (found === ' -eq ' ? ' -ne ' : ' -eq '), '-eq to -ne, or back'],
  [/ && /, ' || ', '&& to ||'],
  [/ \|\| /, ' && ', '|| to &&'],
  [/ \?\? /, ' || ', '?? to ||'],
  [/ and /, ' or ', 'and to or'],
  [/ or /, ' and ', 'or to and'],
  [/ not in /, ' in ', 'not in to in'],
  [/ \+ /, ' - ', '+ to -'],
  [/ - /, ' + ', '- to +'],
  [/ \* /, ' + ', '* to +'],
  [/ \/ /, ' * ', '/ to *'],
  [/ % /, ' * ', '% to *'],
  [/\+= /, '-= ', '+= to -='],
  [/\+\+/, '--', '++ to --'],
  [/\b(true|false)\b/, (found) => (found === 'true' ? 'false' : 'true'), 'true to false, or back'],
  [/\b(True|False)\b/, (found) => (found === 'True' ? 'False' : 'True'), 'True to False, or back'],
  [/(?<![\w.$"'#\\{])\d+(?![\w.}])/, (found) => String(Number(found) + 1), 'a number by one'],
  [/(["'])(?=\w)/, (found) => `${found}x`, 'a text'],
  [/(?<=[\w\])])\+(?=[/$|)])/, '', 'a pattern that repeats to one that does not'],
  [/(?<=[^\\])[$](?=\/[a-z]*[,;)])/, '', 'a pattern no longer at the end'],
];

/** What stands for nothing, where a language lets a function return it in place of anything. */
const NOTHING: Partial<Record<Language, string>> = { js: 'undefined', py: 'None', ruby: 'nil', php: 'null' };
const RETURN = /^(\s*return )(?!undefined\b|None\b|nil\b|null\b)[^{}[\]]*[^{}[\]\s,(;](;?)\s*$/;

/** `if (x)`, `while (x)`, `} else if (x)`, whole on its line; Python's and Ruby's `if x` too. */
const CONDITIONS: readonly (readonly [RegExp, string])[] = [
  [/^(\s*(?:\}\s*)?(?:else\s+)?(?:if|while)\s*)\((.*)\)(\s*\{?\s*)$/, '$1(!($2))$3'],
  [/^(\s*(?:if|elif|while)\s+)(.+):(\s*)$/, '$1not ($2):$3'],
];

/** A statement that stands alone on its line: nothing opens or closes in it, and nothing else needs it to be there. */
const STATEMENT =
  /^\s*(?!\s|(?:return|const|let|var|import|export|package|use|from|case|default|throw|raise|func|fn|def)\b)[^{}]*;\s*$/;
const JUMP = /^(\s*)(?:continue|break)\b;?\s*$/;
const COMMENT = /^\s*(?:\/\/|#|\*|\/\*|--|<!--)/;
const NAMES_ONLY = /^\s*(?:import|export \{|from|package|use|using|require|#include)\b/;

/** What can be made of one line of code, each with one thing changed; in a fixed order, none twice. */
export function mutateLine(line: string, language: Language | null = null): LineMutant[] {
  if (line.trim() === '' || COMMENT.test(line) || NAMES_ONLY.test(line)) return [];
  const found: LineMutant[] = [];
  for (const [pattern, put] of CONDITIONS)
    if (pattern.test(line)) found.push({ line: line.replace(pattern, put), what: 'a condition to its opposite' });
  for (const [pattern, put, what] of SWAPS) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const other = typeof put === 'string' ? put : put(match[0]);
    found.push({ line: line.slice(0, match.index) + other + line.slice(match.index + match[0].length), what });
  }
  const nothing = language === null ? undefined : NOTHING[language];
  if (nothing !== undefined && balanced(line) && RETURN.test(line))
    found.push({ line: line.replace(RETURN, `$1${nothing}$2`), what: 'nothing is returned' });
  if (STATEMENT.test(line) && !JUMP.test(line)) found.push({ line: '', what: 'a statement left out' });
  const texts = new Set([line]);
  return found.filter((mutant) => !texts.has(mutant.line) && texts.add(mutant.line));
}

/** An expression that goes on in the next line can't be replaced alone. */
const balanced = (line: string): boolean => line.split('(').length === line.split(')').length;
