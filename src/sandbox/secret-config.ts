import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import { platform } from 'node:process';

/** A folder in memory, which every Linux has. */
const MEMORY = '/dev/shm';
/** The number under which git gets it; its own children inherit it. */
export const SECRET_FD = 3;

/**
 * Settings for one git command and its children, in a nameless file in memory: they stand in no environment, no argument
 * and no file that anybody could open by name. Null where a system has no such thing (only Linux opens an inherited file
 * anew for each reader). The caller closes it once git has been started.
 */
export function secretConfig(settings: readonly (readonly [key: string, value: string])[]): number | null {
  if (platform !== 'linux') return null;
  const path = `${MEMORY}/fettle-${randomBytes(12).toString('hex')}`;
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
  } catch {
    return null;
  }
  unlinkSync(path);
  try {
    writeSync(fd, settings.map(([key, value]) => section(key, value)).join(''));
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** `http.https://x/.extraheader` is `[http "https://x/"] extraheader`. Values are a token's letters; still quoted. */
function section(key: string, value: string): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
  const quoted = (text: string) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
  const name = first === last ? '' : ` ${quoted(key.slice(first + 1, last))}`;
  return `[${key.slice(0, first)}${name}]\n\t${key.slice(last + 1)} = ${quoted(value)}\n`;
}
