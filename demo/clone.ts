import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Evidence } from './checklist.ts';

const run = promisify(execFile);
const MAX_BYTES = 16 * 1024 * 1024;

/** What anybody sees who clones the repository and looks at a branch. */
export async function lookFromOutside(
  cloneUrl: string,
  branch: string,
  folder: string,
): Promise<Pick<Evidence, 'commits' | 'diff'>> {
  const git = async (...args: string[]) => (await run('git', args, { cwd: folder, maxBuffer: MAX_BYTES })).stdout;
  await run('git', ['clone', '--quiet', cloneUrl, folder]);
  await git('checkout', '--quiet', branch);
  const base = (await git('merge-base', 'origin/HEAD', 'HEAD')).trim();
  const log = await git('log', '--format=%H %an', `${base}..HEAD`);
  const commits = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ sha: line.slice(0, 40), author: line.slice(41) }));
  return { commits, diff: await git('diff', base, 'HEAD') };
}

/** Asks the clone's code what the issue asked for, as a user of the package would, once for each time zone. */
export async function isCured(clone: string): Promise<Record<string, boolean>> {
  const question = `import { addMonths, dueDate } from ${JSON.stringify(join(clone, 'src/index.js'))};
    console.log(addMonths('2025-01-31', 1), dueDate('2024-01-31', '1 month'), addMonths('2025-03-10', 1));`;
  const cured: Record<string, boolean> = {};
  for (const TZ of ['UTC', 'America/Los_Angeles']) {
    const answer = run(process.execPath, ['--input-type=module', '-e', question], { env: { TZ } });
    // Code that can't even be loaded has not cured anything.
    const said = await answer.then(({ stdout }) => stdout.trim(), String);
    cured[TZ] = said === '2025-02-28 2024-02-29 2025-04-10';
  }
  return cured;
}
