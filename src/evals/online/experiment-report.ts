import type { RunArm } from '../../runs/arm.ts';
import type { Queries } from './queries.ts';
import type { Corrected } from '../statistics/judge-corrected.ts';
import { sampleRatio } from '../statistics/sample-ratio.ts';
import { type Difference, differenceOf } from './difference.ts';
import { type EndedGroup, endedGroups, type Judged, verdictsBy } from './ended-runs.ts';
import { type Assigned, assignedRuns, costsOf, endedLetters, type Letter } from './experiment-runs.ts';
import type { JudgeErrors } from './judge-errors.ts';
import { judgeFigures, type OnlineRates, ratesOf } from './online-figures.ts';

export type MetricName = 'green' | 'ci_red' | 'no_pr' | 'wrong' | 'reverted';

export interface Metric {
  name: MetricName;
  /** What the experiment is about; the others are guards, which must not get worse. */
  main: boolean;
  difference: Difference;
  verdict: 'better' | 'worse' | 'no difference shown' | 'too few runs to tell' | 'unknown';
}

export interface ArmFigures {
  name: string;
  assigned: number;
  costPerRun: number;
  made: RunArm[];
  rates: OnlineRates;
  /** Bad changes among those judged, corrected for the judge's errors. */
  bad: Corrected | null;
}

export interface ExperimentReport {
  name: string;
  /** The one to beat, then the other. */
  arms: ArmFigures[];
  split: { p: number; broken: boolean; expected: number[] };
  metrics: Metric[];
  /** What must be known before any difference is believed. */
  warnings: string[];
}

const METRICS: Record<MetricName, { letters: readonly Letter[]; more: 'better' | 'worse' }> = {
  green: { letters: ['g'], more: 'better' },
  ci_red: { letters: ['c'], more: 'worse' },
  no_pr: { letters: ['n'], more: 'worse' },
  wrong: { letters: ['w', 'r'], more: 'worse' },
  reverted: { letters: ['r'], more: 'worse' },
};

/** A difference that would matter; an interval that is wider on a side tells nothing. */
const INTEREST = 0.05;

/** One experiment from its start on, or `from` what was counted of it since a time; null when it has no run. */
export async function experimentReport(
  on: Queries,
  name: string,
  errors: JudgeErrors,
  from: { since: Date | null; groups: EndedGroup[]; verdicts: Judged[] } | null,
): Promise<ExperimentReport | null> {
  const since = from?.since ?? null;
  const assigned = await assignedRuns(on, name, since);
  if (assigned.length === 0) return null;
  const groups = from?.groups ?? (await endedGroups(on, { since, experiment: name }));
  const letters = await endedLetters(on, name, since, groups);
  const verdicts = from?.verdicts ?? (await verdictsBy(on, { since, experiment: name }));
  const costs = await costsOf(on, name, since);
  const split = splitOf(assigned);
  const arms = split.arms.map((arm): ArmFigures => {
    const its = assigned.filter((it) => it.arm.arm === arm);
    const runs = its.reduce((sum, it) => sum + it.runs, 0);
    const cost = costs.get(arm) ?? 0;
    return {
      name: arm,
      assigned: runs,
      costPerRun: runs === 0 ? 0 : cost / runs,
      made: its.map((it) => it.arm),
      rates: ratesOf(groups.filter((group) => group.arm?.arm === arm)),
      bad: judgeFigures(
        verdicts.filter((it) => it.arm?.arm === arm),
        errors,
      ).bad,
    };
  });
  const [a, b] = split.arms.map((arm) => letters.get(arm) ?? '');
  return {
    name,
    arms,
    split: { p: split.p, broken: split.broken, expected: split.expected },
    metrics: metricsOf(a ?? '', b ?? '', split.broken),
    warnings: warningsOf(arms, split.broken),
  };
}

/** Whether runs fell into the arms as they should have, also where the shares were changed on the way. */
export function splitOf(assigned: readonly Assigned[]) {
  const arms = [...new Set(assigned.flatMap(({ arm }) => (arm.shares ?? []).map(({ name }) => name)))];
  const counts = arms.map((name) =>
    assigned.filter(({ arm }) => arm.arm === name).reduce((sum, { runs }) => sum + runs, 0),
  );
  const shareOf = (arm: RunArm, name: string) => arm.shares?.find((it) => it.name === name)?.share ?? 0;
  const expected = arms.map((name) => assigned.reduce((sum, { arm, runs }) => sum + runs * shareOf(arm, name), 0));
  return { arms, counts, expected, ...sampleRatio(counts, expected) };
}

export function metricsOf(a: string, b: string, splitBroken: boolean): Metric[] {
  return (Object.keys(METRICS) as MetricName[]).map((name): Metric => {
    const { letters, more } = METRICS[name];
    const difference = differenceOf(happened(a, letters), happened(b, letters));
    return { name, main: name === 'green', difference, verdict: splitBroken ? 'unknown' : verdictOf(difference, more) };
  });
}

const happened = (runs: string, letters: readonly Letter[]): boolean[] =>
  Array.from(runs, (it) => letters.includes(it as Letter));

function verdictOf({ difference, shown }: Difference, more: 'better' | 'worse'): Metric['verdict'] {
  if (difference === null) return 'too few runs to tell';
  if (shown) return difference.estimate > 0 === (more === 'better') ? 'better' : 'worse';
  const widest = Math.max(difference.high - difference.estimate, difference.estimate - difference.low);
  return widest > INTEREST ? 'too few runs to tell' : 'no difference shown';
}

function warningsOf(arms: readonly ArmFigures[], splitBroken: boolean): string[] {
  const warnings: string[] = [];
  if (splitBroken)
    warnings.push(
      'The runs are not split between the arms as the shares say. Until it is known why, no difference may be believed.',
    );
  if (new Set(arms.flatMap(({ made }) => made.map((it) => JSON.stringify(it.shares)))).size > 1)
    warnings.push(
      'The shares were changed on the way: what else changed over time then looks like a difference between arms. Give the experiment a new name.',
    );
  for (const { name, made } of arms) {
    const ways = new Set(made.map((arm) => JSON.stringify({ ...arm, shares: null })));
    if (ways.size > 1)
      warnings.push(
        `Runs of the arm ${name} were made in ${ways.size} ways, since settings or prompts that ship with Fettle changed on the way.`,
      );
  }
  return warnings;
}
