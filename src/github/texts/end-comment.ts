import type { Attempt, GateReport, Outcome, Run } from '../../runs/types.ts';
import { details } from '../../text/markdown.ts';
import type { Redactor } from '../../text/redact.ts';
import { endingOf, outcomeName } from './ends.ts';
import { findingList, whyAgain, verdictText } from './evidence.ts';
import { spentLine, total } from './figures.ts';
import { type Foreign, fitted, foreign } from './foreign.ts';
import { reportTable } from './report-table.ts';

/** Begins the one comment that says how a run ended, so that it is found again and not written twice. */
export function endMarker(runId: string): string {
  return `<!-- fettle:end=${runId} -->`;
}

export interface EndText {
  run: Pick<Run, 'id' | 'issue' | 'prNumber'>;
  outcome: Outcome;
  /** The last gate, where there was one: what it found is shown. */
  report: GateReport | null;
  attempts: readonly Pick<Attempt, 'number' | 'spent' | 'feedback'>[];
  /** The change as a patch, where there is one that could not be published. */
  patch?: string;
  /** The trigger label. */
  label: string;
  redact?: Redactor;
}

/** Said where a person should know or act; a comment of its own, since an edited one notifies nobody. */
export function endComment(text: EndText): string {
  const { run, outcome, attempts } = text;
  const say = foreign(text.redact);
  const ending = endingOf(outcome, run.issue, text.label);
  const pr = run.prNumber === null ? 'without a pull request' : `with pull request #${run.prNumber}`;
  const spent = total(attempts);
  return fitted((room) =>
    [
      `${endMarker(run.id)}\n**Fettle ended ${pr}: \`${outcomeName(outcome)}\`**`,
      ending.what,
      outcome.detail.trim() === '' ? '' : say.quoted(outcome.detail, Math.max(room, 1_000)),
      found(text.report, say, room),
      tried(text.attempts, say),
      attached(text.patch, say, room),
      ending.next.length === 0 ? '' : `**What you can do**\n${ending.next.map((line) => `- ${line}`).join('\n')}`,
      spent.turns === 0 ? '' : `<sub>Used: ${spentLine(spent)}</sub>`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
}

/** What stood in the way, from the gate that did not pass. */
function found(report: GateReport | null, say: Foreign, room: number): string {
  if (report === null || report.failedAt === null) return '';
  if (report.failedAt === 'guards') {
    return findingList(
      report.findings.filter((finding) => finding.allowed === undefined),
      say,
      room,
    );
  }
  if (report.failedAt === 'verifiers') return reportTable(report.reports, say, room);
  return report.verdict === null ? '' : details('What the judge said', verdictText(report.verdict, say, room));
}

/** GitHub's limit of a comment cuts it, and the cut is said where it is. */
function attached(patch: string | undefined, say: Foreign, room: number): string {
  if (patch === undefined) return '';
  const shown = room * 9;
  const cut = patch.length > shown ? `, cut in the middle: ${patch.length} characters are too many for a comment` : '';
  return details(`The change as a patch${cut}`, say.block(patch, shown));
}

function tried(attempts: EndText['attempts'], say: Foreign): string {
  const later = attempts.filter((attempt) => attempt.number > 1);
  if (later.length === 0) return '';
  const lines = later.map((attempt) => {
    return `- Attempt ${attempt.number}: ${whyAgain(attempt.feedback, say)}`;
  });
  return `**What was tried**\n${lines.join('\n')}`;
}
