import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, link, lstat, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors.ts';

/** Where one data folder's PostgreSQL lives, and as whom it runs. */
export interface Place {
  /** Holds the cluster, a copy of the binaries and the server's log. */
  root: string;
  cluster: string;
  socketDir: string;
  password: string;
  /** PostgreSQL refuses to run as root; null: as ourselves. */
  runAs: { uid: number; gid: number } | null;
}

const Where = z.object({ root: z.string().min(1), password: z.string().min(1) });

/** `nobody` on Linux; nothing but the cluster belongs to it. */
const UNPRIVILEGED = { uid: 65534, gid: 65534 };

/** Socket paths end at 104 bytes on macOS and 108 on Linux, `/.s.PGSQL.5432.lock` included. */
const LONGEST_SOCKET_DIR = 80;

const ELSEWHERE = '/var/lib/fettle';

/**
 * The place that belongs to `folder`, made on first use and remembered there in `where.json`, so that every process
 * that is given the same data folder finds the same server. As root the cluster may have to live outside: everything
 * above it must be passable for the unprivileged user.
 */
export async function findPlace(folder: string): Promise<Place> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const runAs = process.getuid?.() === 0 ? UNPRIVILEGED : null;
  const where = (await readWhere(folder)) ?? (await decideWhere(folder, runAs !== null));
  await mkdir(where.root, { recursive: true, mode: 0o711 });
  const place = { ...where, cluster: join(where.root, 'cluster'), socketDir: socketDirFor(where.root), runAs };
  await ownSocketDir(place);
  return place;
}

async function readWhere(folder: string): Promise<z.infer<typeof Where> | null> {
  const path = join(folder, 'where.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return Where.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(
      `${path} is damaged: restore it, or remove the folder it is in to begin with an empty database.`,
      {
        cause,
      },
    );
  }
}

/** `link` makes the file appear whole or not at all, and fails for all processes but the first. */
async function decideWhere(folder: string, isRoot: boolean): Promise<z.infer<typeof Where>> {
  const root = isRoot && !(await isPassable(folder)) ? await placeElsewhere(folder) : folder;
  const mine = { root, password: randomBytes(24).toString('base64url') };
  const draft = join(folder, `where-${randomBytes(6).toString('hex')}.json`);
  await writeFile(draft, `${JSON.stringify(mine)}\n`, { mode: 0o600 });
  try {
    await link(draft, join(folder, 'where.json'));
    return mine;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (root !== folder) await rm(root, { recursive: true, force: true });
    const theirs = await readWhere(folder);
    if (theirs === null) throw error;
    return theirs;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether a user who is neither owner nor in the group can reach what is in this folder. */
async function isPassable(folder: string): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

async function placeElsewhere(folder: string): Promise<string> {
  const label = basename(dirname(folder)).replaceAll(/[^\w-]/g, '') || 'data';
  const root = join(ELSEWHERE, `${label}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(ELSEWHERE, { recursive: true });
    await chmod(ELSEWHERE, 0o711);
    await mkdir(root);
    await chmod(root, 0o711);
    if (await isPassable(root)) return root;
  } catch (cause) {
    throw new UserError(nowhere(folder), { cause });
  }
  throw new UserError(nowhere(folder));
}

const nowhere = (folder: string) =>
  `The database can't run below ${folder}, which only root can enter, and no place for it can be made in ${ELSEWHERE}. ` +
  'Set FETTLE_DATA_DIR to a folder that others may pass through, or DATABASE_URL to a PostgreSQL of your own.';

function socketDirFor(root: string): string {
  const inside = join(root, 's');
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_DIR) return inside;
  return `/tmp/fettle-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
}

/** In a folder that all may write to, somebody else may have been first. */
async function ownSocketDir({ socketDir, runAs }: Place): Promise<void> {
  const made = await mkdir(socketDir, { recursive: true, mode: 0o700 });
  if (made !== undefined && runAs !== null) await chown(socketDir, runAs.uid, runAs.gid);
  const found = await lstat(socketDir);
  const expected = runAs?.uid ?? process.getuid?.();
  // Made by another process of ours that has not changed the owner yet: root's own is as good.
  if (found.isDirectory() && (found.uid === expected || found.uid === process.getuid?.())) {
    if (runAs !== null) await chown(socketDir, runAs.uid, runAs.gid);
    return;
  }
  throw new UserError(`${socketDir} belongs to somebody else: remove it, or set FETTLE_DATA_DIR to a shorter path.`);
}
