import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command, CommandResult, Sandbox } from '../sandbox/types.ts';
import { directoryFiles } from './directory-files.ts';

const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Between asking a process group to end and killing it. */
const GRACE_MS = 2000;

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
    patch: () => Promise.reject(new Error('a checkout on the host has no patch; ask git')),
    close: () => Promise.resolve(),
  };
}

function runOnHost(root: string, command: Command): Promise<CommandResult> {
  const started = performance.now();
  const limit = command.maxOutputBytes ?? MAX_OUTPUT_BYTES;
  // `env` adds to the inherited environment, which only settings.ts reads.
  const extra = Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const [file = 'true', ...args] = extra.length === 0 ? command.argv : ['env', ...extra, ...command.argv];
  return new Promise((resolve, reject) => {
    // A process group of its own, so that what the command starts can be ended with it.
    const child = spawn(file, args, { cwd: join(root, command.cwd ?? ''), detached: true, stdio: 'pipe' });
    const all = new Kept(limit);
    const out = new Kept(limit);
    let status: CommandResult['status'] = 'exited';
    const stop = (why: CommandResult['status']) => {
      if (status !== 'exited') return;
      status = why;
      killGroup(child.pid, 'SIGTERM');
      setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS).unref();
    };
    const timer = setTimeout(() => stop('timed_out'), command.timeoutMs);
    const onAbort = () => stop('cancelled');
    if (command.signal?.aborted === true) onAbort();
    command.signal?.addEventListener('abort', onAbort, { once: true });
    const tidy = () => {
      clearTimeout(timer);
      command.signal?.removeEventListener('abort', onAbort);
    };
    child.stdout.on('data', (chunk: Buffer) => {
      out.add(chunk);
      all.add(chunk);
      command.onOutput?.(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      all.add(chunk);
      command.onOutput?.(chunk);
    });
    child.stdin.on('error', () => {});
    child.stdin.end(command.stdin);
    child.on('error', (cause) => {
      tidy();
      reject(new Error(`${file} could not be started`, { cause }));
    });
    child.on('exit', () => {
      // A background child may hold the pipes open for ever; nothing of a check outlives it.
      setTimeout(() => killGroup(child.pid, 'SIGKILL'), 100).unref();
    });
    child.on('close', (code, signal) => {
      tidy();
      resolve({
        status,
        exitCode: status === 'exited' ? (code ?? 128 + (SIGNALS[signal ?? ''] ?? 0)) : null,
        stdout: out.bytes(),
        output: all.text(),
        truncated: all.dropped > 0,
        durationMs: Math.round(performance.now() - started),
      });
    });
  });
}

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has ended by itself.
  }
}

/** Head and tail of a stream, half of the limit each. */
class Kept {
  readonly #half: number;
  #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  dropped = 0;

  constructor(limit: number) {
    this.#half = Math.ceil(limit / 2);
  }

  add(chunk: Buffer): void {
    const room = this.#half - this.#headBytes;
    if (room > 0) {
      this.#head.push(chunk.subarray(0, room));
      this.#headBytes += Math.min(room, chunk.length);
    }
    if (chunk.length <= room) return;
    this.#tail.push(chunk.subarray(Math.max(0, room)));
    this.#tailBytes += chunk.length - Math.max(0, room);
    while (this.#tailBytes > this.#half) {
      const first = this.#tail.shift() as Buffer;
      const spare = this.#tailBytes - this.#half;
      const cut = Math.min(spare, first.length);
      if (cut < first.length) this.#tail.unshift(first.subarray(cut));
      this.#tailBytes -= cut;
      this.dropped += cut;
    }
  }

  bytes(): Buffer {
    return Buffer.concat([...this.#head, ...this.#tail]);
  }

  text(): string {
    const head = Buffer.concat(this.#head).toString('utf8');
    const tail = Buffer.concat(this.#tail).toString('utf8');
    return this.dropped === 0 ? head + tail : `${head}\n[… ${this.dropped} bytes cut …]\n${tail}`;
  }
}
