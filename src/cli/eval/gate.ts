import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { type Gated, gateRuns } from '../../evals/reports/compare/gate-runs.ts';
import type { Document } from '../../evals/reports/document.ts';
import { readRun } from '../../evals/reports/read-run.ts';
import { inFormat } from './report.ts';
import { shareOf } from './shares.ts';

const HELP = `fettle eval gate DIR --baseline DIR --max-loss 3pp [--confidence 95%] [--format terminal|md|html|json]

For CI on a change of a prompt, a model or a verifier: whether the run's score is shown to be at most so much lower than
the baseline's, on the same items. The bound is one-sided, and the more careful one of two: over clusters, and Tango's
score bound. When more than 10 % of the baseline's items can't be compared, nothing is shown.

Exit code 0 when the loss is shown to be at most --max-loss, 1 when it is shown to be more or when it can't be told
(the text says which, and how many more items it would take), 2 when the call was wrong.`;

/** `fettle eval gate`. */
export async function gateCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      baseline: { type: 'string' },
      'max-loss': { type: 'string' },
      confidence: { type: 'string', default: '95%' },
      format: { type: 'string', default: 'terminal' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [directory, ...more] = positionals;
  const { baseline, 'max-loss': maxLoss } = values;
  if (directory === undefined || more.length > 0 || baseline === undefined || maxLoss === undefined)
    throw new UserError(`Name one run directory, --baseline and --max-loss.\n${HELP}`);
  const confidence = shareOf('--confidence', values.confidence);
  if (confidence <= 0.5) throw new UserError('--confidence must be above 50%: the bound would be none.');
  const question = { maxLoss: shareOf('--max-loss', maxLoss), confidence };
  const gated = gateRuns(await readRun(directory), await readRun(baseline), question);
  process.stdout.write(inFormat(values.format, gateDocument(gated), gated));
  return gated.verdict === 'pass' ? 0 : 1;
}

const gateDocument = ({ text }: Gated): Document => ({ title: 'Gate on evals', lead: [`${text}.`], sections: [] });
