import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '../../errors.ts';
import { type Binaries, exists, renameUnlessThere } from './binaries.ts';
import type { Place } from './place.ts';

export const DATABASE_USER = 'fettle';

/** What PostgreSQL's programs see of our environment: none of our secrets. */
export const SERVER_ENVIRONMENT = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };

/** Makes the cluster unless there is one. It appears whole or not at all: it is made aside and renamed. */
export async function createCluster(place: Place, binaries: Binaries): Promise<void> {
  const marker = join(place.cluster, 'PG_VERSION');
  if (await exists(marker)) {
    const major = (await readFile(marker, 'utf8')).trim();
    if (major === binaries.major) return;
    throw new UserError(
      `The database in ${place.cluster} was made by PostgreSQL ${major}, and this version of Fettle brings ${binaries.major}. ` +
        'Go back to the version you had and move the data to a PostgreSQL of your own (DATABASE_URL) first.',
    );
  }
  const id = randomBytes(6).toString('hex');
  const draft = join(place.root, `cluster-${id}.part`);
  const passwordFile = join(place.root, `password-${id}.part`);
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, place.password, { mode: 0o600 });
    for (const path of [draft, passwordFile]) if (place.runAs) await chown(path, place.runAs.uid, place.runAs.gid);
    const account = ['--username', DATABASE_USER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    const options = ['--pgdata', draft, ...account, '--encoding', 'UTF8', '--locale', 'C', '--no-instructions'];
    await promisify(execFile)(binaries.initdb, options, { ...place.runAs, cwd: place.root, env: SERVER_ENVIRONMENT });
    await renameUnlessThere(draft, place.cluster);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(`The database can't be made in ${place.root}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}
