import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { git } from '../verifiers/directory-files.ts';

const State = z.object({
  /** Times in a row that this session was kept from stopping. */
  blocks: z.number().int().min(0).default(0),
  /** The checkout when the session began, where the client told us of that. */
  start: z.object({ commit: z.string().nullable(), content: z.string() }).nullable().default(null),
  /** The checkout as it last passed. */
  passed: z.string().nullable().default(null),
});
export type SessionState = z.infer<typeof State>;

/** Sessions that nobody goes back to. */
const KEEP_MS = 30 * 24 * 3_600_000;

/** One small file for each session of an agent, in the git folder or, without git, in the user's cache: never in the tree. */
export class SessionFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async of(root: string, sessionId: string): Promise<SessionFile> {
    const gitDir = await git(root, ['rev-parse', '--git-dir']);
    const folder =
      gitDir === null
        ? join(homedir(), '.cache', 'fettle', 'stop-hook')
        : resolve(root, gitDir.trimEnd(), 'fettle-stop-hook');
    // A session's id is foreign text, and two checkouts without git share the cache.
    const name = createHash('sha256').update(`${root}\0${sessionId}`).digest('hex').slice(0, 32);
    return new SessionFile(join(folder, `${name}.json`));
  }

  async read(): Promise<SessionState> {
    try {
      return State.parse(JSON.parse(await readFile(this.#path, 'utf8')));
    } catch {
      // None yet, or damaged: then counting begins anew.
      return State.parse({});
    }
  }

  /** Throws where it can't be written: then blocks can't be counted, and nobody may be blocked. */
  async write(state: SessionState): Promise<void> {
    const folder = resolve(this.#path, '..');
    await mkdir(folder, { recursive: true });
    const making = `${this.#path}.${process.pid}`;
    await writeFile(making, JSON.stringify(state));
    await rename(making, this.#path);
    await removeOld(folder);
  }
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEEP_MS) await rm(path, { force: true });
  }
}
