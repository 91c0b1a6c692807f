import { upperLimit } from './upper-limit.ts';
import type { Campaign } from './campaign-file.ts';

/** What a wave came to, once it has had its time. */
export interface WaveCounts {
  /** Runs that ended with an outcome that counts: not applicable, cancelled and infrastructure are left out. */
  counted: number;
  noPr: number;
  /** Pull requests, and what became of them until now. */
  opened: number;
  ciRed: number;
  closed: number;
  reverted: number;
  /** Runs in which a judge was heard. */
  judged: number;
  vetoed: number;
  overruled: number;
}

export interface Sign {
  name: 'no_pr' | 'ci_red' | 'closed' | 'reverted' | 'veto' | 'overruled';
  count: number;
  of: number;
  /** The most that the true share may be, at the campaign's confidence; 1 where nothing is known. */
  atMost: number;
  bound: number;
  holds: boolean;
}

/** Whether the next wave may start. A bound holds when one can be as sure as the campaign asks that the true share is below it. */
export function promotion(counts: WaveCounts, rules: Campaign['promotion']): { promote: boolean; signs: Sign[] } {
  const sign = (name: Sign['name'], count: number, of: number): Sign => {
    const atMost = upperLimit(count, of, rules.confidence);
    return { name, count, of, atMost, bound: rules[name], holds: atMost <= rules[name] };
  };
  const signs = [
    sign('no_pr', counts.noPr, counts.counted),
    sign('ci_red', counts.ciRed, counts.opened),
    sign('closed', counts.closed, counts.opened),
    sign('reverted', counts.reverted, counts.opened),
    sign('veto', counts.vetoed, counts.judged),
    sign('overruled', counts.overruled, counts.judged),
  ];
  return { promote: signs.every(({ holds }) => holds), signs };
}

/** How many runs a wave needs so that one without any fault meets a bound at this confidence; null: none is enough. */
export function leastWave(bound: number, confidence: number): number | null {
  if (bound <= 0) return null;
  return bound >= 1 ? 1 : Math.ceil(Math.log(1 - confidence) / Math.log(1 - bound));
}
