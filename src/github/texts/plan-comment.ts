import type { Proposal } from '../../agent/types.ts';
import type { Agreed, Estimate } from '../../runs/plan/types.ts';
import { neutralise } from '../../text/markdown.ts';
import { SECTIONS } from '../../text/plan-sections.ts';
import type { Redactor } from '../../text/redact.ts';
import { visible } from '../../text/visible.ts';
import { plural } from './figures.ts';
import { type Foreign, foreign } from './foreign.ts';

export const planMarker = (runId: string): string => `<!-- fettle:plan=${runId} -->`;

const BEGINS = '<!-- fettle:plan-begins -->';
const ENDS = '<!-- fettle:plan-ends -->';
/** More than this nobody has read before a yes. */
const MAX_PLAN = 20_000;
const MAX_CHECKS = 12;

const SIZES: Record<Proposal['size'], string> = {
  small: 'small: up to about 30 changed lines',
  medium: 'medium: up to about 200 changed lines',
  large: 'large: more than 200 changed lines; think about several tasks',
};

/** The plan's own part of the comment: what people may edit, and what they agree to. */
function planText(plan: Proposal, say: Foreign): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`**${title}**\n\n${lines.map((line) => `- ${say.line(line, 300)}`).join('\n')}`];
  return [
    ...section(`${SECTIONS.willChange} (${SIZES[plan.size]})`, plan.willChange),
    ...section(SECTIONS.willNotChange, plan.willNotChange),
    ...section(SECTIONS.verification, plan.verification),
    ...section(SECTIONS.unclear, plan.unclear),
  ].join('\n\n');
}

/** The plan in the text of a comment, as it can be read there; null where the lines around it, or all of it, are gone. */
export function planIn(comment: string): string | null {
  const [from, to] = [comment.indexOf(BEGINS), comment.lastIndexOf(ENDS)];
  if (from < 0 || to < from) return null;
  const plan = visible(comment.slice(from + BEGINS.length, to)).trim();
  return plan === '' || plan.length > MAX_PLAN ? null : plan;
}

export interface PlanText {
  runId: string;
  plan: Proposal;
  estimate: Estimate | null;
  /** What reading and planning has cost, US dollars. */
  planCostUsd: number;
  /** What one run may cost at most, US dollars. */
  maxCostUsd: number;
  /** Ids of the checks that Fettle runs by itself. */
  checks: readonly string[];
  label: string;
  answerDays: number;
  /** Whose edit or tick was undone, and why. */
  undone?: { by: string; why: string };
  redact?: Redactor;
}

/** A plan that waits for a word: what is meant to be done, what that may cost, and how to go on. */
export function planComment(text: PlanText): string {
  const say = foreign(text.redact);
  const { undone } = text;
  return [
    `${planMarker(text.runId)}\n**Fettle has read the code and proposes this plan.** Nothing is changed yet.`,
    `${BEGINS}\n${planText(text.plan, say)}\n${ENDS}`,
    `**What Fettle checks by itself:** ${checked(text.checks, (id) => say.code(id))}`,
    `**What it may cost:** ${cost(text)}`,
    '- [ ] Start with this plan <!-- fettle:go -->',
    [
      '**How to go on**',
      '',
      '- Start: tick the box above, or comment `/fettle go`.',
      `- ${text.plan.unclear.length > 0 ? 'Answer what is unclear, or add something' : 'Add something'}: comment \`/fettle\` followed by your words. The run starts with the plan and with them.`,
      '- Change it: edit the plan in this comment. The run starts with your text as soon as you save it.',
      `- Drop it: comment \`/fettle deny\`, take the label ${say.code(text.label)} off or close the issue. Without a word within ${text.answerDays} days it ends.`,
      '',
      'Only people who may write to this repository are heard.',
    ].join('\n'),
    ...(undone === undefined ? [] : [`What ${say.code(undone.by)} did here was undone: ${undone.why}`]),
  ].join('\n\n');
}

/** A plan that somebody agreed to. */
export function agreedPlanComment(runId: string, { text, by, how, words }: Agreed, redact?: Redactor): string {
  const say = foreign(redact);
  const heldTo = words.trim() === '' ? 'the task and this plan' : 'the task, this plan and the words below it';
  const did = {
    go: 'started the run with it',
    edit: 'edited it and so started the run',
    answer: 'answered it and so started the run',
  }[how];
  return [
    `${planMarker(runId)}\n**The plan. ${by === null ? 'The operator' : say.code(by)} ${did}.** Guards and judge hold the change to ${heldTo}.`,
    `${BEGINS}\n${neutralise(text)}\n${ENDS}`,
    ...(words.trim() === '' ? [] : [say.quoted(words, 4_000)]),
  ].join('\n\n');
}

function checked(checks: readonly string[], code: (id: string) => string): string {
  if (checks.length === 0)
    return 'nothing. No check of this repository was recognised, so nobody but the judge would verify the change.';
  const shown = checks.slice(0, MAX_CHECKS).map(code).join(', ');
  return checks.length > MAX_CHECKS ? `${shown} and ${checks.length - MAX_CHECKS} more.` : `${shown}.`;
}

function cost({ estimate, planCostUsd, maxCostUsd }: PlanText): string {
  const spent = `Reading and planning has cost ${usd(planCostUsd)}. A run stops at ${usd(maxCostUsd)} (FETTLE_MAX_COST_USD).`;
  if (estimate === null) return `there are no runs to compare with yet. ${spent}`;
  const { of, runs, medianUsd, p90Usd } = estimate;
  const whose = of === 'repository' ? 'of this repository' : 'of all repositories of this owner';
  const likely =
    runs === 1
      ? `${usd(medianUsd)}, as the only earlier run ${whose}`
      : `a median of ${usd(medianUsd)}, and 9 of 10 at most ${usd(p90Usd)}, over the last ${plural(runs, 'run')} ${whose}`;
  return `${likely}. ${spent}`;
}

const usd = (amount: number): string => `$${amount.toFixed(2)}`;
