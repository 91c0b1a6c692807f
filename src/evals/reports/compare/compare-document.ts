import { type Chart, type Document, intervalRow, type Section } from '../document.ts';
import { counted, dollars, FEW_CLUSTERS, interval, meanText, percent, points } from '../numbers.ts';
import type { ItemsCompared } from './compare-items.ts';
import type { ArmComparison, RunsCompared } from './compare-runs.ts';

/** A comparison as sentences, tables and plots. */
export function compareDocument(compared: RunsCompared): Document {
  const [first] = compared.arms;
  return {
    title: `${compared.suite}: ${compared.arms.map(({ name }) => name).join(' against ')}`,
    lead: [
      ...compared.comparisons.map((one) => `${one.name} against ${first?.name}: ${one.text}.`),
      ...warnings(compared),
    ],
    sections: [
      arms(compared),
      differences(compared),
      ...answers(compared),
      ...compared.comparisons.flatMap((one) => [...groups(one), ...changes(one, first?.name ?? '')]),
      ...leftOut(compared),
    ],
  };
}

function warnings({ items, clusters, leftOut: out, comparisons, arms: all }: RunsCompared): string[] {
  return [
    ...(clusters < FEW_CLUSTERS
      ? [`Only ${counted(clusters, 'cluster')}: with fewer than ${FEW_CLUSTERS} the intervals are not to be trusted.`]
      : []),
    ...(out.length > 0
      ? [`${counted(out.length, 'item')} left out, ${items} compared. Items without an answer are not random ones.`]
      : []),
    ...(comparisons.length > 1 ? [`Values of p are by Holm's method over ${comparisons.length} comparisons.`] : []),
    ...(new Set(all.map(({ arm }) => JSON.stringify({ ...arm, name: '' }))).size < all.length
      ? ['Some of these arms differ in nothing but their name: what differs between them is chance.']
      : []),
  ];
}

function arms({ arms: all }: RunsCompared): Section {
  return {
    title: 'Arms',
    table: {
      columns: [
        { title: 'arm' },
        { title: 'run' },
        { title: 'score' },
        { title: 'cost of a trial', right: true },
        { title: 'prompt' },
        { title: 'agent model' },
        { title: 'judge model' },
      ],
      rows: all.map(({ name, run, score, costUsdPerTrial: cost, arm }) => [
        name,
        run,
        score === null ? 'n=0' : meanText(score),
        cost === null ? '' : dollars(cost),
        arm.promptHash.slice(0, 12),
        arm.agentModel ?? 'none',
        arm.judgeModel ?? 'none',
      ]),
    },
    chart: {
      kind: 'scatter',
      about: 'Cost of a trial against score',
      x: 'cost of a trial',
      y: 'score',
      points: all.flatMap(({ name, score, costUsdPerTrial: cost }) =>
        score === null || cost === null
          ? []
          : [{ ...intervalRow(name, score.mean, score, meanText(score)), x: cost, xText: dollars(cost) }],
      ),
    },
  };
}

function differences({ comparisons, arms: [first] }: RunsCompared): Section {
  return {
    title: `Difference from ${first?.name}`,
    notes: [
      comparisons.every(({ test }) => test === 'mcnemar')
        ? "Intervals over clusters, the second by drawing clusters again; p by McNemar's exact test."
        : "Intervals over clusters, the second by drawing clusters again; p by a t test over clusters where items have several trials or grades, else by McNemar's exact test.",
    ],
    table: {
      columns: [
        { title: 'arm' },
        { title: 'difference' },
        { title: 'drawn again' },
        { title: 'better, worse' },
        { title: 'p', right: true },
        { title: 'could have seen', right: true },
        { title: 'verdict' },
      ],
      rows: comparisons.map((one) => [
        one.name,
        differenceText(one),
        one.bootstrap === null ? '' : interval(one.bootstrap),
        `${one.onlyB}, ${one.onlyA} of ${one.n}`,
        one.pHolm.toPrecision(2),
        one.leastDetectable === null ? 'nothing' : points(one.leastDetectable).replace('+', ''),
        one.verdict,
      ]),
    },
    chart: differenceChart(`Difference from ${first?.name}, in points`, comparisons),
  };
}

/** Only of tasks: the answers of a judge are two. */
function answers({ suite, arms: all }: RunsCompared): Section[] {
  if (suite !== 'agent' && suite !== 'tamper') return [];
  const names = [...new Set(all.flatMap(({ answers: of }) => Object.keys(of)))].toSorted();
  return [
    {
      title: 'Outcomes by arm',
      table: {
        columns: [{ title: 'outcome' }, ...all.map(({ name }) => ({ title: name, right: true }))],
        rows: names.map((name) => [name, ...all.map(({ answers: of }) => String(of[name] ?? 0))]),
      },
      chart: {
        kind: 'stacked',
        about: 'Outcomes by arm',
        rows: all.map((arm) => ({
          name: arm.name,
          parts: names.map((name) => ({ name, count: arm.answers[name] ?? 0 })),
        })),
      },
    },
  ];
}

function groups({ name, groups: all }: ArmComparison): Section[] {
  if (all.length === 0) return [];
  return [
    {
      title: `${name} by group`,
      notes: ['Many small groups: some differ by chance alone. These intervals are not adjusted for their number.'],
      table: {
        columns: [
          { title: 'group' },
          { title: 'items', right: true },
          { title: 'clusters', right: true },
          { title: 'before', right: true },
          { title: 'after', right: true },
          { title: 'difference' },
        ],
        rows: all.map((one) => [
          `${one.facet}: ${one.value}`,
          String(one.n),
          String(one.clusters),
          percent(one.rateA),
          percent(one.rateB),
          differenceText(one),
        ]),
      },
      chart: differenceChart(
        'Difference by group, in points',
        all.map((one) => ({ ...one, name: `${one.facet}: ${one.value}` })),
      ),
      folded: all.length > 6,
    },
  ];
}

function changes({ name, changed }: ArmComparison, first: string): Section[] {
  if (changed.length === 0) return [];
  return [
    {
      title: `Items that changed sides: ${first} to ${name}`,
      table: {
        columns: [{ title: '' }, { title: 'item' }, { title: first }, { title: name }, { title: 'detail' }],
        rows: changed.map((one) => [
          one.b < one.a ? 'worse' : 'better',
          one.item,
          `${percent(one.a)} ${one.answerA}`,
          `${percent(one.b)} ${one.answerB}`,
          one.detailB,
        ]),
      },
      folded: changed.length > 6,
    },
  ];
}

function leftOut({ leftOut: all }: RunsCompared): Section[] {
  if (all.length === 0) return [];
  return [
    {
      title: `Items left out: ${all.length}`,
      table: { columns: [{ title: 'item' }, { title: 'why' }], rows: all.map(({ item, why }) => [item, why]) },
      folded: true,
    },
  ];
}

const differenceText = ({ interval: ends, rateA, rateB, n }: ItemsCompared): string =>
  ends === null
    ? `${points(rateB - rateA)}, n=${n}, no interval from one cluster`
    : `${points(rateB - rateA)} ${interval(ends)}, n=${n}`;

function differenceChart(about: string, all: readonly (ItemsCompared & { name: string })[]): Chart {
  return {
    kind: 'intervals',
    about,
    difference: true,
    rows: all.flatMap((one) =>
      one.interval === null ? [] : [intervalRow(one.name, one.rateB - one.rateA, one.interval, differenceText(one))],
    ),
  };
}
