import { clip } from '../text/clip.ts';
import type { Report } from './types.ts';

/** About 2,000 tokens: what an agent needs for the next edit, not the logs. */
const MAX_CHARACTERS = 8000;
const MARK: Record<Report['result'], string> = {
  passed: 'passed',
  failed: 'FAILED',
  pre_existing: 'red before the change too',
  could_not_run: 'could not run',
};

/** One line per check, then the distilled output of those that the reader can do something about. */
export function reportText(reports: readonly Report[]): string {
  const lines = reports.map((report) => {
    const reason = report.reason === undefined ? '' : ` (${report.reason})`;
    return `${report.check}: ${MARK[report.result]}${reason}${report.summary === '' ? '' : `: ${report.summary}`}`;
  });
  const table = clip(lines.join('\n'), MAX_CHARACTERS / 2);
  // What was red before is of no interest, unless nothing else says that the change works.
  const nothingElse = reports.every((report) => report.result === 'pre_existing');
  const order: Report['result'][] = nothingElse ? ['pre_existing'] : ['failed', 'could_not_run'];
  const told = reports
    .filter((report) => order.includes(report.result) && report.detail !== '')
    .sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
  let room = MAX_CHARACTERS - table.length;
  const parts = [table];
  for (const [index, report] of told.entries()) {
    const share = Math.floor(room / (told.length - index));
    const part = clip(`--- ${report.check} (${report.command})\n${report.detail.trimEnd()}`, Math.max(200, share - 2));
    room -= part.length + 2;
    if (room < 0) break;
    parts.push(part);
  }
  return parts.join('\n\n');
}
