import type { Database } from '../../store/types.ts';
import type { Corrected } from '../statistics/judge-corrected.ts';
import type { Rate } from '../statistics/wilson.ts';
import { type AfterMerge, afterMerge, type FailureModes, failureModes } from './after-merge.ts';
import { audited } from './audit-store.ts';
import {
  type EndedGroup,
  endedGroups,
  type Judged,
  openRuns,
  overruled,
  type Period,
  verdictsBy,
} from './ended-runs.ts';
import { type ExperimentReport, experimentReport } from './experiment-report.ts';
import { experimentNames } from './experiment-runs.ts';
import { asOfOneMoment, type Queries } from './queries.ts';
import { type JudgeErrors, judgeErrors } from './judge-errors.ts';
import { judgeFigures, type OnlineRates, ratesOf } from './online-figures.ts';

export interface NamedRates extends OnlineRates {
  name: string;
}

export const DIMENSIONS = ['repository', 'agentModel', 'judgeModel', 'agentPrompt', 'judgePrompt', 'arm'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface OnlineReport {
  since: string | null;
  experiment: string | null;
  ended: number;
  open: number;
  overall: OnlineRates;
  by: Record<Dimension, NamedRates[]>;
  judge: {
    approved: number;
    vetoed: number;
    abstained: number;
    /** Of approved and vetoed. */
    vetoes: Rate;
    /** Vetoes that a maintainer said were wrong: at least so many were. */
    overruled: number;
    errors: JudgeErrors;
    /** Bad changes among those judged, from the vetoes and the judge's own errors. Null without audits that tell them. */
    bad: Corrected | null;
  };
  failureModes: FailureModes;
  afterMerge: AfterMerge;
  experiments: ExperimentReport[];
}

/** The same rates as offline, from the app's own database, which does the counting. */
export async function onlineReport(database: Pick<Database, 'transaction'>, period: Period): Promise<OnlineReport> {
  return await asOfOneMoment(database, async (on) => await reportOf(on, period));
}

async function reportOf(on: Queries, period: Period): Promise<OnlineReport> {
  const groups = await endedGroups(on, period);
  const verdicts = await verdictsBy(on, period);
  const errors = judgeErrors(await audited(on, period.since));
  return {
    since: period.since?.toISOString() ?? null,
    experiment: period.experiment,
    ended: groups.reduce((sum, { runs }) => sum + runs, 0),
    open: await openRuns(on, period),
    overall: ratesOf(groups),
    by: Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, ratesBy(groups, dimension)]),
    ) as OnlineReport['by'],
    judge: { ...judgeFigures(verdicts, errors), overruled: await overruled(on, period), errors },
    failureModes: failureModes(groups),
    afterMerge: await afterMerge(on, period),
    experiments: await experimentsOf(on, period, errors, { groups, verdicts }),
  };
}

/**
 * Each experiment from its start on unless a time was given for it: one that is cut off at its beginning is another one.
 * What was counted already is not counted again.
 */
async function experimentsOf(
  on: Queries,
  { since, experiment }: Period,
  errors: JudgeErrors,
  counted: { groups: EndedGroup[]; verdicts: Judged[] },
): Promise<ExperimentReport[]> {
  const reports: ExperimentReport[] = [];
  const found = await experimentNames(on, since);
  for (const { name, first } of found.filter((it) => experiment === null || it.name === experiment)) {
    const whole = since === null || first >= since;
    const isIts = ({ arm }: { arm: EndedGroup['arm'] }) => arm?.experiment === name;
    const its = { groups: counted.groups.filter(isIts), verdicts: counted.verdicts.filter(isIts) };
    const from = experiment === name ? { since, ...its } : whole ? { since: null, ...its } : null;
    const report = await experimentReport(on, name, errors, from);
    if (report !== null) reports.push(report);
  }
  return reports;
}

/** Most runs first. */
function ratesBy(groups: readonly EndedGroup[], dimension: Dimension): NamedRates[] {
  return [...Map.groupBy(groups, (group) => nameIn(group, dimension))]
    .map(([name, its]) => ({ name, ...ratesOf(its) }))
    .toSorted((a, b) => b.n - a.n || a.name.localeCompare(b.name, 'en'));
}

function nameIn({ repository, arm }: EndedGroup, dimension: Dimension): string {
  if (dimension === 'repository') return repository;
  if (arm === null) return 'not stored';
  if (dimension === 'arm') return arm.experiment === null ? arm.arm : `${arm.experiment}/${arm.arm}`;
  return arm[dimension];
}
