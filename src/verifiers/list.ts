import type { RepoConfig } from '../repo-config.ts';
import { bazel } from './bazel/index.ts';
import { custom } from './custom/index.ts';
import { dotnet } from './dotnet/index.ts';
import { javascript } from './javascript/index.ts';
import { PHASE_ORDER } from './phases.ts';
import { php } from './php/index.ts';
import { preCommit } from './pre-commit/index.ts';
import { python } from './python/index.ts';
import { ruby } from './ruby/index.ts';
import { shell } from './shell/index.ts';
import { go } from './go/index.ts';
import { maven } from './maven/index.ts';
import { swift } from './swift/index.ts';
import { terraform } from './terraform/index.ts';
import { rust } from './rust/index.ts';
import { cpp } from './cpp/index.ts';
import { gradle } from './gradle/index.ts';
import type { ComponentUse, GateFile, Plan, RepoFiles, Verifier } from './types.ts';

/** Every verifier there is. A new one is a folder and a line here; a test polices the folder's shape. */
export const VERIFIERS: readonly Verifier[] = [
  bazel,
  cpp,
  dotnet,
  go,
  gradle,
  javascript,
  maven,
  php,
  preCommit,
  python,
  ruby,
  rust,
  shell,
  swift,
  terraform,
  custom,
];

export const verifierOf = (name: string): Verifier | undefined => VERIFIERS.find((it) => it.name === name);

/**
 * What is run for a commit, and what configures it. Made from base it binds the gate; made from the agent's tree, with
 * base's config, its `gateFiles` tell what the change would alter.
 */
export async function planFrom(files: RepoFiles, config: RepoConfig): Promise<Plan> {
  const plans: Plan[] = [];
  const uses: ComponentUse[] = [];
  for (const verifier of VERIFIERS) {
    const plan = await verifier.plan(files, config);
    plans.push(plan);
    uses.push(...(plan.uses ?? []).map((use) => ({ ...use, verifier: verifier.name })));
  }
  const gate = new Map<string, GateFile>();
  for (const file of plans.flatMap((plan) => plan.gateFiles)) gate.set(`${file.path}\0${file.part ?? ''}`, file);
  return {
    checks: plans.flatMap((plan) => plan.checks).sort((a, b) => PHASE_ORDER[a.phase] - PHASE_ORDER[b.phase]),
    installs: plans.flatMap((plan) => plan.installs),
    gateFiles: [...gate.values()],
    unsupported: plans.flatMap((plan) => plan.unsupported ?? []),
    uses,
  };
}

/** Files to overwrite so that base's commands are what runs on a tree; see `Verifier.restore`. */
export async function restoredFiles(base: RepoFiles, tree: RepoFiles): Promise<{ path: string; content: string }[]> {
  const restored = await Promise.all(VERIFIERS.map(async (verifier) => (await verifier.restore?.(base, tree)) ?? []));
  return restored.flat();
}
