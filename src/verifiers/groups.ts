import { PHASE_ORDER } from './phases.ts';
import { usedBy } from './select.ts';
import type { Check, ComponentUse } from './types.ts';

/** Checks that need nothing of any other group's, in the order in which they run. */
export type Group = Check[];

/**
 * Splits checks by components that neither need each other's builds nor share a folder, so that groups can run side by side.
 * Within a group cheap phases come first, and what others use comes before them. A repository's own commands may need
 * what any build makes, so they keep everything together.
 */
export function independentGroups(checks: readonly Check[], uses: readonly ComponentUse[]): Group[] {
  const leader = new Map<string, string>();
  const find = (folder: string): string => {
    const up = leader.get(folder) ?? folder;
    return up === folder ? folder : find(up);
  };
  const join = (a: string, b: string) => leader.set(find(a), find(b));
  // Formats and linters come before any build, so whoever has no more than those waits for nobody.
  const needsOthers = new Set(
    checks.filter(({ phase }) => phase === 'build' || phase === 'test').map((it) => it.component),
  );
  for (const { component, uses: used } of uses) {
    if (needsOthers.has(component)) for (const folder of used) join(component, folder);
  }
  const [first] = checks;
  if (checks.some((check) => check.verifier === 'custom')) {
    for (const check of checks) join(check.component, first?.component ?? '');
  }
  const groups = [...Map.groupBy(checks, (check) => find(check.component)).values()];
  return groups.map((group) => inOrder(group, uses));
}

function inOrder(group: readonly Check[], uses: readonly ComponentUse[]): Group {
  const used = new Map(group.map(({ component }) => [component, usedBy(uses, component)]));
  const rank = (check: Check) => used.get(check.component)?.size ?? 0;
  // A component uses all that those below it use and at least one more, so counting puts what is used first.
  return [...group].sort((a, b) => PHASE_ORDER[a.phase] - PHASE_ORDER[b.phase] || rank(a) - rank(b));
}
