import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { z } from 'zod';
import type { Check, Measure } from '../types.ts';
import { runScriptWith } from './managers.ts';
import { plainWords } from './plain-call.ts';
import { READ_ISTANBUL } from './read-istanbul.ts';
import { READ_ENGINE } from './read-engine.ts';

const CODE = /(?<!\.d)\.[cm]?[jt]s$/;
const WITH_MARKUP = /(?<!\.d)\.[cm]?[jt]sx?$/;
/** Their tests run elsewhere than in Node, or by way of a bundler. */
const NOT_NODE = /\b(?:bun|deno|playwright|cypress|karma|wtr|web-test-runner|ng|testcafe|nightwatch)\b/;

/**
 * How the lines are seen that a check's tests run. Jest and Vitest change code before they run it, so they are asked by
 * their own options; whatever else runs in Node is seen by V8, through the environment.
 */
export function measureJavascript(check: Check, paths: readonly string[]): Measure | null {
  if (check.phase !== 'test' || check.argv.some((word) => NOT_NODE.test(word)) || NOT_NODE.test(check.runs ?? ''))
    return null;
  const dir = `/tmp/fettle-lines-${randomUUID()}`;
  const [manager = '', run, script = ''] = check.argv;
  const scripted = check.runs !== undefined && run === 'run';
  const runner = scripted ? (plainWords(check.runs ?? '')?.[0] ?? '') : (check.tool ?? '');
  if (runner === 'jest' || runner === 'vitest') {
    const wanted = paths.filter((path) => WITH_MARKUP.test(path));
    const options =
      runner === 'jest'
        ? ['--coverage', '--coverageReporters=json', `--coverageDirectory=${dir}`]
        : ['--coverage.enabled', '--coverage.reporter=json', `--coverage.reportsDirectory=${dir}`];
    const argv = scripted ? runScriptWith(manager, script, options) : [...check.argv, ...options];
    return measure({ ...check, argv }, READ_ISTANBUL, dir, wanted);
  }
  if (/\b(?:jest|vitest)\b/.test([check.runs ?? '', ...check.argv].join(' '))) return null;
  const wanted = paths.filter((path) => CODE.test(path));
  return measure({ ...check, env: { ...check.env, NODE_V8_COVERAGE: dir } }, READ_ENGINE, dir, wanted);
}

function measure(check: Check, reader: string, dir: string, paths: readonly string[]): Measure | null {
  if (paths.length === 0) return null;
  return { check, read: ['node', '-e', reader, '--', dir, ...paths], unrun: (output) => unrunIn(output, paths) };
}

const Lines = z.record(z.string(), z.array(z.number().int().positive()));
const Read = z.object({ unrun: Lines, code: Lines.default({}), loaded: z.array(z.string()).default([]) });

/** Nothing of what is printed is trusted beyond its shape: a test can write what it likes. */
function unrunIn(output: string, paths: readonly string[]): Map<string, readonly number[]> {
  const { unrun, code, loaded } = parsed(output);
  const found = new Map<string, readonly number[]>();
  for (const path of paths) {
    const lines = unrun[path] ?? (isLoadedAsItStands(path, loaded) ? code[path] : undefined);
    if (lines !== undefined) found.set(path, lines);
  }
  return found;
}

function parsed(output: string): z.infer<typeof Read> {
  try {
    return Read.parse(JSON.parse(output));
  } catch {
    return { unrun: {}, code: {}, loaded: [] };
  }
}

/**
 * A file that no process loaded was run by no test, unless tests load something that is made from it: believed only where
 * others of its kind, in the same top folder, were loaded as they stand. Files of types alone are never loaded.
 */
function isLoadedAsItStands(path: string, loaded: readonly string[]): boolean {
  if (/\.[cm]?ts$/.test(path)) return false;
  const top = (file: string) => (file.includes('/') ? file.split('/', 1)[0] : '');
  return loaded.some((other) => extname(other) === extname(path) && top(other) === top(path));
}
