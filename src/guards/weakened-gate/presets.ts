import type { Area } from './gate-file.ts';
import type { Changed } from './lines.ts';
import { shown, type Weakening } from './weakening.ts';

/** Sets of rules that linters come with, from few rules to many, by the names that most of them share. */
const RANKS: Readonly<Record<string, number>> = {
  none: 0,
  base: 0,
  minimal: 0,
  essential: 1,
  stronglyrecommended: 2,
  recommended: 3,
  recommendedtypechecked: 4,
  standard: 4,
  strict: 4,
  stricttypechecked: 5,
  all: 6,
};

const NAME =
  /(?<![\w])(?:strictTypeChecked|recommendedTypeChecked|(?:strict|recommended)-type-checked|strongly-?[rR]ecommended|recommended|essential|minimal|standard|strict|base|none|all)(?![\w])/;

const rankOf = (text: string): number | null => {
  const name = NAME.exec(text)?.[0].toLowerCase().replaceAll('-', '');
  return name === undefined ? null : (RANKS[name] ?? null);
};

/** The same set of another size: `configs.strict` was, and `configs.base` is. */
export function smallerPresets(file: Changed, area: Area): Weakening[] {
  if (area !== 'lint') return [];
  return file.removed.flatMap((old): Weakening[] => {
    const rank = rankOf(old.text);
    if (rank === null) return [];
    const rest = (text: string) => text.replace(NAME, '#').replaceAll(/\s+/g, '');
    const now = file.added.find((one) => rest(one.text) === rest(old.text));
    const left = now === undefined ? null : rankOf(now.text);
    if (now === undefined || left === null || left >= rank) return [];
    return [
      {
        file: file.path,
        place: now,
        what: `a smaller set of rules: ${shown(now.text)} instead of ${shown(old.text)}`,
        area,
        names: [NAME.exec(now.text)?.[0] ?? ''],
        items: [NAME.exec(old.text)?.[0] ?? ''],
      },
    ];
  });
}
