import { isForeign } from './body.ts';

/** Where a sandbox or a CI system checks a repository out. */
const ROOTS =
  /^(?:file:\/\/)?(?:\/workspace\/|\/github\/workspace\/|\/home\/runner\/work\/[^/]+\/[^/]+\/|\/Users\/runner\/work\/[^/]+\/[^/]+\/|\/(?:[^\s/:]+\/)*_work\/[^/]+\/[^/]+\/|\/__w\/[^/]+\/[^/]+\/|\/home\/travis\/build\/[^/]+\/[^/]+\/|[A-Z]:\\a\\[^\\]+\\[^\\]+\\)/;

/** A path as the repository has it: without the place of the checkout, `./` and back slashes. */
export function relative(path: string): string {
  const short = path.replace(ROOTS, '').replace(/^file:\/\/(?=\/)/, '');
  const plain = /^[\w.-]+\\/.test(short) ? short.replaceAll('\\', '/') : short;
  return plain.replace(/^(?:\.\/)+/, '');
}

const PATH = String.raw`(?<file>(?:file:\/\/|[A-Za-z]:)?[\w@.\/\\+~-]*[\w-]\.[A-Za-z]\w{0,9})`;
/** How a line names a place: `a.js:3:5`, `a.ts(3,5)`, `File "a.py", line 3`, `A.cs:line 3`, `a.pm line 3`, `a.tf line 3`. */
const FORMS: readonly RegExp[] = [
  /File "(?<file>[^"<]+)", line (?<line>\d+)/,
  new RegExp(`${PATH}(?::line |:\\[?|"?,? line | line | on line | @ )(?<line>\\d+)`),
  // A call with a number looks the same: only where the ending is one of sources.
  /(?<file>[\w@./\\+~-]*[\w-]\.(?:[cm]?[jt]sx?|vue|svelte|cs|fs|vb|c|cc|cpp|cxx|h|hpp|nim|pas|d))\((?<line>\d+)(?:, ?\d+)?\)/,
  /\bin file (?<file>[\w./-]+\.\w+), line (?<line>\d+)/,
];
const NO_PLACE = /^\s*(?:https?:|\/\/)|\d+\.\d+\.\d+\.\d+:\d+/;

/** The first own place that lines name; null when there is none. */
export function placeIn(lines: readonly string[]): { file: string; line: number } | null {
  for (const line of lines) {
    if (isForeign(line)) continue;
    for (const form of FORMS) {
      const { file, line: row } = form.exec(line)?.groups ?? {};
      if (file && row && !NO_PLACE.test(line.slice(line.indexOf(file) - 3)) && !file.startsWith('//'))
        return { file, line: Number(row) };
    }
  }
  return null;
}
