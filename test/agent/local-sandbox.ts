import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command, CommandResult, Conversation, Sandbox } from '../../src/sandbox/types.ts';

/** A Sandbox for tests of the agent: a temporary folder and real processes, without any isolation. */
export class LocalSandbox implements Sandbox {
  readonly id = 'local';
  readonly root = mkdtempSync(join(tmpdir(), 'fettle-agent-'));
  /** Every command that was run. */
  readonly commands: string[][] = [];

  static async holding(files: Record<string, string>): Promise<LocalSandbox> {
    const sandbox = new LocalSandbox();
    for (const [path, content] of Object.entries(files)) await sandbox.writeFile(path, content);
    await sandbox.run({ argv: ['git', 'init', '-q'], timeoutMs: 10_000 });
    sandbox.commands.length = 0;
    return sandbox;
  }

  converse({ argv: [file = '', ...args], env, stdin, onStdout, signal }: Conversation): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      const child = spawn(file, args, { cwd: this.root, env: { ...process.env, ...env }, signal });
      stdin.pipe(child.stdin);
      child.stdin.on('error', () => {});
      child.stdout.on('data', onStdout);
      child.on('error', (error) => (signal?.aborted === true ? undefined : reject(error)));
      child.on('close', (exitCode) =>
        resolve({
          status: signal?.aborted === true ? 'cancelled' : 'exited',
          exitCode,
          stdout: Buffer.alloc(0),
          output: '',
          truncated: false,
          durationMs: 0,
        }),
      );
    });
  }

  run(command: Command): Promise<CommandResult> {
    this.commands.push([...command.argv]);
    const startedAt = performance.now();
    return new Promise((resolve, reject) => {
      const [file = '', ...args] = command.argv;
      const child = spawn(file, args, {
        cwd: join(this.root, command.cwd ?? ''),
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const stdout: Buffer[] = [];
      const all: Buffer[] = [];
      let status: CommandResult['status'] = 'exited';
      const end = (why: CommandResult['status']) => {
        status = why;
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      };
      const timer = setTimeout(() => end('timed_out'), command.timeoutMs);
      const onAbort = () => end('cancelled');
      command.signal?.addEventListener('abort', onAbort);
      child.stdout.on('data', (chunk: Buffer) => void (stdout.push(chunk), all.push(chunk)));
      child.stderr.on('data', (chunk: Buffer) => void all.push(chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        clearTimeout(timer);
        command.signal?.removeEventListener('abort', onAbort);
        resolve({
          status,
          exitCode: status === 'exited' ? code : null,
          stdout: Buffer.concat(stdout),
          output: Buffer.concat(all).toString('utf8'),
          truncated: false,
          durationMs: performance.now() - startedAt,
        });
      });
    });
  }

  async readFile(path: string): Promise<Buffer | null> {
    const info = await stat(join(this.root, path)).catch(() => null);
    return info?.isFile() === true ? readFile(join(this.root, path)) : null;
  }

  async writeFile(path: string, content: Buffer | string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), content);
  }

  async text(path: string): Promise<string | null> {
    return (await this.readFile(path))?.toString('utf8') ?? null;
  }

  patch(): Promise<Buffer> {
    throw new Error('not needed by the agent');
  }

  async close(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
