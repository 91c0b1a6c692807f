import { type Foreign, foreign } from '../github/texts/foreign.ts';
import type { CheckAnnotation } from '../github/types.ts';
import type { DiffFile } from '../guards/types.ts';
import { spansOfLines } from '../text/line-ranges.ts';
import type { Redactor } from '../text/redact.ts';
import type { GateReport } from './types.ts';

/** Reviewers read no more; the rest stands in the check's text. Four requests. */
const MAX_ANNOTATIONS = 200;
const MAX_TITLE = 200;
const MAX_MESSAGE = 2_000;

/** The first line of a hunk and the last, as the new file has them. */
interface Span {
  header: string;
  from: number;
  to: number;
}

/**
 * What a reviewer should look at, on the lines it is about: objections of the judge, findings of guards that were allowed,
 * and changed lines that no test ran. `diff` is from base to the commit. What is about no line that the commit has is
 * left out; the check's text names it.
 */
export function checkAnnotations(
  report: GateReport,
  diff: readonly DiffFile[],
  redact: Redactor | undefined,
): CheckAnnotation[] {
  const say = foreign(redact);
  const spans = new Map(diff.filter(({ status }) => status !== 'deleted').map((file) => [file.path, spansOf(file)]));
  return [...objections(report, spans, say), ...findings(report, spans, say), ...unrun(report, say)].slice(
    0,
    MAX_ANNOTATIONS,
  );
}

type Spans = ReadonlyMap<string, readonly Span[]>;

function objections({ verdict, judge }: GateReport, spans: Spans, say: Foreign): CheckAnnotation[] {
  if (verdict === null || judge?.level === 'off' || judge?.level === 'shadow') return [];
  return verdict.objections.flatMap(({ path: cite, hunk, why, criterion, cited }) => {
    // As a model cites it, with or without the side's letter.
    const path = spans.has(cite) ? cite : cite.replace(/^[ab]\//, '');
    const span = cited ? spans.get(path)?.find(({ header }) => startOf(header) === startOf(hunk)) : undefined;
    if (span === undefined) return [];
    const title = `The judge objects: ${criterion.replaceAll('_', ' ')}`;
    return [{ path, from: span.from, to: span.to, level: 'warning', title, message: told(why, say) }];
  });
}

function findings({ findings: found }: GateReport, spans: Spans, say: Foreign): CheckAnnotation[] {
  return found.flatMap(({ file, line, hunk, rule, why, allowed }) => {
    const hunks = spans.get(file) ?? [];
    const span =
      hunks.find(({ from, to }) => line !== undefined && line >= from && line <= to) ??
      hunks.find(({ header }) => hunk !== null && startOf(header) === startOf(hunk)) ??
      hunks[0];
    if (span === undefined) return [];
    const at = line !== undefined && line >= span.from && line <= span.to ? line : span.from;
    const title = allowed === undefined ? `Guard ${rule}` : `Guard ${rule}, allowed`;
    const message = told(allowed === undefined ? why : `${why}\nAllowed: ${allowed}`, say);
    return [{ path: file, from: at, to: at, level: 'warning', title, message }];
  });
}

function unrun({ changedLines }: GateReport, say: Foreign): CheckAnnotation[] {
  if (changedLines === undefined) return [];
  const checks = say.plain(changedLines.checks.join(', '), MAX_TITLE);
  return changedLines.unrun.flatMap(({ file, lines }) =>
    spansOfLines(lines).map(([from, to]) => ({
      path: file,
      from,
      to,
      level: 'notice',
      title: 'No test ran this',
      message: `These changed lines were run by no test of ${checks}.`,
    })),
  );
}

/** Annotations are shown as they are, line by line. */
const told = (text: string, say: Foreign): string =>
  text
    .split('\n')
    .map((line) => say.plain(line, MAX_MESSAGE))
    .join('\n')
    .slice(0, MAX_MESSAGE)
    .toWellFormed();

function spansOf({ hunks }: DiffFile): Span[] {
  return hunks.flatMap(({ header }) => {
    const [, start = '', count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(header) ?? [];
    const [from, length] = [Number(start), Number(count)];
    // Where lines are only gone, the line before them is told of; in an empty file there is none.
    if (start === '' || from === 0) return [];
    return [{ header, from, to: from + Math.max(0, length - 1) }];
  });
}

/** `@@ -a,b +c,d @@` without the context behind it, which a model may leave out. */
const startOf = (header: string): string => /^@@ [^@]* @@/.exec(header)?.[0] ?? header;
