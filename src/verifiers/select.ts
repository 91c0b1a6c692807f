import { createMatcher } from '../repo-config.ts';
import type { Check, Plan, Unsupported } from './types.ts';

/** Whether a path lies in a component's folder; everything lies in the root's. */
export const inComponent = (component: string, path: string): boolean =>
  component === '' || path === component || path.startsWith(`${component}/`);

/**
 * The checks that a change calls for: those of every component that holds a changed path, the root's among them, since
 * a root's own checks usually cover the whole. A change that touches no component calls for all.
 */
export function selectChecks(
  plan: Plan,
  changedPaths: readonly string[],
  scope: 'changed' | 'all',
): { checks: Check[]; unsupported: Unsupported[] } {
  const all = { checks: plan.checks, unsupported: plan.unsupported ?? [] };
  if (scope === 'all' || changedPaths.length === 0) return all;
  const touched = (component: string) => changedPaths.some((path) => inComponent(component, path));
  const applies = (check: Check) =>
    check.when === undefined ? touched(check.component) : changedPaths.some(createMatcher(check.when));
  const some = [...plan.checks.filter((check) => check.when === undefined), ...all.unsupported].some((it) =>
    touched(it.component),
  );
  return {
    checks: plan.checks.filter((check) => applies(check) || (!some && check.when === undefined)),
    unsupported: all.unsupported.filter((it) => !some || touched(it.component)),
  };
}
