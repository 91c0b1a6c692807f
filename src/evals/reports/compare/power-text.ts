import { interval, percent, whole } from '../numbers.ts';
import type { PowerPlan, RatePlan } from './power-plan.ts';

const CLUSTERS = 'Items that share a cluster tell less than so many independent ones.';

/** A plan in lines for a terminal. */
export function powerText(plan: PowerPlan): string {
  const { delta, items, alpha, power, paired, unpaired, seen } = plan;
  const size = (share: number) => `${(share * 100).toFixed(1)} points`;
  const often = `${percent(power)} of the time, at a two-sided level of ${percent(alpha)}`;
  const when = (discordance: number) => `  same items, arms differ on ${percent(discordance)} of them:`.padEnd(52);
  const needed =
    delta === null
      ? []
      : [
          `To see a difference of ${size(delta)}, ${often}:`,
          ...paired.map(({ discordance, items: n }) =>
            n === null
              ? `${when(discordance)}impossible, they differ on fewer items than that`
              : `${when(discordance)}${whole(n)} items`,
          ),
          ...unpaired.map(
            ({ from, to, itemsEach }) =>
              `${`  different items, ${percent(from)} against ${percent(to)}:`.padEnd(52)}${whole(itemsEach)} items in each arm`,
          ),
        ];
  const possible =
    items === null
      ? []
      : [
          `The smallest difference that ${whole(items)} items show, ${often}:`,
          ...seen.map(
            ({ discordance, least }) =>
              `${when(discordance)}${least === null ? 'none: they are too few for any difference' : size(least)}`,
          ),
        ];
  return [...needed, ...possible, CLUSTERS, ''].join('\n');
}

export function ratePlanText({ rate, rows }: RatePlan): string {
  return [
    `A false-veto rate that comes out at ${percent(rate)} is known, at 95 % confidence, within:`,
    ...rows.map((row) => `${`  from ${whole(row.items)} good changes:`.padEnd(30)}${interval(row)} %`),
    CLUSTERS,
    '',
  ].join('\n');
}
