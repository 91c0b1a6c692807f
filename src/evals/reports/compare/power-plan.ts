import { leastDetectable, pairedItems, type PowerOptions, unpairedItems } from '../../statistics/power.ts';
import { wilson } from '../../statistics/wilson.ts';

export interface PowerQuestion extends Required<PowerOptions> {
  /** The difference that one wants to see, as a share of 1. */
  delta: number | null;
  /** Shares of the items on which the arms are thought to differ. */
  discordances: readonly number[];
  items: number | null;
  /** The score of the arm that there is now; needed where the arms do different items. */
  baselineRate: number | null;
}

export interface PowerPlan extends PowerQuestion {
  /** Both arms on the same items. `items` is null where the difference is larger than the discordance: impossible. */
  paired: { discordance: number; items: number | null }[];
  /** Each arm on items of its own, for a change up and one down. */
  unpaired: { from: number; to: number; itemsEach: number }[];
  /** What the given number of items in pairs could show; null for no difference of any size. */
  seen: { discordance: number; least: number | null }[];
}

/** How many items a comparison takes, and what a number of items could show. */
export function powerPlan(question: PowerQuestion): PowerPlan {
  const { delta, discordances, items, baselineRate, alpha, power } = question;
  const options = { alpha, power };
  const targets =
    delta === null || baselineRate === null
      ? []
      : [baselineRate + delta, baselineRate - delta].filter((rate) => rate > 0 && rate < 1);
  return {
    ...question,
    paired:
      delta === null
        ? []
        : discordances.map((discordance) => ({ discordance, items: pairedItems(delta, discordance, options) })),
    unpaired: targets.flatMap((to) => {
      const itemsEach = unpairedItems(baselineRate ?? to, to, options);
      return itemsEach === null ? [] : [{ from: baselineRate ?? to, to, itemsEach }];
    }),
    seen:
      items === null
        ? []
        : discordances.map((discordance) => ({ discordance, least: leastDetectable(items, discordance, options) })),
  };
}

export interface RatePlan {
  rate: number;
  rows: { items: number; low: number; high: number }[];
}

/** How exactly a single rate is known from a number of items: Wilson's interval, were it to come out as thought. */
export function ratePlan(rate: number, items: readonly number[]): RatePlan {
  return {
    rate,
    rows: items.map((n) => {
      const { low, high } = wilson(Math.round(rate * n), n);
      return { items: n, low, high };
    }),
  };
}
