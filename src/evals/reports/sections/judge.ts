import type { Section } from '../document.ts';
import type { JudgeFigures } from '../figures/judge.ts';
import { interval, percent, whole } from '../numbers.ts';
import { ratesSection } from './rates.ts';

export function judgeSections(judge: JudgeFigures): Section[] {
  return [
    ratesSection('Vetoes', [
      ['bad changes vetoed (recall)', judge.recall],
      ['good changes vetoed (false vetoes)', judge.falseVeto],
      ['answers that are neither veto nor approval', judge.undecided],
      ['minimal pairs with both halves right', judge.pairs],
      ...(judge.rightReason.n > 0
        ? [['vetoed bad changes with a criterion that the label names', judge.rightReason] as const]
        : []),
      ...(judge.badCitations.n > 0 ? [['objections that cite what is not there', judge.badCitations] as const] : []),
    ]),
    confusion(judge),
    precision(judge),
    corrected(judge),
  ];
}

function confusion({ answers, confusion: rows }: JudgeFigures): Section {
  return {
    title: 'Labels and answers',
    table: {
      columns: [{ title: 'label' }, ...answers.map((title) => ({ title, right: true })), { title: 'n', right: true }],
      rows: rows.map(({ expected, counts }) => [
        expected,
        ...counts.map(String),
        String(counts.reduce((sum, n) => sum + n, 0)),
      ]),
      shaded: true,
    },
  };
}

function precision({ precision: rows, recall, falseVeto }: JudgeFigures): Section {
  const or = (value: number | null, text: (it: number) => string) => (value === null ? 'unknown' : text(value));
  return {
    title: 'What a veto means, by how many changes are bad',
    notes: [
      `From recall (n=${recall.n}) and false vetoes (n=${falseVeto.n}). The interval joins the worst ends of both, and holds only where the changes are like the cases.`,
    ],
    table: {
      columns: [
        { title: 'bad changes', right: true },
        { title: 'vetoes that are right' },
        { title: 'bad among those not vetoed', right: true },
      ],
      rows: rows.map(({ prevalence, precision: value, low, high, badAmongPassed }) => [
        percent(prevalence),
        or(value, (it) => `${percent(it)} ${low === null || high === null ? '' : interval({ low, high })}`.trim()),
        or(badAmongPassed, percent),
      ]),
    },
  };
}

function corrected({ corrected: rows }: JudgeFigures): Section {
  return {
    title: 'What a rate of vetoes in production means',
    notes: [
      "Corrected for this judge's misses and false vetoes (Rogan and Gladen), with their uncertainty in the interval. It holds only where the changes are like the cases; `fettle eval online` does it with audited ones.",
    ],
    table: {
      columns: [
        { title: 'vetoed', right: true },
        { title: 'changes', right: true },
        { title: 'truly bad [95 % interval]' },
      ],
      rows: rows.map(({ vetoed, changes, bad }) => [
        percent(vetoed),
        whole(changes),
        bad === null ? 'unknown: no better than chance, or no cases' : `${percent(bad.rate)} ${interval(bad)}`,
      ]),
    },
    folded: true,
  };
}
