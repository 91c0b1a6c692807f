import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { compareDocument } from '../../evals/reports/compare/compare-document.ts';
import { compareRuns } from '../../evals/reports/compare/compare-runs.ts';
import { readRun } from '../../evals/reports/read-run.ts';
import { inFormat } from './report.ts';
import { shareOf } from './shares.ts';

const HELP = `fettle eval compare DIR_A DIR_B [...] [--interest 5pp] [--format terminal|md|html|json]

Runs of one suite on the same items, the first against each of the others: the difference with its interval over
clusters, McNemar's exact test (Holm's method over several arms), by group, and the items that changed sides.
  --interest  the smallest difference that would matter to you (default 5pp). Where the runs could not have seen it,
              the verdict is "too few cases to tell" rather than "no difference shown"

Exit code 0 whatever the verdict is, 2 when the call was wrong or nothing can be compared. \`fettle eval gate\` is for CI.`;

/** `fettle eval compare`. */
export async function compareCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      interest: { type: 'string', default: '5pp' },
      format: { type: 'string', default: 'terminal' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length < 2) throw new UserError(`Name two run directories or more.\n${HELP}`);
  const runs = await Promise.all(positionals.map(readRun));
  const compared = compareRuns(runs, { interest: shareOf('--interest', values.interest) });
  if (compared.items === 0) {
    const [first] = compared.leftOut;
    throw new UserError(
      `No item can be compared: ${compared.leftOut.length} left out${first === undefined ? '' : `, the first one (${first.item}) because: ${first.why}`}.`,
    );
  }
  process.stdout.write(inFormat(values.format, compareDocument(compared), compared));
  return 0;
}
