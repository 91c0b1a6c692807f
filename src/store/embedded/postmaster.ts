import { spawn } from 'node:child_process';
import { open, readFile, readlink, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { SERVER_ENVIRONMENT } from './cluster.ts';
import type { Place } from './place.ts';

/** The server's log is begun anew at a start when it is larger than this many bytes. */
const MAX_LOG = 5_000_000;

/** A server that we spawned. It outlives us; only its early end is of interest. */
export interface Started {
  ended(): boolean;
}

export const logPath = (place: Place) => join(place.root, 'server.log');

/**
 * Spawns the server: on a Unix socket only, in a session of its own so that neither Ctrl-C nor our death ends it. That
 * there is never more than one on a cluster is PostgreSQL's own promise (its `postmaster.pid`).
 */
export async function spawnServer(place: Place, binaries: Binaries): Promise<Started> {
  const size = (await stat(logPath(place)).catch(() => null))?.size ?? 0;
  const log = await open(logPath(place), size > MAX_LOG ? 'w' : 'a', 0o600);
  const settings = ['listen_addresses=', 'unix_socket_permissions=0700', 'shared_buffers=64MB', 'max_connections=100'];
  const child = spawn(
    binaries.postgres,
    ['-D', place.cluster, '-k', place.socketDir, ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...place.runAs,
      cwd: place.root,
      env: SERVER_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  await log.close();
  child.unref();
  let ended = false;
  child.on('error', () => (ended = true));
  child.on('exit', () => (ended = true));
  return { ended: () => ended };
}

/** The process id in `postmaster.pid`, or null. Never signal it without knowing that the server answers. */
export async function serverPid(place: Place): Promise<number | null> {
  return await readPid(join(place.cluster, 'postmaster.pid'));
}

/**
 * Removes lock files whose process is alive but is no PostgreSQL: after a power cut or in a new container the number
 * may belong to anybody, and the server would refuse to start for ever. Files of dead processes it handles itself.
 */
export async function clearStaleLocks(place: Place): Promise<void> {
  for (const path of [join(place.cluster, 'postmaster.pid'), join(place.socketDir, '.s.PGSQL.5432.lock')]) {
    const pid = await readPid(path);
    if (pid !== null && (await isOtherProgram(pid))) await rm(path, { force: true });
  }
}

async function readPid(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number.parseInt(text.split('\n', 1)[0] ?? '', 10);
  return pid > 0 ? pid : null;
}

/** Only said where it is certain: /proc tells what a process runs. */
async function isOtherProgram(pid: number): Promise<boolean> {
  const program = await readlink(`/proc/${pid}/exe`).catch(() => null);
  return program !== null && basename(program).replace(/ \(deleted\)$/, '') !== 'postgres';
}

/** The last lines of the server's log, for an error. */
export async function logTail(place: Place, lines = 5): Promise<string> {
  const text = await readFile(logPath(place), 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
