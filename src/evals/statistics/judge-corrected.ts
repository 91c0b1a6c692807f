import { zOf } from './distributions.ts';
import type { Interval } from './wilson.ts';

export interface Counted {
  count: number;
  n: number;
}

export interface Corrected extends Interval {
  rate: number;
}

/**
 * The true rate of bad changes, from the rate of vetoes and the judge's own errors as labelled cases showed them
 * (Rogan and Gladen 1978): (vetoed - falseVetoes) / (recall - falseVetoes). The interval carries the sampling error of
 * all three (Lang and Reiczigel 2014; the same for model judges in arXiv 2511.21140). Null when the judge is no better
 * than chance, or one of the three has no items: then the vetoes say nothing of the rate.
 */
export function roganGladen(
  from: { vetoed: Counted; recall: Counted; falseVetoes: Counted },
  confidence = 0.95,
): Corrected | null {
  const { vetoed, recall, falseVetoes } = from;
  if (vetoed.n === 0 || recall.n === 0 || falseVetoes.n === 0) return null;
  const youden = recall.count / recall.n - falseVetoes.count / falseVetoes.n;
  if (youden <= 0) return null;
  const rate = clamp((vetoed.count / vetoed.n - falseVetoes.count / falseVetoes.n) / youden);

  const z2 = zOf(confidence) ** 2;
  const n = vetoed.n + z2;
  const apparent = (vetoed.count + z2 / 2) / n;
  const hit = smoothed(recall);
  const alarm = smoothed(falseVetoes);
  const slope = hit.rate - alarm.rate;
  if (slope <= 0) return { rate, low: 0, high: 1 };
  const centre = (apparent - alarm.rate) / slope;
  const shift = 2 * z2 * (centre * hit.variance - (1 - centre) * alarm.variance);
  const variance = (apparent * (1 - apparent)) / n + centre ** 2 * hit.variance + (1 - centre) ** 2 * alarm.variance;
  const half = (Math.sqrt(z2) * Math.sqrt(variance)) / slope;
  return { rate, low: clamp(centre + shift - half), high: clamp(centre + shift + half) };
}

/** One success and one failure more, as Lang and Reiczigel do, with the variance of such a rate. */
function smoothed({ count, n }: Counted): { rate: number; variance: number } {
  const rate = (count + 1) / (n + 2);
  return { rate, variance: (rate * (1 - rate)) / (n + 2) };
}

const clamp = (x: number): number => Math.min(1, Math.max(0, x));

/**
 * The mean of what people would say, from the judge's word on many items and people's labels on some (prediction-powered
 * inference, Angelopoulos et al., arXiv 2301.09633): the judge's mean plus its mean error where labels exist. The items
 * with labels must be a random sample of the others. Null with fewer than two of either.
 */
export function predictionPowered(
  unlabelled: readonly number[],
  labelled: readonly { judged: number; label: number }[],
  confidence = 0.95,
): Corrected | null {
  const error = labelled.map(({ judged, label }) => label - judged);
  if (unlabelled.length < 2 || error.length < 2) return null;
  const rate = mean(unlabelled) + mean(error);
  const half = zOf(confidence) * Math.sqrt(variance(unlabelled) / unlabelled.length + variance(error) / error.length);
  return { rate, low: rate - half, high: rate + half };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
