import type { ExperimentReport, Metric, MetricName } from './experiment-report.ts';
import { correctedText, intervalText, rateText } from './rate-text.ts';

const NAMES: Record<MetricName, string> = {
  green: 'green or merged',
  ci_red: 'CI red',
  no_pr: 'no pull request',
  wrong: 'known to be wrong',
  reverted: 'reverted',
};

/** One experiment for a terminal. */
export function experimentText({ name, arms, split, metrics, warnings }: ExperimentReport): string {
  const [a, b] = arms;
  return [
    `Experiment ${name}: ${b?.name ?? '?'} against ${a?.name ?? '?'}`,
    ...warnings.map((warning) => `  WARNING: ${warning}`),
    ...arms.map(
      (arm, at) =>
        `  ${arm.name}: ${arm.assigned} runs (${(split.expected[at] ?? 0).toFixed(1)} expected), $${arm.costPerRun.toFixed(2)} a run, bad among judged ${correctedText(arm.bad)}`,
    ),
    `  split: p=${split.p.toPrecision(2)}, ${split.broken ? 'BROKEN' : 'as it should be'}`,
    ...metrics.flatMap((metric) => metricText(metric, a?.name ?? '', b?.name ?? '')),
    '  The test may be looked at any day: 20 and more shows a difference. Intervals are for a day fixed beforehand, and take runs as independent.',
  ].join('\n');
}

function metricText({ name, main, difference, verdict }: Metric, a: string, b: string): string[] {
  const title = `  ${main ? 'main' : 'guard'}: ${NAMES[name]}`;
  const by =
    difference.difference === null
      ? ''
      : `, by ${(difference.difference.estimate * 100).toFixed(1)} points ${intervalText(difference.difference)}`;
  const { now, highest } = difference.eValue;
  return [
    `${title}: ${verdict}${by}`,
    `    ${a} ${rateText(difference.a)}   ${b} ${rateText(difference.b)}`,
    `    test: ${number(now)} now, ${number(highest)} at most, over ${difference.pairs} pairs of runs`,
  ];
}

const number = (value: number): string => (value >= 1e6 ? 'over a million' : value.toFixed(value < 10 ? 2 : 0));
