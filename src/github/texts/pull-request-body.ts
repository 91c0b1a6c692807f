import type { AskedFor, Attempt, GateReport, Run } from '../../runs/types.ts';
import type { Verdict } from '../../judge/types.ts';
import { lineRanges } from '../../text/line-ranges.ts';
import { details } from '../../text/markdown.ts';
import type { Redactor } from '../../text/redact.ts';
import type { Plan, Report } from '../../verifiers/types.ts';
import { findingList, planTable, whyAgain, reportTable, verdictText } from './evidence.ts';
import { short, spentLine, total } from './figures.ts';
import { type Foreign, fitted, foreign } from './foreign.ts';

/** Files of which the lines that no test ran are listed. */
const MAX_FILES = 20;

export interface PullRequestText {
  run: Pick<Run, 'id' | 'issue' | 'task' | 'baseBranch' | 'baseSha'>;
  attempts: readonly Pick<Attempt, 'number' | 'feedback' | 'spent' | 'summary' | 'commitSha'>[];
  report: GateReport;
  /** Where the task changed what checks a change: the plan that base had. */
  basePlan?: Plan;
  /** What the agent was given beyond its sandbox, and by whom. */
  granted?: readonly AskedFor[];
  /** False where GitHub did not sign the last commit: rules of the repository may ask for that. */
  signed?: boolean;
  redact?: Redactor;
}

/**
 * Written for whoever reviews it: what was asked, what was done, and why that should be believed, the weak spots first.
 * The only issue it closes is the run's own.
 */
export function pullRequestBody(text: PullRequestText): string {
  const say = foreign(text.redact);
  return fitted((room) =>
    [
      `Closes #${text.run.issue}.`,
      asked(text, say, room),
      unverified(text.report.reports, say),
      done(text, say, room),
      evidence(text, say, room),
      grants(text.granted ?? [], say),
      judged(text.report, say),
      history(text, say, room),
      `### Cost\n${spentLine(total(text.attempts))}`,
      text.signed === false
        ? 'The last commit is not signed: it was pushed with git, since GitHub did not make one of these files.'
        : '',
      `<sub>Made by Fettle, run ${text.run.id}. Edits to this text are overwritten when CI has to be repaired.</sub>`,
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
}

function asked({ run }: PullRequestText, say: Foreign, room: number): string {
  const { title, request, requestedBy } = run.task;
  const what = request === null ? title : `${title}\n\n${request}`;
  return `### What was asked\n${say.quoted(what, Math.min(room, 1_500))}\n\nBy ${say.code(requestedBy)}, in #${run.issue}.`;
}

/** Above everything else that is shown as evidence: absence of evidence is not green. */
function unverified(reports: readonly Report[], say: Foreign): string {
  const not = reports.filter((report) => report.result === 'could_not_run');
  if (not.length === 0) return '';
  const lines = not.map(
    (report) =>
      `> - ${say.line(report.check, 100)} (${report.reason ?? 'no reason given'}): ${say.line(report.summary)}`,
  );
  return ['> [!WARNING]', '> **Not verified.** Look at these yourself before you merge:', ...lines].join('\n');
}

/** The first attempt made the change; what later ones did stands under the attempts. */
function done({ attempts }: PullRequestText, say: Foreign, room: number): string {
  const summary = attempts.find((attempt) => attempt.summary?.trim())?.summary;
  if (!summary) return '';
  return `### What was done\nThe agent's own words:\n\n${say.quoted(summary, room)}`;
}

function evidence({ run, report, basePlan }: PullRequestText, say: Foreign, room: number): string {
  const base = `${short(report.baseSha)}${run.baseBranch === null ? '' : ` of ${say.code(run.baseBranch)}`}`;
  const parts = [
    `### Verification\nRun on exactly this tree (${short(report.tree)}) in a fresh container that the agent never touched, and compared with base ${base}.`,
    reportTable(report.reports, say, room),
  ];
  if (report.testsFailOnBase === true)
    parts.push(
      'Of the tests that this change adds or changes, some fail on base without it, as tests of a fix should.',
    );
  parts.push(...unrunLines(report, say));
  if (report.findings.length > 0) {
    parts.push(`**Guards found, and allowed since the task asks for it:**\n\n${findingList(report.findings, say)}`);
  }
  if (basePlan !== undefined)
    parts.push(`**What checks this change has changed:**\n\n${planTable(basePlan, report.plan, say)}`);
  return parts.join('\n\n');
}

/** A fact to look at, no objection: lines may be out of the tests' reach, or hard to test. */
function unrunLines({ changedLines }: GateReport, say: Foreign): string[] {
  if (changedLines === undefined || changedLines.unrun.length === 0) return [];
  const { checks, unrun } = changedLines;
  const shown = unrun
    .slice(0, MAX_FILES)
    .map(({ file, lines }) => `- ${say.code(file)}: ${say.line(lineRanges(lines), 300)}`);
  if (unrun.length > MAX_FILES) shown.push(`- and in ${unrun.length - MAX_FILES} more files`);
  const named = checks.map((check) => say.code(check)).join(', ');
  return [`**Changed lines that no test of ${named} ran:**\n\n${shown.join('\n')}`];
}

function grants(granted: readonly AskedFor[], say: Foreign): string {
  if (granted.length === 0) return '';
  const lines = granted.map(({ request: { kind, name, why }, answer }) => {
    const by = answer?.by === null || answer === null ? "the operator's settings" : say.code(answer.by);
    return `- ${kind} ${say.code(name, 200)}, by ${by}: ${say.line(why)}`;
  });
  return `### What was granted\nAsked for by the agent, and given to agent and checks of this run:\n\n${lines.join('\n')}`;
}

function judged({ verdict, judge }: GateReport, say: Foreign): string {
  if (judge?.level === 'off') return '### Judge\nNo judge looked at this change: it is switched off by the settings.';
  if (judge?.level === 'shadow')
    return '### Judge\nNo verdict counts for this change: by the settings, the judge is recorded and not shown.';
  if (judge?.failed !== undefined)
    return `### Judge\nThe judge gave no verdict: ${say.line(judge.failed)}. By the settings, that holds nothing back.`;
  if (verdict === null) return '### Judge\nNo judge looked at this change.';
  const words = { approve: 'approves', veto: 'objects', abstain: 'abstains' };
  const folded = details(`Why the judge ${words[verdict.verdict]}, by criterion`, verdictText(verdict, say));
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

function history({ attempts }: PullRequestText, say: Foreign, room: number): string {
  const later = attempts.filter((attempt) => attempt.number > 1);
  if (later.length === 0) return '';
  const items = later.map((attempt) => {
    const commit = attempt.commitSha === null ? '' : ` (${short(attempt.commitSha)})`;
    const what = attempt.summary?.trim() ? `\n\n${say.quoted(attempt.summary, Math.min(room, 2_000))}` : '';
    const logs = attempt.feedback.flatMap((it) => it.items.map((item) => `${item.title}\n${item.body}`)).join('\n\n');
    const told = logs === '' ? '' : `\n\n${details('What the agent was told', say.block(logs, Math.min(room, 4_000)))}`;
    return `**Attempt ${attempt.number}**${commit}: ${whyAgain(attempt.feedback, say)}${what}${told}`;
  });
  return `### Attempts after the first\n${items.join('\n\n')}`;
}
