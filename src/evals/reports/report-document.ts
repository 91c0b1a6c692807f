import type { Document } from './document.ts';
import type { Figures } from './figures.ts';
import { agentSections } from './sections/agent.ts';
import { distilSections } from './sections/distil.ts';
import { judgeSections } from './sections/judge.ts';
import { groupSections, repeatSections } from './sections/scores.ts';
import { tamperSections } from './sections/tamper.ts';
import { madeSection, spendSections, wrongSections } from './sections/trials.ts';
import { counted, FEW_CLUSTERS, meanText, rateText } from './numbers.ts';

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
      ...groupSections(figures),
      ...repeatSections(figures),
      ...spendSections(figures),
      ...wrongSections(figures),
      madeSection(figures),
    ],
  };
}

function headline({ score, items, trials, clusters, k }: Figures): string {
  const size = `${counted(items, 'item')}, ${k === 1 ? 'one trial' : `${k} trials`} each, ${counted(clusters, 'cluster')}`;
  if (score === null) return `No trial has a score (${size}; ${trials.ended} of ${trials.planned} trials ended).`;
  return `Score ${meanText(score)} (${size}).`;
}

/** What keeps the figures from meaning what they seem to. */
function warnings({ clusters, trials, infra, score }: Figures): string[] {
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
