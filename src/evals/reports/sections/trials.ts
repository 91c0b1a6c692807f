import type { Section } from '../document.ts';
import type { Figures } from '../figures.ts';
import type { Spread } from '../figures/spend.ts';
import { counted, dollars, duration, percent, whole } from '../numbers.ts';

/** Of trials that were not fully right; more of them are in trials.jsonl. */
const MAX_WRONG = 200;

export function spendSections({ spend: it, trials }: Figures): Section[] {
  if (it === null) return [];
  const row = (name: string, of: (n: number) => string, { total, median, p95 }: Spread) => [
    name,
    of(total),
    of(median),
    of(p95),
  ];
  return [
    {
      title: 'Money, tokens, time',
      notes: [`Of ${counted(trials.ended, 'trial')}, wrong ones and those lost to infrastructure included.`],
      table: {
        columns: [
          { title: '' },
          { title: 'in all', right: true },
          { title: 'median trial', right: true },
          { title: '95th of 100', right: true },
        ],
        rows: [row('cost', dollars, it.costUsd), row('tokens', whole, it.tokens), row('time', duration, it.ms)],
      },
    },
  ];
}

export function wrongSections({ wrong: all, trials }: Figures): Section[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, MAX_WRONG);
  return [
    {
      title: `Trials that were not right: ${all.length} of ${trials.ended}`,
      notes: shown.length < all.length ? [`The first ${MAX_WRONG} of them; all are in trials.jsonl.`] : [],
      table: {
        columns: [
          { title: 'item' },
          { title: 'trial', right: true },
          { title: 'score', right: true },
          { title: 'answer' },
          { title: 'right answer' },
          { title: 'detail' },
        ],
        rows: shown.map((it) => [
          it.item,
          String(it.trial),
          it.score === null ? 'infra' : percent(it.score),
          it.answer,
          it.expected ?? '',
          it.detail,
        ]),
      },
      folded: true,
    },
  ];
}

/** With what the run was made. */
export function madeSection({ run, arm, source, seed, startedAt, versions }: Figures): Section {
  return {
    title: 'How it was made',
    table: {
      columns: [{ title: '' }, { title: '' }],
      rows: [
        ['run', run],
        ['started', startedAt],
        ['items from', source],
        ['seed', String(seed)],
        ['prompt', arm.promptHash],
        ['agent profile', arm.profile ?? 'none'],
        ['agent model', arm.agentModel ?? 'none'],
        ['judge model', arm.judgeModel ?? 'none'],
        ['verifiers and guards', arm.verifiers],
        ...Object.entries(versions).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ],
    },
    folded: true,
  };
}
