import { intervalRow, type Section } from '../document.ts';
import type { Figures } from '../figures.ts';
import { counted, FEW_CLUSTERS, meanText } from '../numbers.ts';

/** The score of each group of items. */
export function groupSections({ groups: all }: Figures): Section[] {
  return [...Map.groupBy(all, ({ facet }) => facet)].map(([facet, rows]) => ({
    title: `By ${facet}`,
    notes: [
      'Of several groups some look different by chance alone.',
      ...(rows.some(({ score }) => score.clusters < FEW_CLUSTERS)
        ? [`Intervals over fewer than ${FEW_CLUSTERS} clusters are marked with (!): they are not to be trusted.`]
        : []),
    ],
    table: {
      columns: [
        { title: facet },
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
      about: `Score by ${facet}`,
      rows: rows.map(({ value, score }) => intervalRow(value, score.mean, score, meanText(score))),
    },
    folded: rows.length > 6,
  }));
}

/** What several trials of each item say together; nothing where there is one. */
export function repeatSections({ repeats: it }: Figures): Section[] {
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
