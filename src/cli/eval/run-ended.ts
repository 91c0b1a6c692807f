import { duration, usd } from '../../evals/record/progress.ts';
import type { Run } from '../../evals/record/run-files.ts';
import type { Ended } from '../../evals/record/run-suite.ts';
import { writeReports } from '../../evals/reports/write-reports.ts';

const CODES = { done: 0, over_budget: 3, infra: 4, interrupted: 130 } as const;

/** Writes the reports, says how a run ended and how it can be carried on. Returns the exit code; `signalled` is what a signal asks for. */
export async function sayEnded(ended: Ended, { dir, manifest }: Run, signalled: number | null): Promise<number> {
  await writeReports(dir);
  const { how, progress, lost, why } = ended;
  const { done, total, right, graded, spentUsd, budgetUsd, ms } = progress;
  console.log(
    `${manifest.run}: ${done} of ${total} trials, ${right} of ${graded} right, ${usd(spentUsd)}, ${duration(ms)}`,
  );
  if (lost > 0) console.log(`${lost} of them were lost to infrastructure and count for nothing.`);
  const left = budgetUsd === null ? 0 : Math.max(0, budgetUsd - spentUsd);
  const reasons = {
    done: null,
    over_budget: `Stopped at the budget: ${usd(spentUsd)} of ${usd(budgetUsd ?? 0)} are spent, and one more trial may cost more than the ${usd(left)} that are left.`,
    infra: `Stopped, since one trial after the other was lost to infrastructure: ${why}`,
    interrupted: 'Interrupted.',
  };
  if (reasons[how] !== null) console.log(reasons[how]);
  console.log(`Directory: ${dir}`);
  if (how !== 'done' || lost > 0) console.log(`Carry it on: fettle eval run --resume ${dir}`);
  return how === 'interrupted' ? (signalled ?? CODES.interrupted) : CODES[how];
}
