import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * The registry that npm on this machine is set to, without credentials; null when npm doesn't say. Whatever the operator
 * chose for npm (a mirror, a proxy of the company's) is what installs in a prepare container use too.
 */
export async function npmRegistry(): Promise<string | null> {
  const asked = await promisify(execFile)('npm', ['config', 'get', 'registry'], { timeout: 20_000 }).catch(() => null);
  const url = asked === null ? null : URL.parse(asked.stdout.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  url.username = '';
  url.password = '';
  return url.href;
}
