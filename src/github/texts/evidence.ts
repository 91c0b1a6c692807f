import type { Feedback } from '../../agent/types.ts';
import type { Finding } from '../../guards/types.ts';
import type { Verdict } from '../../judge/types.ts';
import { refusalText } from '../../sandbox/refusals.ts';
import { details } from '../../text/markdown.ts';
import type { Plan, Report } from '../../verifiers/types.ts';
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

/** As the judge is asked; the database does not keep the order of keys. */
const CRITERIA = [
  'does_what_was_asked',
  'nothing_else',
  'no_weakened_checks',
  'plausibly_correct',
] as const satisfies (keyof Verdict['criteria'])[];

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

export function findingList(findings: readonly Finding[], say: Foreign, room: number): string {
  const line = (finding: Finding) => {
    const where = say.code(`${finding.file}${finding.line === undefined ? '' : `:${finding.line}`}`);
    const allowed = finding.allowed === undefined ? '' : ` Allowed: ${say.line(finding.allowed)}`;
    return `- **${finding.rule}** in ${where}: ${say.line(finding.why)}${allowed}`;
  };
  return listed(findings, itemsIn(room), line, (left) => `- and ${left} more`).join('\n');
}

export function verdictText(verdict: Verdict, say: Foreign, room: number): string {
  const rows = CRITERIA.map((name) => ({ name, ...verdict.criteria[name] })).map(
    ({ name, met, why }) => `| ${name.replaceAll('_', ' ')} | ${met ? '✅' : '❌'} | ${say.cell(why, 400)} |`,
  );
  const criteria = ['| criterion | | why |', '|---|---|---|', ...rows].join('\n');
  const objection = ({ path, hunk, cited, criterion, why }: Verdict['objections'][number]) => {
    const doubt = cited ? '' : ' (cites nothing that is in the diff)';
    return `- ${criterion.replaceAll('_', ' ')}, ${say.code(path)} ${say.code(hunk)}${doubt}: ${say.line(why, 500)}`;
  };
  const most = itemsIn(room);
  const objections = listed(verdict.objections, most, objection, (left) => `- and ${left} more`);
  const where = ({ path, hunk }: Verdict['unrequested'][number]) => `${say.code(path)} ${say.code(hunk)}`;
  const unrequested = listed(verdict.unrequested, most, where, (left) => `and ${left} more`);
  return [
    criteria,
    ...(objections.length === 0 ? [] : [objections.join('\n')]),
    ...(unrequested.length === 0 ? [] : [`Not asked for: ${unrequested.join(', ')}.`]),
    ...(verdict.parts === undefined ? [] : [`Too long for one request, it was judged in ${verdict.parts} parts.`]),
  ].join('\n\n');
}

/** The checks' own settings changed, since the task asks for it: both plans side by side. */
export function planTable(base: Plan, tree: Plan, say: Foreign, room: number): string {
  const ids = [...new Set([...base.checks, ...tree.checks].map((check) => check.id))];
  const command = (plan: Plan, id: string) => {
    const check = plan.checks.find((it) => it.id === id);
    if (check === undefined) return 'does not run';
    return say.cell(say.code(check.runs === undefined ? check.command : `${check.command}: ${check.runs}`));
  };
  const row = (id: string) => `| ${say.cell(id)} | ${command(base, id)} | ${command(tree, id)} |`;
  const shown = listed(ids, itemsIn(room), row, (left) => `| and ${left} more | | |`);
  return ['| check | as base has it | as this change has it |', '|---|---|---|', ...shown].join('\n');
}

/** Why there was another attempt, in words for a reviewer; the feedback's own headline speaks to the agent. */
const WHY: Record<Feedback['source'], string> = {
  task: 'the task was widened',
  guards: 'guards objected',
  verifiers: 'checks failed',
  judge: 'the judge objected',
  ci: 'CI was red',
  review: 'a review asked for changes',
  conflict: 'it was in conflict with the base branch',
  interrupted: 'the one before was interrupted',
};

/** Why there was another attempt, and about what, by name: `CI was red (build, lint)`. */
export function whyAgain(feedback: readonly Feedback[], say: Foreign): string {
  const why = feedback.map((it) => WHY[it.source]).join('; ') || 'another attempt';
  const items = feedback.flatMap((it) => it.items);
  if (items.length === 0) return why;
  return `${why} (${listed(
    items,
    5,
    ({ title }) => say.code(title),
    (left) => `and ${left} more`,
  ).join(', ')})`;
}
