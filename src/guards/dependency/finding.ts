import type { DiffFile, Finding } from '../types.ts';

/** A finding of this guard: what is so, what to do about it, and what in the task allows it. */
export function finding(
  file: DiffFile,
  at: { hunk: string; line: number } | null,
  fact: string,
  cure: string,
  allowed: string | null,
): Finding {
  const about = {
    rule: 'dependency' as const,
    file: file.path,
    hunk: at?.hunk ?? null,
    ...(at === null ? {} : { line: at.line }),
  };
  return allowed === null ? { ...about, why: `${fact}. ${cure}.` } : { ...about, why: `${fact}.`, allowed };
}
