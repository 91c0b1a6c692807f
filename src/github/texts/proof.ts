import type { GateReport } from '../../runs/types.ts';
import type { Verdict } from '../../judge/types.ts';
import { lineRanges } from '../../text/line-ranges.ts';
import { details } from '../../text/markdown.ts';
import type { ChangeText } from './change-text.ts';
import { findingList, planTable, verdictText, whyAgain } from './evidence.ts';
import { short, spentLine, total } from './figures.ts';
import { type Foreign, itemsIn, listed } from './foreign.ts';
import { reportTable } from './report-table.ts';

/** Files of which the lines that no test ran are listed. */
const MAX_FILES = 20;

/** The table of verifiers, and what a reviewer has to know of how they came to their results. */
export function verification({ run, report, basePlan }: ChangeText, say: Foreign, room: number): string {
  const base = `${short(report.baseSha)}${run.baseBranch === null ? '' : ` of ${say.code(run.baseBranch)}`}`;
  const parts = [
    `### Verification\nRun on exactly this tree (${short(report.tree)}) in a fresh container that the agent never touched. The baseline is ${base}.`,
    reportTable(report.reports, say, room),
  ];
  if (report.testsFailOnBase === true)
    parts.push(
      'Of the tests that this change adds or changes, some fail on base without it, as tests of a fix should.',
    );
  parts.push(...unrunLines(report, say, room));
  if (report.findings.length > 0) {
    parts.push(
      `**Guards found, and allowed since the task asks for it:**\n\n${findingList(report.findings, say, room)}`,
    );
  }
  if (basePlan !== undefined)
    parts.push(`**What checks this change has changed:**\n\n${planTable(basePlan, report.plan, say, room)}`);
  return parts.join('\n\n');
}

/** A fact to look at, no objection: lines may be out of the tests' reach, or hard to test. */
function unrunLines({ changedLines }: GateReport, say: Foreign, room: number): string[] {
  if (changedLines === undefined || changedLines.unrun.length === 0) return [];
  const { checks, unrun } = changedLines;
  const line = (it: (typeof unrun)[number]) => `- ${say.code(it.file)}: ${say.line(lineRanges(it.lines), 300)}`;
  const shown = listed(unrun, Math.min(MAX_FILES, itemsIn(room)), line, (left) => `- and in ${left} more files`);
  const named = listed(
    checks,
    5,
    (check) => say.code(check),
    (left) => `${left} more`,
  ).join(', ');
  return [`**Changed lines that no test of ${named} ran:**\n\n${shown.join('\n')}`];
}

/** What the judge says, or why it says nothing. */
export function theJudge({ verdict, judge }: GateReport, say: Foreign, room: number): string {
  if (judge?.level === 'off') return '### Judge\nNo judge looked at this change: it is switched off by the settings.';
  if (judge?.level === 'shadow')
    return '### Judge\nNo verdict counts for this change: by the settings, the judge is recorded and not shown.';
  if (judge?.failed !== undefined)
    return `### Judge\nThe judge gave no verdict: ${say.line(judge.failed)}. By the settings, that holds nothing back.`;
  if (verdict === null) return '### Judge\nNo judge looked at this change.';
  const words = { approve: 'approves', veto: 'objects', abstain: 'abstains' };
  const folded = details(`Why the judge ${words[verdict.verdict]}, by criterion`, verdictText(verdict, say, room));
  return `### Judge\nThe judge (${say.code(verdict.model)}) saw the task and the whole diff, and **${words[verdict.verdict]}**.${answered(judge, verdict, say)}\n\n${folded}`;
}

/** What a veto means where it did not keep the pull request from being opened. */
function answered(judge: GateReport['judge'], { verdict }: Verdict, say: Foreign): string {
  const { overruled } = judge ?? {};
  if (overruled !== undefined)
    return ` ${say.code(overruled.by)} **overruled the judge** and stands for this change: ${say.line(overruled.why, 500)}`;
  if (verdict !== 'veto') return '';
  return ' By the settings that is advice. If it is wrong, comment `/fettle overrule` followed by why: the answer is kept, to measure the judge.';
}

/** Each attempt after the first: why there was one, what it did, and, folded, what the agent was told. */
export function attemptsAfter({ attempts }: ChangeText, say: Foreign, room: number): string {
  const later = attempts.filter((attempt) => attempt.number > 1);
  if (later.length === 0) return '';
  const item = (attempt: ChangeText['attempts'][number]) => {
    const commit = attempt.commitSha === null ? '' : ` (${short(attempt.commitSha)})`;
    const what = room > 0 && attempt.summary?.trim() ? `\n\n${say.quoted(attempt.summary, Math.min(room, 2_000))}` : '';
    const logs = attempt.feedback.flatMap((it) => it.items.map((item) => `${item.title}\n${item.body}`)).join('\n\n');
    const told =
      logs === '' || room === 0
        ? ''
        : `\n\n${details('What the agent was told', say.block(logs, Math.min(room, 4_000)))}`;
    return `**Attempt ${attempt.number}**${commit}: ${whyAgain(attempt.feedback, say)}${what}${told}`;
  };
  const shown = listed(later, itemsIn(room), item, (left) => `And ${left} more.`);
  return `### Attempts after the first\n${shown.join('\n\n')}`;
}

export function spentOn({ attempts }: ChangeText): string {
  return spentLine(total(attempts));
}
