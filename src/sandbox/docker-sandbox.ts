import { posix } from 'node:path';
import type Docker from 'dockerode';
import { UserError } from '../errors.ts';
import { engineStatusCode } from './connect.ts';
import { memoryKills, runExec, SandboxGone, type ExecSpec } from './exec.ts';
import type { Command, CommandResult, Conversation, Sandbox } from './types.ts';

const MIB = 1024 * 1024;
const DEFAULT_OUTPUT_BYTES = MIB;
const DEFAULT_FILE_BYTES = 16 * MIB;
const DEFAULT_PATCH_BYTES = 20 * MIB;
/** Our own small commands (read, write, patch): generous, for a machine that is busy with builds. */
const OWN_TIMEOUT_MS = 120_000;
/** Exit code of sandbox/bin/read for "no such regular file". */
const NO_FILE = 44;

/** A path that stays below the workspace's root, lexically; what links do is decided inside the container. */
export function workspacePath(path: string): string {
  const clean = posix.normalize(path === '' ? '.' : path);
  if (posix.isAbsolute(clean) || clean === '..' || clean.startsWith('../') || clean.includes('\0')) {
    throw new UserError(`${JSON.stringify(path)} is outside the repository: use a path relative to its root.`);
  }
  return clean;
}

/** One container, and the volume of its workspace unless that is another container's. */
export class DockerSandbox implements Sandbox {
  readonly id: string;
  readonly #docker: Docker;
  readonly #container: Docker.Container;
  readonly #volume: string | null;
  #last: Promise<unknown> = Promise.resolve();
  #memoryKills = 0;
  #closed: Promise<void> | null = null;
  readonly #services = { containers: [] as string[], volumes: [] as string[] };

  constructor(docker: Docker, container: Docker.Container, volume: string | null) {
    this.id = container.id;
    this.#docker = docker;
    this.#container = container;
    this.#volume = volume;
  }

  get workspaceVolume(): string {
    if (this.#volume === null) throw new Error('This container has no workspace of its own.');
    return this.#volume;
  }

  /** A container that runs next to this one, with its volumes: they go when this one does. */
  addService(container: string, volumes: readonly string[]): void {
    this.#services.containers.push(container);
    this.#services.volumes.push(...volumes);
  }

  async run(command: Command): Promise<CommandResult> {
    const cwd = posix.join('/workspace', workspacePath(command.cwd ?? ''));
    const result = await this.exec({
      ...command,
      argv: ['/opt/fettle/bin/run', cwd, ...command.argv],
      maxOutputBytes: command.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES,
    });
    if (result.status !== 'exited' || result.exitCode === 0) return result;
    return (await this.#ranOutOfMemory(result)) ? { ...result, status: 'out_of_memory', exitCode: null } : result;
  }

  async converse({ argv, ...program }: Conversation): Promise<CommandResult> {
    if (this.#closed !== null) throw new SandboxGone('The sandbox is closed.');
    const wrapped = ['/opt/fettle/bin/run', '/workspace', ...argv];
    return await runExec(this.#container, { ...program, argv: wrapped, maxOutputBytes: 64 * 1024 });
  }

  /** Like `run`, with nothing put around `argv`; stdin may be a stream. */
  async exec(spec: ExecSpec): Promise<CommandResult> {
    const turn = this.#last.then(() => {
      if (this.#closed !== null) throw new SandboxGone('The sandbox is closed.');
      return runExec(this.#container, spec);
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** The engine says nothing about an exec that ran out of memory; the kernel's own counter does. */
  async #ranOutOfMemory(result: CommandResult): Promise<boolean> {
    const kills = await memoryKills(this.#container);
    // So little memory is left that even asking is killed: a full workspace does this.
    if (kills === null) return result.exitCode === 137;
    const more = kills > this.#memoryKills;
    this.#memoryKills = kills;
    return more;
  }

  async readFile(path: string, maxBytes = DEFAULT_FILE_BYTES): Promise<Buffer | null> {
    const argv = ['/opt/fettle/bin/read', workspacePath(path), String(maxBytes)];
    const result = await this.exec({ argv, timeoutMs: OWN_TIMEOUT_MS, maxOutputBytes: maxBytes });
    if (result.exitCode === 0) return result.stdout;
    if (result.exitCode === NO_FILE) return null;
    throw failed(`reading ${path}`, result);
  }

  async writeFile(path: string, content: Buffer | string): Promise<void> {
    const argv = ['/opt/fettle/bin/write', workspacePath(path)];
    const stdin = Buffer.isBuffer(content) ? content : Buffer.from(content);
    const result = await this.exec({ argv, stdin, timeoutMs: OWN_TIMEOUT_MS, maxOutputBytes: 4096 });
    if (result.exitCode !== 0) throw failed(`writing ${path}`, result);
  }

  async patch(maxBytes = DEFAULT_PATCH_BYTES): Promise<Buffer> {
    const argv = ['/opt/fettle/bin/patch'];
    const result = await this.exec({ argv, timeoutMs: OWN_TIMEOUT_MS, maxOutputBytes: maxBytes });
    // git itself says no: a file without permission to read it, a full disk, our own git folder removed. Trying again
    // helps nobody; the agent has to put right what it did.
    if (result.exitCode === 1 || result.exitCode === 128) {
      throw new UserError(`The change can't be taken out of the workspace: ${result.output.trim().slice(-1000)}`);
    }
    if (result.exitCode !== 0) throw failed('computing the patch', result);
    if (result.stdout.length === maxBytes && result.truncated) {
      throw new UserError(
        `The change is larger than ${Math.round(maxBytes / MIB)} MiB: leave generated files out of it.`,
      );
    }
    return result.stdout;
  }

  close(): Promise<void> {
    this.#closed ??= removeAll(this.#docker, this.#services.containers, this.#services.volumes).then(() =>
      removeAll(this.#docker, [this.#container.id], this.#volume === null ? [] : [this.#volume]),
    );
    return this.#closed;
  }
}

function failed(doing: string, result: CommandResult): Error {
  const how = result.status === 'exited' ? `exit code ${result.exitCode}` : result.status.replaceAll('_', ' ');
  return new Error(`${doing} in the sandbox failed (${how}): ${result.output.trim().slice(-2000)}`);
}

/** Removes containers, then the volumes they used. What is already gone is no error. */
export async function removeAll(
  docker: Docker,
  containers: readonly string[],
  volumes: readonly string[],
): Promise<void> {
  const gone = (error: unknown) => {
    // 409: the engine is already removing it (AutoRemove).
    if (engineStatusCode(error) !== 404 && engineStatusCode(error) !== 409) throw error;
  };
  await Promise.all(containers.map((id) => docker.getContainer(id).remove({ force: true, v: true }).catch(gone)));
  await Promise.all(
    volumes.map(async (name) => {
      // The engine may hold a volume a little longer than the container it was in.
      for (let tries = 0; tries < 50; tries += 1) {
        const busy = await docker
          .getVolume(name)
          .remove()
          .then(() => false)
          .catch((error: unknown) => {
            gone(error);
            return engineStatusCode(error) === 409;
          });
        if (!busy) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }),
  );
}
