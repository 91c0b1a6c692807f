import type { Attempt, GateReport } from '../../runs/types.ts';
import { duration, plural, total } from './figures.ts';

export interface Glance {
  attempts: readonly Pick<Attempt, 'number' | 'feedback' | 'spent' | 'mergeSha'>[];
  report: GateReport;
}

/**
 * What a reviewer wants to know first, on one line of our own words:
 * `4 of 4 checks passed · judge approves · 1 attempt after CI · $0.42, 6 min`.
 */
export function glanceLine({ attempts, report }: Glance): string {
  const spent = total(attempts);
  const parts = [
    ...checks(report),
    ...findings(report),
    judge(report),
    ...again(attempts),
    `$${spent.costUsd.toFixed(2)}, ${duration(spent.ms)}`,
  ];
  return parts.join(' · ');
}

/** Whether there is something that a reviewer has to look at before anything else. */
export function needsALook({ reports, verdict, judge: heard }: GateReport): boolean {
  const shown = heard?.level !== 'off' && heard?.level !== 'shadow';
  return reports.length === 0 || reports.some(isOpen) || (shown && verdict?.verdict === 'veto');
}

const isOpen = ({ result }: GateReport['reports'][number]): boolean =>
  result === 'could_not_run' || result === 'failed';

function checks({ reports }: GateReport): string[] {
  if (reports.length === 0) return ['nothing verified'];
  const count = (result: GateReport['reports'][number]['result']) =>
    reports.filter((report) => report.result === result).length;
  const told = [`${count('passed')} of ${plural(reports.length, 'check')} passed`];
  if (count('could_not_run') > 0) told.unshift(`${count('could_not_run')} not verified`);
  if (count('failed') > 0) told.push(`${count('failed')} failed`);
  if (count('pre_existing') > 0) told.push(`${count('pre_existing')} red as on base`);
  return told;
}

function findings({ findings: found }: GateReport): string[] {
  return found.length === 0 ? [] : [`${plural(found.length, 'finding')} of guards allowed`];
}

function judge({ verdict, judge: heard }: GateReport): string {
  if (heard?.level === 'off' || heard?.level === 'shadow') return 'no judge';
  if (verdict === null || heard?.failed !== undefined) return 'no verdict of the judge';
  if (heard?.overruled !== undefined) return 'judge overruled';
  return `judge ${{ approve: 'approves', veto: 'objects', abstain: 'abstains' }[verdict.verdict]}`;
}

/** Attempts after the first, by what called for them. */
function again(attempts: Glance['attempts']): string[] {
  const why = attempts
    .filter(({ number }) => number > 1)
    .map(({ feedback, mergeSha }) => WHY[feedback.at(-1)?.source ?? (mergeSha === null ? 'task' : 'conflict')]);
  return [...new Set(why)].map((it) => `${plural(why.filter((other) => other === it).length, 'attempt')} ${it}`);
}

const WHY: Record<Attempt['feedback'][number]['source'], string> = {
  task: 'more',
  guards: 'more',
  verifiers: 'more',
  judge: 'more',
  ci: 'after CI',
  review: 'after a review',
  conflict: 'to merge base',
  interrupted: 'more',
};
