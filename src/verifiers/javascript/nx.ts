import { posix } from 'node:path';
import { inComponent, isMaterial, join } from '../components.ts';
import type { Check, Phase, RepoFiles } from '../types.ts';
import type { Project } from './detect.ts';
import { dependenciesOf, parseJsonc } from './manifest.ts';
import { execTool } from './managers.ts';

const TARGETS: Readonly<Record<string, Phase>> = { lint: 'static', typecheck: 'static', build: 'build', test: 'test' };

interface Start {
  kind: string;
  phase: Phase;
  argv: readonly string[];
  tool: string;
}

/** Targets that stand in project.json files alone: no package's script runs them, so Nx is asked for all of a name. */
export async function nxChecks(
  { root, members, manager }: Project,
  files: RepoFiles,
  scripts: string,
  make: (start: Start) => Check,
): Promise<Check[]> {
  const manifest = members[0]?.manifest;
  if (manifest === undefined || dependenciesOf(manifest)['nx'] === undefined || /\bnx\b/.test(scripts)) return [];
  if ((await files.read(join(root, 'nx.json'))) === null) return [];
  const found = new Set<string>();
  for (const path of await files.list()) {
    if (posix.basename(path) !== 'project.json' || isMaterial(path) || !inComponent(root, path)) continue;
    const targets = parseJsonc(await files.read(path))?.['targets'];
    for (const name of Object.keys(typeof targets === 'object' && targets !== null ? targets : {})) found.add(name);
  }
  return Object.entries(TARGETS)
    .filter(([name]) => found.has(name))
    .map(([name, phase]) =>
      make({ kind: `nx-${name}`, phase, argv: execTool(manager, 'nx', ['run-many', '-t', name]), tool: 'nx' }),
    );
}
