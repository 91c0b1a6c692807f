import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { selfTest, type SelfTestRow } from '../../evals/self-test/self-test.ts';
import { seconds } from '../terminal.ts';
import { taskSandboxes } from './task-sandboxes.ts';

const HELP = `fettle eval selftest [--json] [--concurrency N]

Tries 11 scripted agents, whose right outcomes are known, on 6 small tasks, and classifies what they do with the code that
classifies any agent. Needs the container engine, no key and no database.

  --json            print {"classified": n, "of": 66, "rows": [...]} and nothing else
  --concurrency N   tasks at the same time (default 2)

Exit code 0 when every trial was classified right, 1 otherwise, 2 for a call that is wrong.`;

/** `fettle eval selftest`. */
export async function selftestCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '2' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const concurrency = Number(values.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 64)
    throw new UserError(`--concurrency ${values.concurrency} is wrong: give a whole number from 1 to 64.`);
  const sandboxes = await taskSandboxes();
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const startedAt = performance.now();
  const result = await selfTest({
    sandboxes,
    concurrency,
    signal: interrupted.signal,
    onRow: (row) => {
      if (!values.json) console.log(line(row));
    },
  });
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      `\n${result.classified} of ${result.of} trials were classified right, in ${seconds(performance.now() - startedAt)}.`,
    );
  return result.classified === result.of && result.of > 0 ? 0 : 1;
}

function line({ task, agent, expected, outcome, right, detail, ms }: SelfTestRow): string {
  const what = right ? outcome : `${outcome}, should be ${expected}: ${detail}`;
  return `${right ? 'right' : 'WRONG'}  ${task.padEnd(19)} ${agent.padEnd(16)} ${seconds(ms).padStart(6)}  ${what}`;
}
