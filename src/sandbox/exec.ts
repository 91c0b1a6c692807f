import type { Duplex, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { engineStatusCode } from './connect.ts';
import { AGENT } from './container.ts';
import { CappedOutput, demultiplexer, HeadOutput } from './output.ts';
import type { CommandResult } from './types.ts';

/** A command as the engine gets it; `argv` is absolute, nothing is added to it. */
export interface ExecSpec {
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
  stdin?: Buffer | Readable;
  timeoutMs: number;
  maxOutputBytes: number;
  onOutput?: (chunk: Buffer) => void;
  onStdout?: (chunk: Buffer) => void;
  signal?: AbortSignal | undefined;
}

/** The container ended under us: its time was over, the engine was restarted, or we killed it to end a command. */
export class SandboxGone extends Error {
  override readonly name = 'SandboxGone';
}

/** How often a running exec is asked whether it ended while a child still holds its output open. */
const POLL_MS = 1000;
/** What a child that escaped may hold our reader for after its command is over. */
const DRAIN_MS = 2000;
const STOP_TRIES = 5;

type Ending = 'ended' | 'timed_out' | 'cancelled';

/**
 * Runs one command as the agent's user and reads its output to the end, whatever happens: a paused reader would block
 * every other exec in the container for good. On time-out and on abort all of the agent's processes are killed.
 */
export async function runExec(container: Docker.Container, spec: ExecSpec): Promise<CommandResult> {
  const startedAt = performance.now();
  const output = new CappedOutput(spec.maxOutputBytes);
  const stdout = new HeadOutput(spec.maxOutputBytes);
  const result = (status: CommandResult['status'], exitCode: number | null): CommandResult => ({
    status,
    exitCode,
    stdout: stdout.bytes(),
    output: output.text(),
    truncated: output.truncated || stdout.truncated,
    durationMs: Math.round(performance.now() - startedAt),
  });
  // A source may fail before the engine is ready to take from it.
  if (spec.stdin !== undefined && !Buffer.isBuffer(spec.stdin)) spec.stdin.on('error', () => {});
  if (spec.signal?.aborted) return result('cancelled', null);

  const { exec, stream } = await start(container, spec);
  const closed = read(stream, (from, payload) => {
    output.add(payload);
    if (from === 'stdout') {
      stdout.add(payload);
      spec.onStdout?.(payload);
    }
    spec.onOutput?.(payload);
  });
  const feeding = feed(stream, spec.stdin);
  feeding.catch(() => {});
  const ending = await waitForEnd(exec, closed, spec);
  if (ending === 'ended') {
    await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })]);
    stream.destroy();
    await feeding;
    const code = await exitCode(exec);
    // The wrapper that ends what a command left behind may have been killed itself.
    if (code > 128) await stopAll(container);
    return result('exited', code);
  }
  await stopAll(container);
  await Promise.race([closed, sleep(DRAIN_MS, undefined, { ref: false })]);
  stream.destroy();
  return result(ending, null);
}

async function start(container: Docker.Container, spec: ExecSpec): Promise<{ exec: Docker.Exec; stream: Duplex }> {
  const stdin = spec.stdin !== undefined;
  try {
    const exec = await container.exec({
      Cmd: [...spec.argv],
      User: AGENT,
      Env: Object.entries(spec.env ?? {}).map(([name, value]) => `${name}=${value}`),
      AttachStdin: stdin,
      AttachStdout: true,
      AttachStderr: true,
    });
    return { exec, stream: await exec.start({ hijack: true, stdin }) };
  } catch (error) {
    if (spec.stdin !== undefined && !Buffer.isBuffer(spec.stdin)) spec.stdin.destroy();
    throw goneOr(error);
  }
}

function goneOr(error: unknown): unknown {
  const code = engineStatusCode(error);
  return code === 404 || code === 409
    ? new SandboxGone('The sandbox is gone: its container has ended.', { cause: error })
    : error;
}

function read(stream: Duplex, onPayload: (from: 'stdout' | 'stderr', payload: Buffer) => void): Promise<void> {
  stream.on('data', demultiplexer(onPayload));
  return new Promise((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve());
  });
}

/** Writes stdin and half-closes. A command that doesn't read all of it is no error; a source that fails is. */
async function feed(stream: Duplex, stdin: Buffer | Readable | undefined): Promise<void> {
  stream.on('error', () => {});
  if (stdin === undefined) return;
  if (Buffer.isBuffer(stdin)) {
    stream.end(stdin);
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const onError = (error: Error) => {
      stream.destroy();
      reject(error);
    };
    if (stdin.errored !== null) return onError(stdin.errored);
    stdin.once('error', onError);
    stdin.once('end', resolve);
    stream.once('close', () => {
      stdin.destroy();
      resolve();
    });
    stdin.pipe(stream);
  });
}

async function waitForEnd(exec: Docker.Exec, closed: Promise<void>, spec: ExecSpec): Promise<Ending> {
  const done = new AbortController();
  const aborted = new Promise<Ending>((resolve) => {
    const onAbort = () => resolve('cancelled');
    if (spec.signal?.aborted) onAbort();
    else spec.signal?.addEventListener('abort', onAbort, { once: true, signal: done.signal });
  });
  try {
    return await Promise.race([
      closed.then((): Ending => 'ended'),
      sleep(spec.timeoutMs, 'timed_out' as Ending, { signal: done.signal }),
      aborted,
      noLongerRunning(exec, done.signal),
    ]);
  } finally {
    done.abort();
  }
}

async function noLongerRunning(exec: Docker.Exec, signal: AbortSignal): Promise<Ending> {
  for (;;) {
    await sleep(POLL_MS, undefined, { signal });
    const state = await exec.inspect().catch(() => ({ Running: false }));
    if (!state.Running) return 'ended';
  }
}

/** The engine may need a moment to notice the end that the stream has already shown. */
async function exitCode(exec: Docker.Exec): Promise<number> {
  for (let waited = 0; waited < 5000; waited += 20) {
    const state = await exec.inspect().catch((error: unknown) => {
      throw goneOr(error);
    });
    if (!state.Running && state.ExitCode !== null) return state.ExitCode;
    await sleep(20);
  }
  throw new Error('The engine does not say how the command ended.');
}

/**
 * Ends every process of the agent's, daemons that left their session included, and looks whether it worked. If it
 * doesn't work the container is killed, and the sandbox with it.
 */
export async function stopAll(container: Docker.Container): Promise<void> {
  for (let tries = 0; tries < STOP_TRIES; tries += 1) {
    await runQuiet(container, AGENT, ['/opt/fettle/bin/stop']).catch(() => null);
    const left = await runQuiet(container, '10002:10002', ['pgrep', '--uid', '10001', '--runstates', 'R,S,D,T']).catch(
      () => null,
    );
    // pgrep: 0 some, 1 none.
    if (left?.exitCode === 1) return;
  }
  await container.kill().catch(() => {});
}

/** How often the kernel has killed something in the container for want of memory, so far; null when it can't be asked. */
export async function memoryKills(container: Docker.Container): Promise<number | null> {
  const script = 'cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null; true';
  const asked = await runQuiet(container, '10002:10002', ['sh', '-c', script]).catch(() => null);
  const found = asked === null ? null : /^oom_kill (\d+)$/m.exec(asked.output);
  return found === null ? null : Number(found[1]);
}

/** Whether a shell command in a service's container succeeds, run as nobody. */
export async function runProbe(container: Docker.Container, script: string): Promise<boolean> {
  const asked = await runQuiet(container, '65534:65534', ['sh', '-c', script]).catch(() => null);
  return asked?.exitCode === 0;
}

async function runQuiet(
  container: Docker.Container,
  user: string,
  argv: string[],
): Promise<{ exitCode: number | null; output: string }> {
  const exec = await container.exec({ Cmd: argv, User: user, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({ hijack: true, stdin: false });
  const output = new HeadOutput(64 * 1024);
  await Promise.race([read(stream, (_from, payload) => output.add(payload)), sleep(5000, undefined, { ref: false })]);
  stream.destroy();
  for (let tries = 0; tries < 20; tries += 1) {
    const state = await exec.inspect();
    if (!state.Running) return { exitCode: state.ExitCode, output: output.bytes().toString('utf8') };
    await sleep(20);
  }
  return { exitCode: null, output: output.bytes().toString('utf8') };
}
