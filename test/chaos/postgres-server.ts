import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../support/free-port.ts';

const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root. */
const RUN_AS = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : null;

/** A PostgreSQL of the machine's own packages, as an operator has one, with an empty database. */
export async function startPostgres(): Promise<{ url: string; close(): Promise<void> }> {
  const programs = await findPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'fettle-postgres-'));
  await chmod(folder, 0o711);
  if (RUN_AS !== null) await chown(folder, RUN_AS.uid, RUN_AS.gid);
  const options = { ...RUN_AS, cwd: folder, stdio: 'ignore' as const, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } };
  const cluster = join(folder, 'cluster');
  const made = spawn(
    join(programs, 'initdb'),
    ['-D', cluster, '-U', 'chaos', '--auth', 'trust', '-E', 'UTF8'],
    options,
  );
  const [code] = (await once(made, 'exit')) as [number];
  if (code !== 0) throw new Error(`initdb ended with ${code}`);

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])],
    options,
  );
  const url = `postgres://chaos@127.0.0.1:${port}/postgres`;
  await answers(url);
  return {
    url,
    close: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findPrograms(): Promise<string> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new Error(`There is no PostgreSQL in ${DEBIAN}: apt-get install postgresql.`);
  return join(DEBIAN, newest, 'bin');
}

async function answers(url: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
