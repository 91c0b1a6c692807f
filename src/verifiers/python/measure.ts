import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { z } from 'zod';
import type { Check, Measure } from '../types.ts';

const Coverage = z.object({
  files: z.record(z.string(), z.object({ missing_lines: z.array(z.number().int().positive()) })),
});

/** pytest-cov, where it is installed: where it is not, pytest refuses its options at once and nothing is known. */
export function measurePython(check: Check, paths: readonly string[]): Measure | null {
  const wanted = paths.filter((path) => path.endsWith('.py'));
  if (check.tool !== 'pytest' || wanted.length === 0) return null;
  const file = `/tmp/fettle-lines-${randomUUID()}`;
  const options = ['--cov', `--cov-report=json:${file}`, '--cov-fail-under=0'];
  return {
    check: { ...check, argv: [...check.argv, ...options], env: { ...check.env, COVERAGE_FILE: `${file}.data` } },
    read: ['sh', '-c', 'cat "$1"; rm -f "$1" "$1.data"', 'sh', file],
    unrun: (output) => unrunIn(output, check.cwd, wanted),
  };
}

/** Files are named from where pytest runs. */
function unrunIn(output: string, cwd: string, paths: readonly string[]): Map<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const path of paths) {
    const lines = parsed(output)[posix.relative(cwd, path)]?.missing_lines;
    if (lines !== undefined) found.set(path, lines);
  }
  return found;
}

function parsed(output: string): z.infer<typeof Coverage>['files'] {
  try {
    return Coverage.parse(JSON.parse(output)).files;
  } catch {
    return {};
  }
}
