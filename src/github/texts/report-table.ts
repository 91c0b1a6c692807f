import { refusalText } from '../../sandbox/refusals.ts';
import { details } from '../../text/markdown.ts';
import type { Report } from '../../verifiers/types.ts';
import { duration, plural } from './figures.ts';
import { type Foreign, itemsIn, listed } from './foreign.ts';

/** What could not be judged comes first, then what is red: a reader must not have to look for the bad news. */
const ORDER = ['could_not_run', 'failed', 'pre_existing', 'passed'] as const satisfies Report['result'][];
const WORDS: Record<Report['result'], string> = {
  could_not_run: '⚠️ could not run',
  failed: '❌ failed',
  pre_existing: '➖ red, as on base',
  passed: '✅ passed',
};

export function sorted(reports: readonly Report[]): Report[] {
  return [...reports].sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
}

/** More green checks than this are folded: what is not green must not have to be looked for. */
const MAX_GREEN = 12;
const HEAD = '| verifier | result | what it says | baseline | duration |\n|---|---|---|---|---|';

/** One row for each check, green ones folded where they are many, and below it what the red ones said, folded. */
export function reportTable(reports: readonly Report[], say: Foreign, room: number): string {
  if (reports.length === 0) return 'No verifier applies to this repository.';
  const all = sorted(reports);
  const fold = all.filter(({ result }) => result === 'passed').length > MAX_GREEN;
  const shown = fold ? all.filter(({ result }) => result !== 'passed') : all;
  const green = fold ? all.filter(({ result }) => result === 'passed') : [];
  const folded =
    green.length === 0 ? '' : details(`${plural(green.length, 'check')} that passed`, table(green, say, room));
  const told = all.filter((report) => report.result !== 'passed' && report.detail.trim() !== '');
  const remembered = reports.some((report) => report.cached === true)
    ? 'Unchanged: it passed before, with the same files, dependencies and image, and was not run again.'
    : '';
  const asked = refusalText([...new Set(reports.flatMap((report) => report.refused ?? []))]);
  const refused = asked === '' ? '' : `${say.line(asked.replace(/^t/, 'T'), 1_500)}.`;
  const said = listed(
    told,
    itemsIn(room),
    (report) => reportDetail(report, say, room),
    (left) => `What ${plural(left, 'more check')} said is left out here.`,
  );
  const parts = [shown.length === 0 ? '' : table(shown, say, room), folded, remembered, refused, ...said];
  return parts.filter((part) => part !== '').join('\n\n');
}

function table(reports: readonly Report[], say: Foreign, room: number): string {
  const row = (report: Report) => {
    const reason = report.reason === undefined ? '' : ` (${report.reason})`;
    const before = report.cached === true ? ', unchanged' : '';
    const result = `${WORDS[report.result]}${before}${reason}`;
    return `| ${say.cell(report.check)} | ${result} | ${say.cell(report.summary)} | ${report.baseline ?? '–'} | ${duration(report.durationMs)} |`;
  };
  return [HEAD, ...listed(reports, itemsIn(room), row, (left) => `| and ${left} more | | | | |`)].join('\n');
}

function reportDetail(report: Report, say: Foreign, room: number): string {
  return details(
    `What ${say.line(report.check, 100)} said`,
    `${say.code(report.command)}\n\n${say.block(report.detail, room)}`,
  );
}
