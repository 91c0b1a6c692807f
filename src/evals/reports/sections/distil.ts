import type { Section } from '../document.ts';
import type { DistilFigures } from '../figures/distil.ts';
import { meanText, percent, whole } from '../numbers.ts';
import { ratesSection } from './rates.ts';

export function distilSections({ recall, whole: kept, noisy, tokens }: DistilFigures): Section[] {
  return [
    ratesSection(
      'What was kept of logs',
      [
        ['logs that lost nothing of what is needed', kept],
        ['logs that lost nothing and kept noise', noisy],
      ],
      [
        ...(recall === null
          ? []
          : [`Of what is needed to fix the failure, ${meanText(recall)} was kept, on average over logs.`]),
        ...(tokens.n === 0 || tokens.of === 0
          ? []
          : [
              `Kept ${whole(tokens.kept)} of ${whole(tokens.of)} tokens (${percent(tokens.kept / tokens.of)}, n=${tokens.n} logs).`,
            ]),
      ],
    ),
  ];
}
