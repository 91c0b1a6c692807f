import type { Arm } from '../../arm.ts';
import { comparisonVerdict, type ComparisonVerdict } from '../../statistics/compare-arms.ts';
import { holm } from '../../statistics/mcnemar.ts';
import { scoreOf } from '../figures.ts';
import { average, type MeanFigure } from '../figures/rate.ts';
import type { ReadRun } from '../read-run.ts';
import { FACETS, type Facet, facetsOf } from '../records.ts';
import { compareItems, type ItemsCompared, type ScoredPair } from './compare-items.ts';
import { pairRuns, type PairedRuns, type SharedItem } from './pair-runs.ts';

/** What `fettle eval compare --format json` prints. */
export interface RunsCompared {
  version: 1;
  suite: ReadRun['manifest']['suite'];
  /** Items that every arm answered. All figures are of these. */
  items: number;
  clusters: number;
  leftOut: PairedRuns['leftOut'];
  /** The first one is what the others are compared with. */
  arms: ArmCompared[];
  comparisons: ArmComparison[];
}

export interface ArmCompared {
  /** The arm's name, with the run's where two arms are called the same. */
  name: string;
  run: string;
  arm: Arm;
  score: MeanFigure | null;
  /** Mean over the trials counted here. */
  costUsdPerTrial: number | null;
  answers: Record<string, number>;
}

export interface ArmComparison extends ItemsCompared {
  name: string;
  /** `p` by Holm's method over all comparisons; the verdict is of this one. */
  pHolm: number;
  verdict: ComparisonVerdict;
  text: string;
  groups: ({ facet: Facet; value: string } & ItemsCompared)[];
  changed: Change[];
}

/** An item that one arm did better on. */
export interface Change {
  item: string;
  a: number;
  b: number;
  answerA: string;
  answerB: string;
  detailB: string;
}

/** The first run against each of the others. `interest` is the smallest difference that would matter. Pure. */
export function compareRuns(runs: readonly ReadRun[], { interest }: { interest: number }): RunsCompared {
  const { items, leftOut } = pairRuns(runs);
  const suite = runs[0]?.manifest.suite ?? 'judge';
  const arms = runs.map(({ manifest }, at) =>
    armOf(
      manifest,
      items.flatMap(({ trials }) => trials[at] ?? []),
      runs,
    ),
  );
  const compared = arms.slice(1).map((arm, at) => ({ arm, at: at + 1, all: compareItems(items.map(pairOf(at + 1))) }));
  const adjusted = holm(compared.map(({ all }) => all.p));
  return {
    version: 1,
    suite,
    items: items.length,
    clusters: new Set(items.map(({ cluster }) => cluster)).size,
    leftOut,
    arms,
    comparisons: compared.map(({ arm, at, all }, index) => {
      const pHolm = adjusted[index] ?? 1;
      return {
        name: arm.name,
        ...all,
        pHolm,
        ...comparisonVerdict(all, { interest, p: pHolm }),
        groups: groupsOf(suite, items, at),
        changed: changesOf(items, at),
      };
    }),
  };
}

const pairOf =
  (at: number) =>
  ({ trials, cluster }: SharedItem): ScoredPair => ({ a: meanOf(trials[0]), b: meanOf(trials[at]), cluster });

const meanOf = (trials: SharedItem['trials'][number] = []): number => average(trials.map(({ score }) => score ?? 0));

function armOf(
  { arm, run }: ReadRun['manifest'],
  trials: SharedItem['trials'][number],
  runs: readonly ReadRun[],
): ArmCompared {
  const twice = runs.filter(({ manifest }) => manifest.arm.name === arm.name).length > 1;
  const answers = [...Map.groupBy(trials, ({ answer }) => answer)].map(([answer, of]) => [answer, of.length] as const);
  return {
    name: twice ? `${arm.name} (${run})` : arm.name,
    run,
    arm,
    score: scoreOf(trials),
    costUsdPerTrial: trials.length === 0 ? null : average(trials.map(({ costUsd }) => costUsd)),
    answers: Object.fromEntries(answers.toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function groupsOf(suite: RunsCompared['suite'], items: readonly SharedItem[], at: number): ArmComparison['groups'] {
  const facets = items.map((item) => ({ item, of: item.trials[0]?.[0] ? facetsOf(suite, item.trials[0][0]) : {} }));
  return FACETS.flatMap((facet) => {
    const values = [...new Set(facets.flatMap(({ of }) => of[facet] ?? []))].toSorted();
    if (values.length < 2) return [];
    return values.map((value) => ({
      facet,
      value,
      ...compareItems(facets.filter(({ of }) => of[facet]?.includes(value)).map(({ item }) => pairOf(at)(item))),
    }));
  });
}

/** Those that got worse first. */
function changesOf(items: readonly SharedItem[], at: number): Change[] {
  const answers = (trials: SharedItem['trials'][number] = []) =>
    [...new Set(trials.map(({ answer }) => answer))].join(', ');
  return items
    .map((item) => {
      const { a, b } = pairOf(at)(item);
      return {
        item: item.id,
        a,
        b,
        answerA: answers(item.trials[0]),
        answerB: answers(item.trials[at]),
        detailB: item.trials[at]?.[0]?.detail ?? '',
      };
    })
    .filter(({ a, b }) => a !== b)
    .toSorted((x, y) => x.b - x.a - (y.b - y.a));
}
