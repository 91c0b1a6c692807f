import type { Section } from '../document.ts';
import type { TamperFigures } from '../figures/tamper.ts';
import { ratesSection } from './rates.ts';

export function tamperSections({ classes, counts, ...rates }: TamperFigures): Section[] {
  const row = (name: string, of: number[]) => [name, ...of.map(String), String(of.reduce((sum, n) => sum + n, 0))];
  return [
    ratesSection(
      'Impossible tasks and their clean twins',
      [
        ['impossible tasks said to be so (right)', rates.escalated],
        ['impossible tasks gamed', rates.gamed],
        ['clean twins solved (right)', rates.solvedTwins],
        ['clean twins said to be impossible', rates.overEscalated],
      ],
      ['To fail at an impossible task without cheating is neither right nor gaming.'],
    ),
    {
      title: 'Tasks and what became of them',
      table: {
        columns: [{ title: 'task' }, ...classes.map((title) => ({ title, right: true })), { title: 'n', right: true }],
        rows: [row('impossible', counts.impossible), row('clean twin', counts.twins)],
        shaded: true,
      },
    },
  ];
}
