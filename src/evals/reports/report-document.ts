import type { Document, IntervalRow, Section } from './document.ts';
import type { Figures } from './figures.ts';
import { agentSections } from './sections/agent.ts';
import { distilSections } from './sections/distil.ts';
import { judgeSections } from './sections/judge.ts';
import { tamperSections } from './sections/tamper.ts';
import { counted, dollars, duration, FEW_CLUSTERS, meanText, percent, rateText, whole } from './numbers.ts';

/** Of trials that were not fully right; more of them are in trials.jsonl. */
const MAX_WRONG = 200;

const FACET_TITLES = {
  label: 'label',
  criterion: 'criterion',
  kind: 'kind',
  difficulty: 'difficulty',
  language: 'language',
  tool: 'tool',
};

/** A run's figures as sentences, tables and plots. */
export function reportDocument(figures: Figures): Document {
  return {
    title: `${figures.suite}: ${figures.arm.name}`,
    lead: [headline(figures), ...warnings(figures)],
    sections: [
      ...(figures.judge === undefined ? [] : judgeSections(figures.judge)),
      ...(figures.agent === undefined ? [] : agentSections(figures.agent, figures.arm.name)),
      ...(figures.tamper === undefined ? [] : tamperSections(figures.tamper)),
      ...(figures.distil === undefined ? [] : distilSections(figures.distil)),
      ...groups(figures),
      ...repeats(figures),
      ...spend(figures),
      ...wrong(figures),
      made(figures),
    ],
  };
}

function headline({ score, items, trials, clusters, k }: Figures): string {
  const size = `${counted(items, 'item')}, ${k === 1 ? 'one trial' : `${k} trials`} each, ${counted(clusters, 'cluster')}`;
  if (score === null) return `No trial has a score (${size}; ${trials.ended} of ${trials.planned} trials ended).`;
  return `Score ${meanText(score)} (${size}).`;
}

/** What keeps the figures from meaning what they seem to. */
export function warnings({ clusters, trials, infra, score }: Figures): string[] {
  const few = score !== null && clusters < FEW_CLUSTERS;
  return [
    ...(few
      ? [`Only ${counted(clusters, 'cluster')}: with fewer than ${FEW_CLUSTERS} the intervals are not to be trusted.`]
      : []),
    ...(trials.ended < trials.planned
      ? [
          `The run is not complete: ${trials.ended} of ${trials.planned} trials ended. Those that are missing are not random ones.`,
        ]
      : []),
    ...(infra.count > 0 ? [`Infrastructure took away ${rateText(infra)}; no other figure counts these trials.`] : []),
  ];
}

function groups({ groups: all }: Figures): Section[] {
  return [...Map.groupBy(all, ({ facet }) => facet)].map(([facet, rows]) => ({
    title: `By ${FACET_TITLES[facet]}`,
    notes: [
      'Of several groups some look different by chance alone.',
      ...(rows.some(({ score }) => score.clusters < FEW_CLUSTERS)
        ? [`Intervals over fewer than ${FEW_CLUSTERS} clusters are marked with (!): they are not to be trusted.`]
        : []),
    ],
    table: {
      columns: [
        { title: FACET_TITLES[facet] },
        { title: 'items', right: true },
        { title: 'clusters', right: true },
        { title: 'score' },
      ],
      rows: rows.map(({ value, score }) => [
        value,
        String(score.n),
        `${score.clusters}${score.clusters < FEW_CLUSTERS ? ' (!)' : ''}`,
        meanText(score),
      ]),
    },
    chart: {
      kind: 'intervals',
      about: `Score by ${FACET_TITLES[facet]}`,
      rows: rows.map(({ value, score }) => intervalRow(value, score.mean, score, meanText(score))),
    },
    folded: rows.length > 6,
  }));
}

export function intervalRow(
  name: string,
  value: number,
  { low, high }: { low: number; high: number },
  text: string,
): IntervalRow {
  return { name, value, low, high, text };
}

function repeats({ repeats: it }: Figures): Section[] {
  if (it === null) return [];
  return [
    {
      title: 'Several trials of each item',
      notes: [
        ...(it.agreement === null ? [] : [`Two trials of one item have the same answer: ${meanText(it.agreement)}.`]),
        ...(it.leftOut > 0 ? [`${counted(it.leftOut, 'item')} with fewer than ${it.k} answers left out.`] : []),
      ],
      table: {
        columns: [
          { title: 'k', right: true },
          { title: 'at least one of k right (pass@k)' },
          { title: 'all k right (pass^k)' },
        ],
        rows: it.passes.map(({ k, atLeastOne, all }) => [String(k), meanText(atLeastOne), meanText(all)]),
      },
    },
  ];
}

function spend({ spend: it, trials }: Figures): Section[] {
  if (it === null) return [];
  const row = (
    name: string,
    of: (n: number) => string,
    { total, median, p95 }: { total: number; median: number; p95: number },
  ) => [name, of(total), of(median), of(p95)];
  return [
    {
      title: 'Money, tokens, time',
      notes: [`Of ${counted(trials.ended, 'trial')}, wrong ones and those lost to infrastructure included.`],
      table: {
        columns: [
          { title: '' },
          { title: 'in all', right: true },
          { title: 'median trial', right: true },
          { title: '95th of 100', right: true },
        ],
        rows: [row('cost', dollars, it.costUsd), row('tokens', whole, it.tokens), row('time', duration, it.ms)],
      },
    },
  ];
}

function wrong({ wrong: all, trials }: Figures): Section[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, MAX_WRONG);
  return [
    {
      title: `Trials that were not right: ${all.length} of ${trials.ended}`,
      notes: shown.length < all.length ? [`The first ${MAX_WRONG} of them; all are in trials.jsonl.`] : [],
      table: {
        columns: [
          { title: 'item' },
          { title: 'trial', right: true },
          { title: 'score', right: true },
          { title: 'answer' },
          { title: 'right answer' },
          { title: 'detail' },
        ],
        rows: shown.map((it) => [
          it.item,
          String(it.trial),
          it.score === null ? 'infra' : percent(it.score),
          it.answer,
          it.expected ?? '',
          it.detail,
        ]),
      },
      folded: true,
    },
  ];
}

function made({ run, arm, source, seed, startedAt, versions }: Figures): Section {
  return {
    title: 'How it was made',
    table: {
      columns: [{ title: '' }, { title: '' }],
      rows: [
        ['run', run],
        ['started', startedAt],
        ['items from', source],
        ['seed', String(seed)],
        ['prompt', arm.promptHash],
        ['agent profile', arm.profile ?? 'none'],
        ['agent model', arm.agentModel ?? 'none'],
        ['judge model', arm.judgeModel ?? 'none'],
        ['verifiers and guards', arm.verifiers],
        ...Object.entries(versions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ],
    },
    folded: true,
  };
}
