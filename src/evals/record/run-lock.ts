import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';

const NAME = 'running';

/**
 * Two processes that carry on one run would do its trials twice. The file holds the process id of the one that does; it is
 * left behind by one that was killed, and counts only while that process lives. Returns how to let go.
 */
export async function lockRun(dir: string): Promise<() => Promise<void>> {
  const path = join(dir, NAME);
  for (let tries = 0; ; tries += 1) {
    const file = await open(path, 'wx').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
      throw error;
    });
    if (file !== null) {
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      return () => rm(path, { force: true });
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (tries > 0 || (holder > 0 && alive(holder)))
      throw new UserError(`${dir} is being worked on by another process (${holder}). Wait until it has ended.`);
    await rm(path, { force: true });
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
