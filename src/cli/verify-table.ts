import { stripVTControlCharacters, styleText } from 'node:util';
import { firstLine } from '../text/clip.ts';
import { visible } from '../text/visible.ts';
import type { Report } from '../verifiers/types.ts';
import type { LocalResult } from './local-verification.ts';
import { seconds } from './terminal.ts';

export interface Look {
  colour: boolean;
  /** Width of the terminal; null where the reader is no terminal, and nothing is cut. */
  columns: number | null;
}

type Colour = 'green' | 'red' | 'yellow' | 'cyan';
const RESULTS: Record<Report['result'], { mark: string; colour: Colour; word: string }> = {
  passed: { mark: '✓', colour: 'green', word: 'passed' },
  failed: { mark: '✗', colour: 'red', word: 'failed' },
  pre_existing: { mark: '=', colour: 'cyan', word: 'red before' },
  could_not_run: { mark: '?', colour: 'yellow', word: 'could not run' },
};
const MAX_NAME = 48;

/** What tools print is data: no colour codes, cursor moves or hidden characters of theirs reach a terminal. */
export const plain = (text: string): string => visible(stripVTControlCharacters(text));

/** The reports as a table, below it what is needed to fix the failures, and the verdict in words as the last line. */
export function verifyTable(result: LocalResult, look: Look): string {
  const { reports } = result;
  const name = Math.min(MAX_NAME, Math.max(0, ...reports.map((report) => plain(report.check).length)));
  const rows = reports.map((report) => row(report, name, look));
  const details = told(reports).map((report) => detail(report, look));
  const notes = result.notes.map((note) => paint(`Note: ${note}`, 'yellow', look));
  return [rows.join('\n'), ...details, [...notes, verdict(result, look)].join('\n')].filter(Boolean).join('\n\n');
}

function row(report: Report, width: number, look: Look): string {
  const { mark, colour, word } = RESULTS[report.result];
  const name = plain(report.check).padEnd(width);
  const time = report.cached === true ? 'cached' : seconds(report.durationMs);
  const fixed = `${mark} ${name}  ${word.padEnd(13)}  ${time.padStart(7)}  `;
  const reason = report.reason === undefined ? '' : `${report.reason}: `;
  const room = look.columns === null ? 300 : Math.max(20, look.columns - fixed.length - 1);
  const summary = firstLine(`${reason}${plain(report.summary)}`, room);
  return `${paint(mark, colour, look)} ${name}  ${paint(word.padEnd(13), colour, look)}  ${time.padStart(7)}  ${summary}`.trimEnd();
}

/** What was red before is of no interest, unless nothing else says that the change works. */
function told(reports: readonly Report[]): Report[] {
  const nothingElse = reports.every((report) => report.result === 'pre_existing');
  return reports.filter(
    ({ result, detail: text }) =>
      text.trim() !== '' && (nothingElse || result === 'failed' || result === 'could_not_run'),
  );
}

function detail(report: Report, look: Look): string {
  const { mark, colour } = RESULTS[report.result];
  const title = `${mark} ${plain(report.check)}${report.command === '' ? '' : `: ${plain(report.command)}`}`;
  const text = plain(report.detail)
    .trim()
    .replaceAll(/^(?=.)/gm, '    ');
  return `${paint(title, colour, look)}\n${text}`;
}

/** `Not passed: 2 failed, 1 could not run, 5 passed, in 12 s.` */
export function verdict({ reports, passed, durationMs }: LocalResult, look: Look = { colour: false, columns: null }) {
  const word = passed ? 'Passed' : 'Not passed';
  const counts = (['failed', 'could_not_run', 'pre_existing', 'passed'] as const).flatMap((result) => {
    const count = reports.filter((report) => report.result === result).length;
    return count === 0
      ? []
      : [`${count} ${result === 'pre_existing' ? 'as red as before' : result.replaceAll('_', ' ')}`];
  });
  const nothing =
    !passed && reports.length > 0 && reports.every((report) => report.result === 'pre_existing')
      ? '; nothing shows that the change works'
      : '';
  const text = `${word}: ${counts.join(', ')}${nothing}, in ${seconds(durationMs)}.`;
  return paint(text, passed ? 'green' : 'red', look);
}

function paint(text: string, colour: Colour, look: Look): string {
  return look.colour ? styleText(colour, text, { validateStream: false }) : text;
}
