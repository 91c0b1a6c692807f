import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Docker from 'dockerode';
import type { SandboxLimits } from '../../src/sandbox/container.ts';
import { dockerSandboxes, type SandboxOptions } from '../../src/sandbox/docker.ts';
import { gitMirrors } from '../../src/sandbox/mirror.ts';
import type { Mirror, Sandboxes, SandboxSettings } from '../../src/sandbox/types.ts';

export type File = string | Buffer | { link: string } | { run: string };

/** A folder that goes away with the test file; its mirrors and repositories lie below. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'fettle-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

export function gitIn(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...IDENTITY },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** A real repository with one commit on `main`; tracked although ignored, since `add --force`. */
export function makeRepository(folder: string, files: Record<string, File>): string {
  mkdirSync(folder, { recursive: true });
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  // What is written here is what is committed, whatever the tree's own attributes say.
  mkdirSync(join(folder, '.git/info'), { recursive: true });
  writeFileSync(join(folder, '.git/info/attributes'), '* -text -eol -filter -ident\n');
  commitFiles(folder, files, 'first');
  return folder;
}

export function commitFiles(folder: string, files: Record<string, File | null>, message: string): string {
  for (const [path, file] of Object.entries(files)) {
    const at = join(folder, path);
    rmSync(at, { force: true, recursive: true });
    if (file === null) continue;
    mkdirSync(dirname(at), { recursive: true });
    if (typeof file === 'string' || Buffer.isBuffer(file)) writeFileSync(at, file);
    else if ('link' in file) symlinkSync(file.link, at);
    else {
      writeFileSync(at, file.run);
      chmodSync(at, 0o755);
    }
  }
  gitIn(folder, 'add', '--all', '--force');
  gitIn(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  return gitIn(folder, 'rev-parse', 'HEAD');
}

export function openMirror(folder: string, repository: string): Promise<Mirror> {
  return gitMirrors(join(folder, 'mirrors')).open('acme/shop', { url: repository, token: async () => null });
}

export interface Box {
  sandboxes: Sandboxes;
  docker: Docker;
  owner: string;
  /** Removes every container and volume this test file made, layers included. */
  clear: () => Promise<void>;
}

/** Sandboxes whose containers no other test or person on this engine has to do with. */
export function ownSandboxes(
  given: {
    settings?: Partial<SandboxSettings>;
    limits?: Partial<SandboxLimits>;
    registry?: SandboxOptions['registry'];
    owner?: string;
    serviceReadyMs?: number;
  } = {},
): Box {
  const owner = given.owner ?? `test-${randomBytes(5).toString('hex')}`;
  const settings: SandboxSettings = {
    image: 'fettle-sandbox',
    runtime: null,
    hosts: [],
    caFile: process.env.NODE_EXTRA_CA_CERTS ?? null,
    dockerHost: process.env.DOCKER_HOST ?? null,
    ...given.settings,
  };
  const docker = new Docker();
  const filters = { label: [`fettle.owner=${owner}`] };
  return {
    sandboxes: dockerSandboxes(settings, {
      owner,
      ...(given.limits ? { limits: given.limits } : {}),
      ...(given.registry ? { registry: given.registry } : {}),
      ...(given.serviceReadyMs ? { serviceReadyMs: given.serviceReadyMs } : {}),
    }),
    docker,
    owner,
    clear: async () => {
      const containers = await docker.listContainers({ all: true, filters });
      await Promise.all(
        containers.map((it) =>
          docker
            .getContainer(it.Id)
            .remove({ force: true })
            .catch(() => {}),
        ),
      );
      const { Volumes } = await docker.listVolumes({ filters: filters as never });
      await Promise.all(
        Volumes.map((it) =>
          docker
            .getVolume(it.Name)
            .remove()
            .catch(() => {}),
        ),
      );
    },
  };
}
