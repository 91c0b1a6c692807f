import { meanText } from '../reports/numbers.ts';
import { scoreOf } from '../reports/figures.ts';
import type { MeanFigure } from '../reports/figures/rate.ts';
import { compareItems } from '../reports/compare/compare-items.ts';
import { type Comparison, comparisonVerdict } from '../statistics/compare-arms.ts';
import { seededRandom } from '../statistics/random.ts';
import type { JudgeCase } from '../judge-case.ts';
import type { Trial } from '../trial.ts';
import type { Failure, Proposal } from './propose.ts';
import { unusable } from './usable.ts';

export type Split = 'train' | 'heldout';

/** Budget, infrastructure or a signal. */
export interface Stopped {
  kind: 'stopped';
  why: string;
  exitCode: number;
}
/** All trials of a split with one prompt. */
export type Measured = { kind: 'measured'; trials: Trial[] } | Stopped;
export type Proposed = ({ kind: 'proposed' } & Proposal) | Stopped;

export interface Tuning {
  /** The prompt that is to be improved: variant 0. */
  prompt: string;
  train: readonly JudgeCase[];
  rounds: number;
  seed: number;
  measure: (prompt: string, split: Split, variant: number) => Promise<Measured>;
  propose: (prompt: string, failures: readonly Failure[], variant: number) => Promise<Proposed>;
  say: (line: string) => void;
}

export interface Variant {
  number: number;
  prompt: string | null;
  /** What whoever proposed it says of it; '' for the first. */
  changed: string;
  /** On the training cases. Null for one that was not tried. */
  train: MeanFigure | null;
  /** Why it was not tried. */
  refused: string | null;
}

export type TuneEnd =
  | Stopped
  /** Nothing to learn from, or nothing better was found. */
  | { kind: 'no_candidate'; why: string }
  | { kind: 'compared'; variant: number; prompt: string; compared: Comparison; text: string; accepted: boolean };

/** Of the mistakes in one question to whoever proposes. */
const MAX_FAILURES = 12;

/**
 * Looks for a better prompt: each round shows a model mistakes that the best prompt so far makes on the training cases,
 * and tries what it proposes on these. Only the one that does best there is tried on the held-out cases, once, against the
 * first prompt; it is accepted when the comparison says better, and in no other case. Held-out cases wear out all the same
 * when the search is repeated until one wins by chance.
 */
export async function tune(tuning: Tuning): Promise<{ variants: Variant[]; end: TuneEnd }> {
  const { train, rounds, measure, say } = tuning;
  const variants: Variant[] = [{ number: 0, prompt: tuning.prompt, changed: '', train: null, refused: null }];
  const ended = (end: TuneEnd) => ({ variants, end });
  const first = await measure(tuning.prompt, 'train', 0);
  if (first.kind === 'stopped') return ended(first);
  let best = { number: 0, prompt: tuning.prompt, trials: first.trials, score: tried(variants, 0, first.trials, say) };
  const random = seededRandom(tuning.seed);

  for (let number = 1; number <= rounds; number += 1) {
    const failures = someFailures(best.trials, train, random);
    if (failures.length === 0) {
      say('Nothing is judged wrongly on the training cases: there is nothing more to learn from them.');
      break;
    }
    const proposed = await tuning.propose(best.prompt, failures, number);
    if (proposed.kind === 'stopped') return ended(proposed);
    const { prompt, changed } = proposed;
    const refused = prompt === null ? changed : unusable(prompt, best.prompt, train);
    variants.push({ number, prompt, changed, train: null, refused });
    if (prompt === null || refused !== null) {
      say(`Variant ${number} is not tried: ${refused}.`);
      continue;
    }
    const measured = await measure(prompt, 'train', number);
    if (measured.kind === 'stopped') return ended(measured);
    const score = tried(variants, number, measured.trials, say);
    if (score > best.score) best = { number, prompt, trials: measured.trials, score };
  }

  if (best.number === 0)
    return ended({ kind: 'no_candidate', why: 'no variant does better than the first prompt on the training cases' });
  const before = await measure(tuning.prompt, 'heldout', 0);
  if (before.kind === 'stopped') return ended(before);
  const after = await measure(best.prompt, 'heldout', best.number);
  if (after.kind === 'stopped') return ended(after);
  const compared = compareItems(paired(before.trials, after.trials), { seed: tuning.seed });
  const { verdict, text } = comparisonVerdict(compared);
  return ended({
    kind: 'compared',
    variant: best.number,
    prompt: best.prompt,
    compared,
    text,
    accepted: verdict === 'better',
  });
}

/** Notes and says the score of a variant. */
function tried(variants: Variant[], number: number, trials: readonly Trial[], say: (line: string) => void): number {
  const score = scoreOf(trials.filter((trial) => trial.score !== null));
  const variant = variants.find((one) => one.number === number);
  if (variant !== undefined) variant.train = score;
  say(`Variant ${number} on the training cases: ${score === null ? 'no score' : meanText(score)}.`);
  return score?.mean ?? 0;
}

/** A random choice, half of it of bad changes where there are enough: else the more frequent mistake drowns the other. */
function someFailures(trials: readonly Trial[], cases: readonly JudgeCase[], random: () => number): Failure[] {
  const byId = new Map(cases.map((it) => [it.id, it]));
  const all = trials
    .filter(({ score }) => score === 0)
    .flatMap(({ item, answer, detail }) => {
      const it = byId.get(item);
      return it === undefined ? [] : [{ it, answer, said: detail, key: random() }];
    })
    .toSorted((a, b) => a.key - b.key)
    .map(({ it, answer, said }) => ({ it, answer, said }));
  const [bad, good] = [all.filter(({ it }) => it.label === 'bad'), all.filter(({ it }) => it.label === 'good')];
  const half = MAX_FAILURES / 2;
  const fromBad = Math.max(half, MAX_FAILURES - good.length);
  return [...bad.slice(0, fromBad), ...good.slice(0, MAX_FAILURES - Math.min(bad.length, fromBad))];
}

/** Cases that have a score with both prompts. */
function paired(before: readonly Trial[], after: readonly Trial[]) {
  const scores = new Map(after.flatMap(({ item, score }) => (score === null ? [] : [[item, score] as const])));
  return before.flatMap(({ item, cluster, score }) => {
    const b = scores.get(item);
    return score === null || b === undefined ? [] : [{ a: score, b, cluster }];
  });
}
