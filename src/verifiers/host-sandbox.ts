import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { wholeEnvironment } from '../sandbox/child-environment.ts';
import { CappedOutput, HeadOutput } from '../sandbox/output.ts';
import type { Command, CommandResult, Sandbox } from '../sandbox/types.ts';
import { directoryFiles } from './directory-files.ts';
import { processMark, signalAll } from './host-processes.ts';

const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Between asking a command's processes to end and killing them. */
const GRACE_MS = 2000;
/** What a background child may still write after its command is over. */
const LINGER_MS = 100;
const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/**
 * No cage at all: runs commands in a person's own checkout, on their machine, with their environment. Only for
 * `fettle verify` and `fettle mcp`, which say so.
 */
export function hostSandbox(root: string): Sandbox {
  const files = directoryFiles(root);
  return {
    id: `host:${root}`,
    run: (command) => runOnHost(root, command),
    readFile: async (path, maxBytes) => (await files.bytes?.(path))?.subarray(0, maxBytes) ?? null,
    writeFile: async (path, content) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
    converse: () => Promise.reject(new Error('agents run in a sandbox only')),
    patch: () => Promise.reject(new Error('a checkout on the host has no patch; ask git')),
    close: () => Promise.resolve(),
  };
}

/** Resolves once nothing that the command started is left, whether it ended, timed out or was cancelled. */
function runOnHost(root: string, command: Command): Promise<CommandResult> {
  const started = performance.now();
  const limit = command.maxOutputBytes ?? MAX_OUTPUT_BYTES;
  const output = new CappedOutput(limit);
  const stdout = new HeadOutput(limit);
  const [file = 'true', ...args] = command.argv;
  const cwd = join(root, command.cwd ?? '');
  const mark = processMark();
  return new Promise((resolve, reject) => {
    let status: CommandResult['status'] = 'exited';
    const end = (exitCode: number) => {
      clearTimeout(deadline);
      clearTimeout(kill);
      command.signal?.removeEventListener('abort', onAbort);
      process.removeListener('exit', onExit);
      resolve({
        status,
        exitCode: status === 'exited' ? exitCode : null,
        stdout: stdout.bytes(),
        output: output.text(),
        truncated: output.truncated || stdout.truncated,
        durationMs: Math.round(performance.now() - started),
      });
    };
    // A process group of its own, so that what the command starts can be ended with it.
    const env = wholeEnvironment({ ...command.env, [mark]: '1' });
    const child = spawn(file, args, { cwd, env, detached: true, stdio: 'pipe' });
    let kill: NodeJS.Timeout | undefined;
    const killAfter = (ms: number) => {
      clearTimeout(kill);
      kill = setTimeout(() => signalAll(child.pid, mark, 'SIGKILL'), ms);
    };
    const stop = (why: CommandResult['status']) => {
      if (status !== 'exited') return;
      status = why;
      signalAll(child.pid, mark, 'SIGTERM');
      killAfter(GRACE_MS);
    };
    // Whatever ends this process in a hurry ends the command too.
    const onExit = () => signalAll(child.pid, mark, 'SIGKILL');
    process.once('exit', onExit);
    const deadline = setTimeout(() => stop('timed_out'), command.timeoutMs);
    const onAbort = () => stop('cancelled');
    command.signal?.addEventListener('abort', onAbort, { once: true });
    if (command.signal?.aborted === true) onAbort();
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.add(chunk);
      output.add(chunk);
      command.onOutput?.(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output.add(chunk);
      command.onOutput?.(chunk);
    });
    child.stdin.on('error', () => {});
    child.stdin.end(command.stdin);
    child.on('error', (cause: NodeJS.ErrnoException) => {
      // As a shell has it: the program, not the machine, is what is missing.
      const exitCode = existsSync(cwd) ? (cause.code === 'ENOENT' ? 127 : cause.code === 'EACCES' ? 126 : null) : null;
      if (exitCode !== null) {
        output.add(Buffer.from(`${file}: ${exitCode === 127 ? 'command not found' : 'permission denied'}\n`));
        end(exitCode);
        return;
      }
      clearTimeout(deadline);
      clearTimeout(kill);
      process.removeListener('exit', onExit);
      reject(new Error(`${file} could not be started in ${cwd}`, { cause }));
    });
    // A background child may hold the pipes open for ever; nothing of a check outlives it.
    child.on('exit', () => killAfter(LINGER_MS));
    child.on('close', (code, signal) => {
      signalAll(child.pid, mark, 'SIGKILL');
      end(code ?? 128 + (SIGNALS[signal ?? ''] ?? 0));
    });
  });
}
