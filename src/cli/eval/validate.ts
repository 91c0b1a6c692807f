import { parseArgs } from 'node:util';
import { UserError } from '../../errors.ts';
import { sharedRoom } from '../../evals/tasks/rooms.ts';
import type { Validity } from '../../evals/tasks/validity/check-task.ts';
import { validateTasks } from '../../evals/tasks/validity/validate-tasks.ts';
import { taskSandboxes } from './task-sandboxes.ts';

const HELP = `fettle eval validate TASKS... [--runs N] [--concurrency N] [--json]

Each of TASKS is a task directory or a folder of them. A task is kept when its gold change passes the hidden tests in all
runs and no change fails in all, at least 60 % of the gold change's mutants fail, the hidden tests are neither in the
agent's sandbox nor in its repository, the author's wrong changes (solution/wrong-*.patch) fail and right ones
(right-*.patch) pass, and a trial with exactly the gold change ends as the task expects. Others are quarantined, with the
reason. Needs the container engine, no key and no database.

  --runs N          how often gold and no change are tried (default 5)
  --concurrency N   tasks at the same time (default 2)
  --json            print {"valid": n, "of": n, "tasks": [...]} and nothing else

Exit code 0 when all are kept, 1 when one is quarantined, 2 for a call that is wrong.`;

/** `fettle eval validate`. */
export async function validateCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      runs: { type: 'string', default: '5' },
      concurrency: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (positionals.length === 0) throw new UserError('Say which tasks: fettle eval validate TASKS...');
  const [runs, concurrency] = [whole('--runs', values.runs, 100), whole('--concurrency', values.concurrency, 64)];
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const tasks = await validateTasks(positionals, {
    bench: { sandboxes: await taskSandboxes(), rooms: sharedRoom },
    runs,
    concurrency,
    signal: interrupted.signal,
    onTask: (validity) => {
      if (!values.json) console.log(lines(validity));
    },
  });
  const valid = tasks.filter(({ problems }) => problems.length === 0).length;
  if (values.json) console.log(JSON.stringify({ valid, of: tasks.length, tasks }));
  else console.log(`\n${valid} of ${tasks.length} tasks are kept, ${tasks.length - valid} quarantined.`);
  return valid === tasks.length ? 0 : 1;
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UserError(`${name} ${text} is wrong: give a whole number from 1 to ${most}.`);
}

function lines({ task, problems, mutants }: Validity): string {
  const killed =
    mutants === null ? '' : `mutants killed: ${mutants.tried - mutants.survived.length} of ${mutants.tried}`;
  if (problems.length === 0) return `kept         ${task.padEnd(30)} ${killed}`.trimEnd();
  return [
    `QUARANTINED  ${task.padEnd(30)} ${killed}`.trimEnd(),
    ...problems.map(({ rule, why }) => `    ${rule}: ${why}`),
  ].join('\n');
}
