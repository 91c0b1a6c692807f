import { posix } from 'node:path';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';

const INSTALLED = /(^|\/)(node_modules|vendor)\//;
const SETTINGS =
  /^(phpunit[\w.-]*\.xml(\.dist)?|phpstan[\w.-]*\.(neon|php)(\.dist)?|\.php-cs-fixer(\.dist)?\.php|\.php_cs(\.dist)?)$/;

/** Everything that decides what the checks of PHP projects do. */
export async function phpGateFiles(files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  const take = async (path: string): Promise<string | null> => {
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text));
    return text;
  };
  for (const path of await files.list()) {
    if (INSTALLED.test(path) || !SETTINGS.test(posix.basename(path))) continue;
    const text = (await take(path)) ?? '';
    // Code that runs before the tests, and settings that these include.
    const folder = posix.dirname(path);
    const named = [...text.matchAll(/\bbootstrap="([^"]+)"|^\s*-\s+([\w./-]+\.(?:neon|php))\s*$/gm)];
    for (const [, bootstrap, included] of named) {
      const target = posix.join(folder, bootstrap ?? included ?? '');
      if (!INSTALLED.test(target) && !SETTINGS.test(posix.basename(target))) await take(target);
    }
  }
  for (const [path, target] of (await files.links?.()) ?? []) {
    if (INSTALLED.test(path) || !SETTINGS.test(posix.basename(path))) continue;
    found.push(gateFile(path, null, { target, text: await files.read(posix.join(posix.dirname(path), target)) }));
  }
  return found;
}
