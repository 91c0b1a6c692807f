import type { Arm } from '../arm.ts';
import type { Trial } from '../trial.ts';
import { type AgentFigures, agentFigures } from './figures/agent.ts';
import { type DistilFigures, distilFigures } from './figures/distil.ts';
import { type JudgeFigures, judgeFigures } from './figures/judge.ts';
import { type MeanFigure, meanOf, type RateFigure, rateOf } from './figures/rate.ts';
import { type Repeats, repeatsOf } from './figures/repeats.ts';
import { type Spend, spendOf } from './figures/spend.ts';
import { type TamperFigures, tamperFigures } from './figures/tamper.ts';
import type { ReadRun } from './read-run.ts';
import { FACETS, type Facet, facetsOf } from './records.ts';

/** What `report.json` holds: every figure of a run. Rates are shares of 1; each has its n and interval beside it. */
export interface Figures {
  version: 1;
  run: string;
  suite: ReadRun['manifest']['suite'];
  arm: Arm;
  source: string;
  k: number;
  seed: number;
  startedAt: string;
  versions: Record<string, string>;
  items: number;
  /** Trials that were planned, that ended, and that have a score. */
  trials: { planned: number; ended: number; scored: number };
  clusters: number;
  /** Of the trials that ended, those without an answer through no fault of what is measured. */
  infra: RateFigure;
  /** Over items. Null while no trial has a score. */
  score: MeanFigure | null;
  groups: Group[];
  repeats: Repeats | null;
  spend: Spend | null;
  judge?: JudgeFigures;
  agent?: AgentFigures;
  tamper?: TamperFigures;
  distil?: DistilFigures;
  /** Trials that were not fully right, in order. */
  wrong: {
    item: string;
    trial: number;
    score: number | null;
    answer: string;
    expected: string | null;
    detail: string;
  }[];
}

export interface Group {
  facet: Facet;
  value: string;
  score: MeanFigure;
}

/** All figures of a run. Pure: the same trials give the same figures. */
export function figuresOf({ manifest, trials }: ReadRun): Figures {
  const { run, suite, arm, source, k, seed, startedAt, versions, items } = manifest;
  const scored = trials.filter(({ score }) => score !== null);
  return {
    version: 1,
    run,
    suite,
    arm,
    source,
    k,
    seed,
    startedAt,
    versions,
    items: items.length,
    trials: { planned: items.length * k, ended: trials.length, scored: scored.length },
    clusters: new Set(scored.map(({ cluster }) => cluster)).size,
    infra: rateOf(trials.map(({ item, cluster, score }) => ({ item, cluster, yes: score === null }))),
    score: scoreOf(scored),
    groups: groupsOf(suite, scored),
    repeats: repeatsOf(trials, k),
    spend: spendOf(trials),
    ...(suite === 'judge' || suite === 'guards' ? { judge: judgeFigures(scored) } : {}),
    ...(suite === 'agent' ? { agent: agentFigures(trials) } : {}),
    ...(suite === 'tamper' ? { tamper: tamperFigures(scored) } : {}),
    ...(suite === 'distil' ? { distil: distilFigures(scored) } : {}),
    wrong: trials
      .filter(({ score }) => score !== 1)
      .map(({ item, trial, score, answer, expected, detail }) => ({ item, trial, score, answer, expected, detail })),
  };
}

/** The mean over items of the scores of their trials. */
export function scoreOf(scored: readonly Trial[]): MeanFigure | null {
  const items = [...Map.groupBy(scored, ({ item }) => item).values()];
  return meanOf(
    items.map((trials) => ({ cluster: trials[0]?.cluster ?? '', scores: trials.map(({ score }) => score ?? 0) })),
  );
}

/** Of each facet with at least two values; a facet of which all trials share one value tells nothing. */
function groupsOf(suite: Figures['suite'], scored: readonly Trial[]): Group[] {
  const facets = scored.map((trial) => ({ trial, of: facetsOf(suite, trial) }));
  return FACETS.flatMap((facet) => {
    const values = new Set(facets.flatMap(({ of }) => of[facet] ?? []));
    if (values.size < 2) return [];
    return [...values].toSorted().flatMap((value) => {
      const score = scoreOf(facets.filter(({ of }) => of[facet]?.includes(value)).map(({ trial }) => trial));
      return score === null ? [] : [{ facet, value, score }];
    });
  });
}
