import type { Feedback } from '../../agent/types.ts';
import type { Finding } from '../../guards/types.ts';
import type { Verdict } from '../../judge/types.ts';
import { refusalText } from '../../sandbox/refusals.ts';
import { details } from '../../text/markdown.ts';
import type { Plan, Report } from '../../verifiers/types.ts';
import { duration } from './figures.ts';
import type { Foreign } from './foreign.ts';

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

/** One row for each check, and below it what the red ones said, folded. */
export function reportTable(reports: readonly Report[], say: Foreign, room: number): string {
  if (reports.length === 0) return 'No verifier applies to this repository.';
  const rows = sorted(reports).map((report) => {
    const reason = report.reason === undefined ? '' : ` (${report.reason})`;
    const before = report.cached === true ? ', unchanged' : '';
    const result = `${WORDS[report.result]}${before}${reason}`;
    return `| ${say.cell(report.check)} | ${result} | ${say.cell(report.summary)} | ${report.baseline ?? '–'} | ${duration(report.durationMs)} |`;
  });
  const table = ['| check | result | | base | took |', '|---|---|---|---|---|', ...rows].join('\n');
  const told = sorted(reports).filter((report) => report.result !== 'passed' && report.detail.trim() !== '');
  const remembered = reports.some((report) => report.cached === true)
    ? 'Unchanged: it passed before, with the same files, dependencies and image, and was not run again.'
    : '';
  const asked = refusalText([...new Set(reports.flatMap((report) => report.refused ?? []))]);
  const refused = asked === '' ? '' : `${say.line(asked.replace(/^t/, 'T'), 1_500)}.`;
  return [table, remembered, refused, ...told.map((report) => reportDetail(report, say, room))]
    .filter((part) => part !== '')
    .join('\n\n');
}

function reportDetail(report: Report, say: Foreign, room: number): string {
  return details(
    `What ${say.line(report.check, 100)} said`,
    `${say.code(report.command)}\n\n${say.block(report.detail, room)}`,
  );
}

export function findingList(findings: readonly Finding[], say: Foreign): string {
  return findings
    .map((finding) => {
      const where = say.code(`${finding.file}${finding.line === undefined ? '' : `:${finding.line}`}`);
      const allowed = finding.allowed === undefined ? '' : ` Allowed: ${say.line(finding.allowed)}`;
      return `- **${finding.rule}** in ${where}: ${say.line(finding.why)}${allowed}`;
    })
    .join('\n');
}

export function verdictText(verdict: Verdict, say: Foreign): string {
  const rows = CRITERIA.map((name) => ({ name, ...verdict.criteria[name] })).map(
    ({ name, met, why }) => `| ${name.replaceAll('_', ' ')} | ${met ? '✅' : '❌'} | ${say.cell(why, 400)} |`,
  );
  const table = ['| criterion | | why |', '|---|---|---|', ...rows].join('\n');
  const objections = verdict.objections.map((objection) => {
    const where = `${say.code(objection.path)} ${say.code(objection.hunk)}`;
    const doubt = objection.cited ? '' : ' (cites nothing that is in the diff)';
    return `- ${objection.criterion.replaceAll('_', ' ')}, ${where}${doubt}: ${say.line(objection.why, 500)}`;
  });
  const unrequested = verdict.unrequested.map(({ path, hunk }) => `${say.code(path)} ${say.code(hunk)}`);
  return [
    table,
    ...(objections.length === 0 ? [] : [objections.join('\n')]),
    ...(unrequested.length === 0 ? [] : [`Not asked for: ${unrequested.join(', ')}.`]),
    ...(verdict.parts === undefined ? [] : [`Too long for one request, it was judged in ${verdict.parts} parts.`]),
  ].join('\n\n');
}

/** The checks' own settings changed, since the task asks for it: both plans side by side. */
export function planTable(base: Plan, tree: Plan, say: Foreign): string {
  const ids = [...new Set([...base.checks, ...tree.checks].map((check) => check.id))];
  const command = (plan: Plan, id: string) => {
    const check = plan.checks.find((it) => it.id === id);
    if (check === undefined) return 'does not run';
    return say.cell(say.code(check.runs === undefined ? check.command : `${check.command}: ${check.runs}`));
  };
  const rows = ids.map((id) => `| ${say.cell(id)} | ${command(base, id)} | ${command(tree, id)} |`);
  return ['| check | as base has it | as this change has it |', '|---|---|---|', ...rows].join('\n');
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
  const names = feedback.flatMap((it) => it.items.map((item) => say.code(item.title)));
  if (names.length === 0) return why;
  return `${why} (${names.slice(0, 5).join(', ')}${names.length > 5 ? `, and ${names.length - 5} more` : ''})`;
}
