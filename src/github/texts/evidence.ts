import type { Feedback } from '../../agent/types.ts';
import type { Finding } from '../../guards/types.ts';
import type { Verdict } from '../../judge/types.ts';
import type { Plan } from '../../verifiers/types.ts';
import { type Foreign, itemsIn, listed } from './foreign.ts';

/** As the judge is asked; the database does not keep the order of keys. */
const CRITERIA = [
  'does_what_was_asked',
  'nothing_else',
  'no_weakened_checks',
  'plausibly_correct',
] as const satisfies (keyof Verdict['criteria'])[];

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
