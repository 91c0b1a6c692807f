import { posix } from 'node:path';
import { createMatcher } from '../repo-config.ts';
import type { Sandbox } from '../sandbox/types.ts';
import { inComponent } from '../verifiers/components.ts';
import type { Check, Plan, Report } from '../verifiers/types.ts';

const FIX_TIMEOUT_MS = 2 * 60_000;

export interface FixSpec {
  plan: Plan;
  reports: readonly Report[];
  /** Paths that differ from base and are still there. */
  changed: readonly string[];
  /** The agent's own: a formatter that it has tampered with can do no more there than the agent could. */
  sandbox: Sandbox;
  signal: AbortSignal;
}

/**
 * Runs the fix mode of formatters that went red because of the change, on the files of the change alone. Returns the
 * paths that were handed to one; whether anything came of it, the next look at the tree tells.
 */
export async function fixFormat({ plan, reports, changed, sandbox, signal }: FixSpec): Promise<string[]> {
  const fixed = new Set<string>();
  for (const report of reports) {
    const check = plan.checks.find(({ id }) => id === report.check);
    if (check?.fix === undefined || report.result !== 'failed') continue;
    const paths = fixable(check, report, changed);
    if (paths.length === 0) continue;
    const argv = [...check.fix.argv, ...paths.map((path) => posix.relative(check.cwd, path))];
    const env = { ...check.env, ...check.layerEnv };
    await sandbox.run({ argv, cwd: check.cwd, env, timeoutMs: FIX_TIMEOUT_MS, signal });
    signal.throwIfAborted();
    for (const path of paths) fixed.add(path);
  }
  return [...fixed];
}

/** The change's own files that this formatter can fix; where the report names files, those among them. */
function fixable(check: Check, report: Report, changed: readonly string[]): string[] {
  const matches = createMatcher(check.fix?.files ?? []);
  const named = new Set(report.failures.flatMap(({ file }) => (file === undefined ? [] : [file])));
  return changed.filter((path) => {
    if (!inComponent(check.component, path)) return false;
    const inside = posix.relative(check.component, path);
    // Tools name files from where they run, or from the root.
    return matches(inside) && (named.size === 0 || named.has(path) || named.has(inside) || named.has(`./${inside}`));
  });
}
