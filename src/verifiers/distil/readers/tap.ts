import { trimBody } from '../body.ts';
import type { Family, Reader, Sink } from '../finding.ts';

const NOT_OK = /^(\s*)not ok (\d+)(?: -)? ?(.*)$/;
const DIRECTIVE = /# (?:TODO|SKIP)\b/i;
/** Keys of the YAML block that a TAP 13 failure carries and that say nothing about the fault. */
const DULL =
  /^\s*(?:---|\.\.\.|duration_ms:|type:|failureType:|code: ['"]?ERR_|name: ['"]?Assertion|operator:|compare:|source:|\|-$|stack: \|-?$|diff: \|$|at:$|columnNumber:|typeName:|isToplevel:|stdio:|cwd:|externalID:|command:|args:|- --|exitCode:|signal:|generatedMessage:|tests?:\s*\d)/;
/** A parent test that is red only because its children are. */
const PARENT = /subtests? failed/;
/** The name of a file, or of what runs before tests: no test that could be selected. */
const NO_TEST = /^\S*[/\\]\S+\.\w+$|^\S+\.[cm]?[jt]sx?$|^(?:setup|teardown)_file failed/;
const MAX_LINES = 60;
const MAX_BODY = 20;

interface Point {
  name: string;
  title: string;
  at: number;
  indent: number;
  lines: string[];
  /** It is a test itself, and no assertion in one. */
  isTest: boolean;
  test?: string;
}

/** TAP: tape, node-tap, node:test's tap reporter, bats, Perl's prove and everything else that speaks it. */
export const tap: Family = {
  name: 'tap',
  create(sink: Sink): Reader {
    /** The last failed point; its parents may still come, with less indent. */
    let held: Point | null = null;
    let open = false;
    const report = (): void => {
      const point = held;
      held = null;
      open = false;
      if (!point || point.lines.some((line) => PARENT.test(line))) return;
      const file = value(point.lines, /fileName: (.+)/);
      const line = Number(value(point.lines, /lineNumber: (\d+)/) ?? 0);
      const test = point.test ?? (NO_TEST.test(point.name) ? undefined : point.name);
      const body = trimBody(point.lines, MAX_BODY);
      sink.found({
        tool: 'tap',
        kind: 'test',
        title: point.title,
        body: test !== undefined && test !== point.name ? [`in ${test}`, ...body] : body,
        at: point.at,
        ...(file ? { file } : {}),
        ...(line ? { line } : {}),
        ...(test === undefined ? {} : { test }),
      });
    };
    return {
      read(line, at) {
        const failed = line.includes('not ok') ? NOT_OK.exec(line) : null;
        if (failed) {
          const [, space = '', number, text = ''] = failed;
          open = true;
          if (DIRECTIVE.test(text)) {
            open = false;
            return true;
          }
          sink.tool('tap');
          const name = text.replace(/ # time=.*$/, '');
          if (held && space.length < held.indent) {
            // Red because its child is.
            if (!held.isTest && !NO_TEST.test(name)) held.test ??= name;
            open = false;
            return true;
          }
          report();
          held = { name, title: `not ok ${number} ${text}`, at, indent: space.length, lines: [], isTest: false };
          open = true;
          return true;
        }
        if (!held || !open) return false;
        const indent = /^\s*/.exec(line)?.[0].length ?? 0;
        const perl = /^\s*# (?!(?:tests|pass|fail|Subtest|Looks like)\b)/.test(line);
        if (line.trim() !== '' && indent <= held.indent && !perl) {
          open = false;
          return false;
        }
        if (/^\s*\.\.\.$/.test(line)) open = false;
        else if (/^\s*(?:failureType|type): /.test(line)) held.isTest = true;
        else if (!DULL.test(line) && held.lines.length < MAX_LINES) held.lines.push(line);
        return true;
      },
      end: report,
    };
  },
};

function value(lines: readonly string[], when: RegExp): string | undefined {
  for (const line of lines) {
    const found = when.exec(line)?.[1];
    if (found) return found.replaceAll(/^["']|["'],?$/g, '');
  }
  return undefined;
}
