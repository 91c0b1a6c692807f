import type { RepoConfig } from '../repo-config.ts';
import { VERIFIERS } from './list.ts';
import type { GateFile, Phase, Plan, RepoFiles, Verifier } from './types.ts';

/** Cheap and telling first; tests last, since some need what the build makes. */
const ORDER: Record<Phase, number> = { format: 0, static: 1, build: 2, test: 3 };

/**
 * What is run for a commit, and what configures it. Made from base it binds the gate; made from the agent's tree, with
 * base's config, its `gateFiles` tell what the change would alter.
 */
export async function makePlan(
  files: RepoFiles,
  config: RepoConfig,
  verifiers: readonly Verifier[] = VERIFIERS,
): Promise<Plan> {
  const plans: Plan[] = [];
  for (const verifier of verifiers) plans.push(await verifier.plan(files, config));
  const gate = new Map<string, GateFile>();
  for (const file of plans.flatMap((plan) => plan.gateFiles)) gate.set(`${file.path}\0${file.part ?? ''}`, file);
  return {
    checks: plans.flatMap((plan) => plan.checks).sort((a, b) => ORDER[a.phase] - ORDER[b.phase]),
    installs: plans.flatMap((plan) => plan.installs),
    gateFiles: [...gate.values()],
    unsupported: plans.flatMap((plan) => plan.unsupported ?? []),
  };
}
