import { execFile } from 'node:child_process';
import { glob } from 'node:fs/promises';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';
import { wholeEnvironment } from '../sandbox/child-environment.ts';
import { debianCodename } from '../sandbox/debian-base.ts';

const run = promisify(execFile);

/**
 * Makes sure that a file matching `pattern` is there, which the Debian package brings; installed as root on Debian only,
 * and said first. Throws a UserError that names the command elsewhere.
 */
export async function ensureDebianPackage(pattern: string, name: string, say: (line: string) => void): Promise<void> {
  for await (const _ of glob(pattern)) return;
  if ((await debianCodename()) === null)
    throw new UserError(
      `${pattern} is missing: install the package ${name}, on Debian with "apt-get install ${name}".`,
    );
  say(`Installing ${name} (apt-get install ${name})`);
  const options = {
    env: wholeEnvironment({ DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }),
    maxBuffer: 64 * 1024 * 1024,
  };
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', name], options);
  await install().catch(async () => {
    // A fresh machine has no package lists yet.
    await run('apt-get', ['update'], options);
    await install();
  });
}
