import { UserError } from '../../errors.ts';
import type { JudgeCase } from '../judge-case.ts';

/**
 * Cases to learn from and cases to be tried on must have nothing in common, not even a project: else the trial shows
 * what was learnt by heart. Throws a UserError that names what they share.
 */
export function checkSplit(train: readonly JudgeCase[], heldout: readonly JudgeCase[]): void {
  const shared = (of: (it: JudgeCase) => string, what: string) => {
    const known = new Set(train.map(of));
    const both = [...new Set(heldout.map(of).filter((it) => known.has(it)))];
    if (both.length === 0) return;
    throw new UserError(
      `--train and --heldout share ${both.length === 1 ? `the ${what}` : `${both.length} ${what}s`}: ${both.slice(0, 5).join(', ')}. What is learnt from can't be what is tried on.`,
    );
  };
  shared(({ id }) => id, 'case');
  shared(({ cluster }) => cluster, 'cluster');
  for (const [name, cases] of [
    ['--train', train],
    ['--heldout', heldout],
  ] as const) {
    if (new Set(cases.map(({ label }) => label)).size < 2)
      throw new UserError(`${name} needs good cases and bad ones: a judge could win by one answer to all.`);
  }
}
