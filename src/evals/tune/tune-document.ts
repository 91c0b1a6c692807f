import type { Document } from '../reports/document.ts';
import { interval, meanText, points } from '../reports/numbers.ts';
import type { TuneEnd, Variant } from './tune.ts';

/** What came of looking for a better prompt, for people. `file` is where an accepted one was written. */
export function tuneDocument(
  { variants, end }: { variants: readonly Variant[]; end: TuneEnd },
  { name, file }: { name: string; file: string },
): Document {
  return {
    title: `tune: ${name}`,
    lead: [sentence(end, file)],
    sections: [
      {
        title: 'Variants on the training cases',
        notes: ['Chosen among, so the best of them looks better than it is. What counts is the held-out cases.'],
        table: {
          columns: [{ title: 'variant', right: true }, { title: 'score' }, { title: 'what was changed' }],
          rows: variants.map(({ number, train, changed, refused }) => [
            String(number),
            train === null ? `not tried: ${refused ?? 'stopped'}` : meanText(train),
            number === 0 ? 'the first prompt' : changed,
          ]),
        },
        chart: {
          kind: 'intervals',
          about: 'Score of each variant on the training cases',
          rows: variants.flatMap(({ number, train }) =>
            train === null
              ? []
              : [
                  {
                    name: `variant ${number}`,
                    value: train.mean,
                    low: train.low,
                    high: train.high,
                    text: meanText(train),
                  },
                ],
          ),
        },
      },
      ...(end.kind === 'compared' ? [heldout(end)] : []),
    ],
  };
}

function sentence(end: TuneEnd, file: string): string {
  if (end.kind === 'stopped') return `Stopped: ${end.why}`;
  if (end.kind === 'no_candidate') return `Nothing is accepted: ${end.why}.`;
  return end.accepted
    ? `Variant ${end.variant} is accepted and is in ${file}. On the held-out cases it is ${end.text}. Read it before you use it: a model wrote it.`
    : `Nothing is accepted. Variant ${end.variant}, the best on the training cases, on the held-out ones: ${end.text}.`;
}

function heldout({ variant, compared }: Extract<TuneEnd, { kind: 'compared' }>): Document['sections'][number] {
  const { n, clusters, rateA, rateB, onlyA, onlyB, difference, p } = compared;
  return {
    title: `Variant ${variant} against the first prompt on the held-out cases`,
    table: {
      columns: [{ title: '' }, { title: '', right: true }],
      rows: [
        ['cases', `${n} in ${clusters} clusters`],
        ['right with the first prompt', `${Math.round(rateA * n)} of ${n}`],
        ['right with the variant', `${Math.round(rateB * n)} of ${n}`],
        ['right with the first prompt alone', String(onlyA)],
        ['right with the variant alone', String(onlyB)],
        ['difference', difference === null ? 'unknown' : `${points(difference.mean)} ${interval(difference)}`],
        ['p (exact McNemar)', p.toPrecision(2)],
      ],
    },
  };
}
