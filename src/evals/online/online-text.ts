import { showHidden } from '../../text/show-hidden.ts';
import type { AfterMerge, FailureModes } from './after-merge.ts';
import { experimentText } from './experiment-text.ts';
import type { JudgeErrors } from './judge-errors.ts';
import type { OnlineRates } from './online-figures.ts';
import { type Dimension, DIMENSIONS, type NamedRates, type OnlineReport } from './online-report.ts';
import { correctedText, percent, rateText } from './rate-text.ts';

/** Rows of one table; the JSON has them all. */
const ROWS = 15;

const TITLES: Record<Dimension, string> = {
  repository: 'repository',
  agentModel: "agent's model",
  judgeModel: "judge's model",
  agentPrompt: "agent's prompt",
  judgePrompt: "judge's prompt",
  arm: 'arm',
};

/** For a terminal, each line below 120 characters where names allow. */
export function onlineText(report: OnlineReport): string {
  const { since, ended, open, overall, by, experiments } = report;
  const blocks = [
    `Runs that began ${since === null ? 'at any time' : `since ${since.slice(0, 16).replace('T', ' ')} UTC`}${report.experiment === null ? '' : ` in the experiment ${report.experiment}`}: ${ended} ended, ${open} under way`,
    ratesText(overall),
    modesText(report.failureModes),
    afterMergeText(report.afterMerge),
    ...DIMENSIONS.flatMap((dimension) => table(TITLES[dimension], by[dimension].map(shortened))),
    judgeText(report.judge),
    ...experiments.map(experimentText),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function modesText({ n, fm1, fm2, fm3, unknown }: FailureModes): string {
  return [
    `Failure modes, n=${n}:`,
    `  FM1 no pull request       ${rateText(fm1)}`,
    `  FM2 CI stayed red         ${rateText(fm2)}`,
    `  FM3 wrong, at least       ${rateText(fm3)}`,
    `  not known to be right or wrong: ${unknown}`,
  ].join('\n');
}

function afterMergeText({ merged, reverted, reworked, reopened, standing, following }: AfterMerge): string {
  if (merged === 0) return 'After the merge: nothing was merged.';
  const rest = merged - reverted - reworked - reopened - standing - following;
  return [
    `After the merge, ${merged} merged: ${reverted} reverted, ${reworked} reworked, ${reopened} with their issue opened again,`,
    `  ${standing} left standing to the end, ${following} still followed, ${rest} that could not be followed.`,
  ].join('\n');
}

function ratesText({ n, rates, green, infra, cancelled, notApplicable }: OnlineRates): string {
  const lines = rates.map(({ outcome, rate }) => `  ${outcome.padEnd(26)}${rateText(rate)}`);
  const apart = `  apart: infrastructure ${rateText(infra)} of all tried; ${cancelled} cancelled, ${notApplicable} not applicable`;
  const greenLine = `  CI green or merged, and not known to be wrong: ${rateText(green)}`;
  return [`Outcomes, n=${n}:`, ...lines, greenLine, apart].join('\n');
}

/** Hashes of prompts are told apart by their beginnings. */
const shortened = (row: NamedRates): NamedRates => ({
  ...row,
  name: row.name.replace(/^([0-9a-f]{12})[0-9a-f]{52}$/, '$1'),
});

/** Nothing to see where there is but one. */
function table(title: string, rows: readonly NamedRates[]): string[] {
  if (rows.length < 2) return [];
  const kinds = ['pr_good', 'pr_wrong', 'pr_ci_red', 'no_pr', 'unknown'];
  const width = Math.min(48, Math.max(title.length, ...rows.slice(0, ROWS).map(({ name }) => name.length)) + 2);
  const line = ({ name, n, rates, green }: NamedRates) => {
    const shares = kinds.map((kind) => {
      const its = rates.filter(({ outcome }) => outcome === kind || outcome.startsWith(`${kind}{`));
      return percent(n === 0 ? null : its.reduce((sum, { rate }) => sum + rate.count, 0) / n).padStart(10);
    });
    return `  ${showHidden(name).padEnd(width)}${String(n).padStart(8)}${shares.join('')}${percent(green.rate).padStart(10)}`;
  };
  const head =
    `By ${title}`.padEnd(width + 2) + 'n'.padStart(8) + [...kinds, 'green'].map((kind) => kind.padStart(10)).join('');
  const more = rows.length > ROWS ? [`  and ${rows.length - ROWS} more (--json shows all)`] : [];
  return [[head, ...rows.slice(0, ROWS).map(line), ...more].join('\n')];
}

function judgeText({ approved, vetoed, abstained, vetoes, overruled, errors, bad }: OnlineReport['judge']): string {
  return [
    `Judge: ${approved} approved, ${vetoed} vetoed, ${abstained} abstained; vetoes ${rateText(vetoes)}`,
    ...errorsText(errors).map((line) => `  ${line}`),
    `  overruled: ${overruled} of ${vetoed} vetoes. Nobody was asked, so at least so many were wrong.`,
    `  bad changes among those judged, corrected for the judge's errors: ${correctedText(bad)}`,
  ].join('\n');
}

/** What audits say of the judge; a line each. */
export function errorsText(errors: JudgeErrors): string[] {
  const { answered, open, unsure, goodAmongVetoed, badAmongApproved, falseVetoes, misses } = errors;
  if (answered === 0)
    return [
      `audits: none answered${open > 0 ? `, ${open} open` : ''}. \`fettle audit\` asks; without it nothing tells how often the judge is wrong.`,
    ];
  return [
    `audits: ${answered} answered (${unsure} could not tell), ${open} open`,
    `good among vetoed    ${rateText(goodAmongVetoed)}`,
    `bad among approved   ${rateText(badAmongApproved)}`,
    `false vetoes (vetoed among good)   ${correctedText(falseVetoes)}`,
    `misses (approved among bad)        ${correctedText(misses)}`,
  ];
}
