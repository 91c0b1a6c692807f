import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { GateFile, RepoFiles } from './types.ts';

/** Entry for a whole file, or for one part of it given as a JSON value; key order does not count. */
export function gateFile(path: string, part: string | null, content: unknown): GateFile {
  const text = typeof content === 'string' ? content : JSON.stringify(sorted(content));
  return { path, part, hash: createHash('sha256').update(text).digest('hex') };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/**
 * Scripts and settings, by where they lie or what they are called. A command also names sources and tests
 * (`node --test test/a.test.js`); those are what is checked, not what does the checking.
 */
const DECIDES =
  /(^|\/)(scripts?|tools?|ci|\.ci|hack|bin)\/|\.(sh|bash|mk|cfg|ini|toml|ya?ml)$|(^|\/)(GNU)?[Mm]akefile$|(^|\/)[Jj]ustfile$|\.config\.\w+$/;

/** The files of the repository that a command's text names and that decide what the command does. */
export async function namedGateFiles(command: string, cwd: string, files: RepoFiles): Promise<GateFile[]> {
  const paths = new Set(await files.list());
  const tokens = command.split(/[\s"'`&|;()=<>]+/).filter(Boolean);
  if (tokens.includes('make')) tokens.push('Makefile', 'makefile', 'GNUmakefile');
  if (tokens.includes('just')) tokens.push('justfile', 'Justfile');
  const found = new Map<string, GateFile>();
  for (const token of tokens) {
    for (const path of [posix.join(cwd, token), posix.normalize(token)]) {
      if (!paths.has(path) || !DECIDES.test(path)) continue;
      const text = await files.read(path);
      if (text !== null) found.set(path, gateFile(path, null, text));
    }
  }
  return [...found.values()];
}
