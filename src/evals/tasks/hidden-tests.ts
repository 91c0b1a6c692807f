import { buffer } from 'node:stream/consumers';
import { packFiles } from '../../sandbox/pack.ts';
import type { CommandResult, Sandbox } from '../../sandbox/types.ts';
import { distil } from '../../verifiers/distil/distil.ts';
import type { Rooms } from './rooms.ts';
import type { Task } from './task.ts';

export interface HiddenResult {
  passed: boolean;
  /** By name, where test.sh wrote them down. */
  tests: { name: string; passed: boolean }[];
  /** One line: what it came to. */
  summary: string;
  /** Distilled output; '' when all passed. Foreign text. */
  detail: string;
}

const MAX_TESTS = 1000;
const OWN_TIMEOUT_MS = 60_000;

/**
 * Lays the task's hidden tests into a room that holds `tree`, as Harbor does, and runs them. A reward that test.sh wrote
 * decides, 1 being right; without one its exit code does. What takes too long or too much memory did not pass. Rejects
 * when no room is to be had.
 */
export async function hiddenTests(
  task: Pick<Task, 'tests' | 'verifierTimeoutMs'>,
  tree: string,
  rooms: Rooms,
  signal: AbortSignal,
): Promise<HiddenResult> {
  return rooms.within(tree, async (sandbox) => {
    await layTests(sandbox, task.tests);
    const ran = await sandbox.run({
      argv: ['bash', '/tests/test.sh'],
      env: { CI: 'true' },
      timeoutMs: task.verifierTimeoutMs,
      signal,
    });
    signal.throwIfAborted();
    const logs = await readLogs(sandbox);
    const [reward, tests] = [rewardIn(logs.reward), testsIn(logs.tests)];
    const passed = ran.status === 'exited' && (reward === null ? ran.exitCode === 0 : reward >= 1);
    return { passed, tests, ...(await said(ran, passed, reward)) };
  });
}

async function layTests(sandbox: Sandbox, tests: Task['tests']): Promise<void> {
  const files = await Promise.all(tests.map(async (file) => [file.path, await file.read()] as const));
  const executable = tests.filter((file) => file.executable).map(({ path }) => path);
  const script =
    'mkdir -p /logs/verifier && tar --extract --file=- --directory=/tests --no-same-owner && cd /tests && { [ $# -eq 0 ] || chmod +x -- "$@"; }';
  const laid = await sandbox.run({
    argv: ['bash', '-c', script, 'lay', ...executable],
    stdin: await buffer(packFiles(files)),
    timeoutMs: OWN_TIMEOUT_MS,
  });
  if (laid.exitCode !== 0) throw new Error(`The hidden tests could not be laid out: ${laid.output.slice(-1000)}`);
}

/** Whatever lies there was written by the tests, or by the code that they run: data. */
async function readLogs(sandbox: Sandbox): Promise<{ reward: string; tests: string }> {
  const script =
    'cd /logs/verifier || exit 0; [ -f reward.txt ] && head -c 100 reward.txt; printf "\\0"; [ -f tests.txt ] && head -c 100000 tests.txt; true';
  const { stdout } = await sandbox.run({ argv: ['bash', '-c', script], timeoutMs: OWN_TIMEOUT_MS });
  const [reward = '', tests = ''] = stdout.toString('utf8').split('\0');
  return { reward, tests };
}

/** A share between 0 and 1; null where nothing was written that is one. */
export function rewardIn(text: string): number | null {
  const words = text.trim();
  const value = Number(words);
  return words === '' || !Number.isFinite(value) ? null : value;
}

/** Lines `pass NAME` and `fail NAME`; others are left out. */
export function testsIn(text: string): HiddenResult['tests'] {
  return text
    .split('\n')
    .slice(0, MAX_TESTS)
    .flatMap((line) => {
      const [, verdict, name] = /^(pass|fail) (.*\S)\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name: name.slice(0, 200), passed: verdict === 'pass' }];
    });
}

async function said(
  ran: CommandResult,
  passed: boolean,
  reward: number | null,
): Promise<Pick<HiddenResult, 'summary' | 'detail'>> {
  if (passed) return { summary: 'hidden tests passed', detail: '' };
  if (ran.status !== 'exited')
    return { summary: `hidden tests: ${ran.status.replaceAll('_', ' ')}`, detail: ran.output.slice(-2000) };
  const distilled = await distil(ran.output, { exitCode: ran.exitCode === 0 ? 1 : ran.exitCode });
  const share = reward === null || reward === 0 ? '' : ` (reward ${reward})`;
  return { summary: `hidden tests failed${share}: ${distilled.summary}`, detail: distilled.text };
}
