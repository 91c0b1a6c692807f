import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';

export interface RunOptions {
  suite: string | undefined;
  items: string[];
  name: string | null;
  arm: string | null;
  promptFile: string | null;
  agentModel: string | null;
  judgeModel: string | null;
  profile: string | null;
  k: number;
  budgetUsd: number | null;
  concurrency: number;
  resume: string | null;
  seed: number;
  help: boolean;
}

/** What a run is begun with and can't be changed when it goes on. */
const FIXED = ['items', 'name', 'arm', 'prompt', 'agent-model', 'judge-model', 'profile', 'trials', 'seed'] as const;

/** Reads the arguments of `fettle eval run`. Throws a UserError that names the option which is wrong. */
export function runOptions(args: string[]): RunOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      items: { type: 'string', multiple: true, default: [] },
      name: { type: 'string' },
      arm: { type: 'string' },
      prompt: { type: 'string' },
      'agent-model': { type: 'string' },
      'judge-model': { type: 'string' },
      profile: { type: 'string' },
      trials: { type: 'string', short: 'k' },
      budget: { type: 'string' },
      concurrency: { type: 'string', default: '4' },
      resume: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [suite, ...more] = positionals;
  const given = FIXED.filter((name) => (name === 'items' ? values.items.length > 0 : values[name] !== undefined));
  if (values.resume !== undefined && (suite !== undefined || given.length > 0))
    throw new UserError(
      `--resume carries a run on as it was begun: leave out ${suite === undefined ? given.map((it) => `--${it}`).join(', ') : `"${suite}"`}.`,
    );
  return {
    suite,
    items: [...values.items, ...more],
    name: values.name ?? null,
    arm: values.arm ?? null,
    promptFile: values.prompt ?? null,
    agentModel: values['agent-model'] ?? null,
    judgeModel: values['judge-model'] ?? null,
    profile: values.profile ?? null,
    k: whole('-k', values.trials ?? '1', 1, 1000),
    budgetUsd: values.budget === undefined ? null : money(values.budget),
    concurrency: whole('--concurrency', values.concurrency, 1, 64),
    resume: values.resume ?? null,
    seed: whole('--seed', values.seed ?? '1', 0, 2 ** 31),
    help: values.help,
  };
}

export function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UserError(`${name} ${text} is wrong: give a whole number from ${least} to ${most}.`);
}

/** `20`, `20usd` and `$0.50` are all dollars. */
export function money(text: string): number {
  const value = Number(text.replace(/^\$|\s*usd$/gi, ''));
  if (Number.isFinite(value) && value > 0) return value;
  throw new UserError(`--budget ${text} is wrong: give US dollars, more than 0.`);
}
