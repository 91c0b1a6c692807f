import { createMatcher } from '../repo-config.ts';
import { inComponent } from './components.ts';
import type { Check, ComponentUse, Plan, Unsupported } from './types.ts';

export interface Selected {
  checks: Check[];
  /** Builds of components that the selected ones use: run for what they make, and told of only when they are red. */
  support: Check[];
  unsupported: Unsupported[];
}

/**
 * The checks that a change calls for: those of every component that holds a changed path, and of those that use such a
 * component. A path belongs to the innermost component of each verifier. A change that touches none calls for all.
 */
export function selectChecks(plan: Plan, changedPaths: readonly string[], scope: 'changed' | 'all'): Selected {
  const unsupported = plan.unsupported ?? [];
  if (scope === 'all' || changedPaths.length === 0) return { checks: plan.checks, support: [], unsupported };
  const touched = touchedParts(plan, changedPaths);
  const applies = (check: Check) =>
    check.when === undefined ? touched.has(part(check)) : changedPaths.some(createMatcher(check.when));
  const some = [...plan.checks.filter((check) => check.when === undefined), ...unsupported].some((it) =>
    touched.has(part(it)),
  );
  const checks = plan.checks.filter((check) => applies(check) || (!some && check.when === undefined));
  return {
    checks,
    support: supportOf(plan, checks),
    unsupported: unsupported.filter((it) => !some || touched.has(part(it))),
  };
}

interface Part {
  verifier: string;
  component: string;
}

const part = ({ verifier, component }: Part): string => `${verifier}\0${component}`;

function touchedParts(plan: Plan, changedPaths: readonly string[]): Set<string> {
  const parts = new Map<string, Part>();
  for (const it of [...plan.checks, ...(plan.unsupported ?? [])]) parts.set(part(it), it);
  for (const { verifier = '', component, uses } of plan.uses ?? []) {
    for (const folder of [component, ...uses])
      parts.set(part({ verifier, component: folder }), { verifier, component: folder });
  }
  const byVerifier = Map.groupBy(parts.values(), ({ verifier }) => verifier);
  const touched = new Set<string>();
  const shared = sharedFiles(plan);
  for (const path of changedPaths) {
    for (const own of byVerifier.values()) {
      const owner = innermost(own, path);
      if (owner === null) continue;
      touched.add(part(owner));
      // What is installed, and what configures checks, concerns all that lies below it.
      if (shared.has(path)) for (const it of own) if (inComponent(owner.component, it.component)) touched.add(part(it));
    }
  }
  // Whose folder it is, is another question for each verifier: one's root is not what another one's packages rest on.
  const reached = new Set<string>();
  for (let known = -1; known !== touched.size; ) {
    known = touched.size;
    for (const { verifier = '', component, uses } of plan.uses ?? []) {
      if (!uses.some((used) => reached.has(used) || touched.has(part({ verifier, component: used })))) continue;
      touched.add(part({ verifier, component }));
      if (component !== '') reached.add(component);
    }
  }
  return touched;
}

const sharedFiles = (plan: Plan): Set<string> =>
  new Set([
    ...plan.installs.flatMap((install) => [...install.files.keys()]),
    ...plan.gateFiles.filter(({ part: of }) => of === null).map(({ path }) => path),
  ]);

function innermost(parts: readonly Part[], path: string): Part | null {
  let owner: Part | null = null;
  for (const it of parts) {
    if (inComponent(it.component, path) && (owner === null || it.component.length >= owner.component.length))
      owner = it;
  }
  return owner;
}

/** Every folder that a component uses, directly or through others; without itself. */
export function usedBy(uses: readonly ComponentUse[], component: string): Set<string> {
  const found = new Set<string>();
  const queue = [component];
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    for (const use of uses) {
      if (use.component !== folder) continue;
      for (const used of use.uses) {
        if (used === component || found.has(used)) continue;
        found.add(used);
        queue.push(used);
      }
    }
  }
  return found;
}

function supportOf(plan: Plan, checks: readonly Check[]): Check[] {
  const needed = new Set(checks.flatMap((check) => [...usedBy(plan.uses ?? [], check.component)]));
  const builds = plan.checks.filter((check) => check.phase === 'build' && check.when === undefined);
  return builds.filter((build) => needed.has(build.component) && !checks.includes(build));
}
