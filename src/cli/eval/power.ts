import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { powerPlan, ratePlan } from '../../evals/reports/compare/power-plan.ts';
import { powerText, ratePlanText } from '../../evals/reports/compare/power-text.ts';
import { countOf, shareOf } from './shares.ts';

const HELP = `fettle eval power [--delta 5pp] [--items N] [--discordance 10%] [--baseline-rate 80%] [--json]
fettle eval power --metric veto [--baseline-rate 5%] [--items N] [--json]

Before money is spent: how many items a comparison of two arms takes, and what a number of items could show.
  --delta          the difference that you want to see
  --items          the number of items that you have
  --discordance    the share of items on which the arms will differ; without it several are shown
  --baseline-rate  the score now; also tells what it takes when the arms do different items
  --power          how often a difference that there is shall be seen (default 80%)
  --alpha          how often one shall be seen that there is not, two-sided (default 5%)
  --metric veto    how exactly a false-veto rate is known from a number of good changes
Shares are written 5pp, 5% or 0.05.

Exit code 0, or 2 when the call was wrong.`;

const DISCORDANCES = [0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1];
/** Of those that can show the difference at all. */
const SHOWN = 5;
const GOOD_CHANGES = [100, 200, 400, 800];

/** `fettle eval power`. */
export async function powerCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      delta: { type: 'string' },
      items: { type: 'string' },
      discordance: { type: 'string' },
      'baseline-rate': { type: 'string' },
      power: { type: 'string', default: '80%' },
      alpha: { type: 'string', default: '5%' },
      metric: { type: 'string', default: 'difference' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const share = (option: 'delta' | 'discordance' | 'baseline-rate') =>
    values[option] === undefined ? null : shareOf(`--${option}`, values[option]);
  const items = values.items === undefined ? null : countOf('--items', values.items);
  const print = <T>(plan: T, text: (plan: T) => string) =>
    process.stdout.write(values.json ? `${JSON.stringify(plan, null, 2)}\n` : text(plan));

  if (values.metric === 'veto') {
    if (values.delta !== undefined || values.discordance !== undefined)
      throw new UserError('--metric veto is about one rate: --delta and --discordance belong to a difference.');
    print(ratePlan(share('baseline-rate') ?? 0.05, items === null ? GOOD_CHANGES : [items]), ratePlanText);
    return 0;
  }
  if (values.metric !== 'difference')
    throw new UserError(`--metric must be difference or veto, not "${values.metric}".`);
  const delta = share('delta');
  if (delta === null && items === null) throw new UserError(`Say --delta, --items, or both.\n${HELP}`);
  const discordance = share('discordance');
  const question = {
    delta,
    items,
    discordances:
      discordance === null ? DISCORDANCES.filter((one) => one >= (delta ?? 0)).slice(0, SHOWN) : [discordance],
    baselineRate: share('baseline-rate'),
    power: shareOf('--power', values.power),
    alpha: shareOf('--alpha', values.alpha),
  };
  print(powerPlan(question), powerText);
  return 0;
}
