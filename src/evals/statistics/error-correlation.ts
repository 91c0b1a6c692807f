/** How often agent and judge erred on the same items: both, one alone, neither. */
export interface Errors {
  both: number;
  agentOnly: number;
  judgeOnly: number;
  neither: number;
}

/**
 * Whether the judge errs where the agent does: phi (Pearson's correlation of two yes-or-no values; null when one never
 * or always errs), and how much oftener both err than if they did so independently (1 is independent).
 */
export function errorCorrelation({ both, agentOnly, judgeOnly, neither }: Errors): {
  n: number;
  phi: number | null;
  bothWrong: number;
  againstIndependence: number | null;
} {
  const n = both + agentOnly + judgeOnly + neither;
  const [agent, judge] = [both + agentOnly, both + judgeOnly];
  const margins = agent * judge * (n - agent) * (n - judge);
  return {
    n,
    phi: margins === 0 ? null : (both * neither - agentOnly * judgeOnly) / Math.sqrt(margins),
    bothWrong: n === 0 ? 0 : both / n,
    againstIndependence: agent * judge === 0 ? null : (both * n) / (agent * judge),
  };
}
