import type { Trial } from '../../trial.ts';
import { readRecord } from '../records.ts';
import { type MeanFigure, meanOf, type RateFigure, rateOf } from './rate.ts';

export interface DistilFigures {
  /** The share of a log's needed texts that were kept. Null without trials. */
  recall: MeanFigure | null;
  /** Logs of which nothing that is needed was lost. */
  whole: RateFigure;
  /** Logs of which noise was repeated although nothing was lost. */
  noisy: RateFigure;
  /** Tokens kept and tokens of the logs, over those where both are known. */
  tokens: { n: number; kept: number; of: number };
}

/** The score of a trial is its recall. Trials that infrastructure took away must be left out. */
export function distilFigures(trials: readonly Trial[]): DistilFigures {
  const sizes = trials.flatMap(({ record }) => {
    const { tokens, logTokens } = readRecord(record);
    return typeof tokens === 'number' && typeof logTokens === 'number' ? [{ tokens, logTokens }] : [];
  });
  return {
    recall: meanOf(trials.map(({ cluster, score }) => ({ cluster, scores: [score ?? 0] }))),
    whole: rateOf(trials.map(({ item, cluster, score }) => ({ item, cluster, yes: score === 1 }))),
    noisy: rateOf(trials.map(({ item, cluster, answer }) => ({ item, cluster, yes: answer === 'noisy' }))),
    tokens: {
      n: sizes.length,
      kept: sizes.reduce((sum, { tokens }) => sum + tokens, 0),
      of: sizes.reduce((sum, { logTokens }) => sum + logTokens, 0),
    },
  };
}
