import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** After a polite SIGTERM, ms; the app puts down its last turn and stops its database in this time. */
const PATIENCE_MS = 15_000;

export interface ProcessSpec {
  name: string;
  argv: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Everything it writes is kept here. */
  logFile: string;
  onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface Running {
  name: string;
  /** Resolves when the process has ended, however. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Asks it to end, and ends it when it does not. */
  stop(): Promise<void>;
}

/** Starts a process in a group of its own, so that ^C on the terminal reaches the demo alone, which then stops all in order. */
export function start(spec: ProcessSpec): Running {
  const { name, argv, cwd, env, logFile, onLine } = spec;
  const [command = '', ...args] = argv;
  const log = createWriteStream(logFile, { flags: 'a' });
  // Its standard input stays open as long as we live, for those that end when it closes.
  const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].pipe(log, { end: false });
    createInterface({ input: child[stream] }).on('line', (line) => onLine(line, stream));
  }
  child.stdin.on('error', () => {});
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', (error) => {
      onLine(`could not be started: ${error.message}`, 'stderr');
      resolve({ code: null, signal: null });
    });
    child.once('close', (code, signal) => {
      log.end();
      resolve({ code, signal });
    });
  });
  return { name, ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const group = -child.pid;
  child.kill('SIGTERM');
  const timer = setTimeout(() => {
    try {
      process.kill(group, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }, PATIENCE_MS);
  await ended;
  clearTimeout(timer);
}

/** The first line that `read` makes something of; rejects when the process ends before, or after `ms`. */
export function firstAnswer<T>(
  spec: Omit<ProcessSpec, 'onLine'> & { onLine?: ProcessSpec['onLine'] },
  read: (line: string) => T | null,
  ms: number,
): { running: Running; answer: Promise<T> } {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let lastWords = '';
  const running = start({
    ...spec,
    onLine: (line, stream) => {
      lastWords = line;
      const found = stream === 'stdout' ? read(line) : null;
      if (found !== null) resolve(found);
      spec.onLine?.(line, stream);
    },
  });
  const timer = setTimeout(() => reject(new Error(`${spec.name} did not answer within ${ms / 1000} s`)), ms);
  void running.ended.then(() => reject(new Error(`${spec.name} ended early: ${lastWords}`)));
  promise.catch(() => {}).finally(() => clearTimeout(timer));
  return { running, answer: promise };
}
