import { normalQuantile, zOf } from './distributions.ts';

export interface PowerOptions {
  /** Of being wrong where there is no difference, two-sided. */
  alpha?: number;
  /** Of seeing a difference that there is. */
  power?: number;
}

/**
 * Items needed to see a difference between two arms on the same items, when they differ on `discordance` of all items
 * (Connor 1987; Miettinen 1968): (za sqrt(d) + zb sqrt(d - delta^2))^2 / delta^2. Null when it can't be: a difference is
 * never larger than the share of items on which the arms differ.
 */
export function pairedItems(delta: number, discordance: number, options: PowerOptions = {}): number | null {
  const needed = pairedNeed(delta, discordance, options);
  return needed === null ? null : Math.ceil(needed);
}

function pairedNeed(delta: number, discordance: number, { alpha = 0.05, power = 0.8 }: PowerOptions): number | null {
  const size = Math.abs(delta);
  if (size === 0 || size > discordance || discordance > 1) return null;
  const reach = zOf(1 - alpha) * Math.sqrt(discordance) + normalQuantile(power) * Math.sqrt(discordance - size * size);
  return (reach / size) ** 2;
}

/** Items needed in each of two arms on different items (Fleiss, Levin and Paik 2003, without continuity correction). */
export function unpairedItems(a: number, b: number, { alpha = 0.05, power = 0.8 }: PowerOptions = {}): number | null {
  if (a === b) return null;
  const middle = (a + b) / 2;
  const reach =
    zOf(1 - alpha) * Math.sqrt(2 * middle * (1 - middle)) +
    normalQuantile(power) * Math.sqrt(a * (1 - a) + b * (1 - b));
  return Math.ceil((reach / (a - b)) ** 2);
}

/** The smallest difference that n items in pairs could have shown; null when even the largest possible one is too small. */
export function leastDetectable(n: number, discordance: number, options: PowerOptions = {}): number | null {
  if ((pairedNeed(discordance, discordance, options) ?? Number.POSITIVE_INFINITY) > n) return null;
  let [low, high] = [0, discordance];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    const needed = pairedNeed(middle, discordance, options);
    if (needed === null || needed > n) low = middle;
    else high = middle;
  }
  return high;
}
