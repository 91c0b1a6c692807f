import { posix } from 'node:path';
import { isMaterial, join } from '../components.ts';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import type { Detected } from './detect.ts';
import type { Manifest } from './manifest.ts';

const SETTINGS = /(^|\/)(\.?clippy\.toml|\.?rustfmt\.toml|\.cargo\/config(\.toml)?|rust-toolchain(\.toml)?)$/;
/** Which targets there are, whether they are tested, and how strictly they are looked at. */
const PARTS = ['lints', 'profile', 'lib', 'bin', 'test', 'bench', 'example'];

/** Everything that decides what cargo checks; dependencies and features may change freely. */
export async function rustGateFiles({ workspaces, broken }: Detected, files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    const inProduct = !isMaterial(path.replace('.cargo/', ''));
    if (!broken.includes(path) && !(SETTINGS.test(path) && inProduct)) continue;
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text));
  }
  for (const { root, manifest, crates } of workspaces) {
    const all = new Map<string, Manifest>([
      [root, manifest],
      ...crates.map((crate) => [crate.folder, crate.manifest] as const),
    ]);
    for (const [folder, its] of all) {
      for (const [part, value] of Object.entries(decidingParts(its)))
        found.push(gateFile(posix.normalize(join(folder, 'Cargo.toml')), part, value));
    }
  }
  return found;
}

function decidingParts({ raw, workspace, package: its }: Manifest): Record<string, unknown> {
  const parts = Object.entries(raw).filter(([part]) => PARTS.includes(part));
  const auto = Object.entries(its ?? {}).filter(([key]) => key.startsWith('auto') || key === 'build');
  const { members, exclude, lints } = workspace ?? {};
  return {
    ...Object.fromEntries(parts),
    ...(auto.length === 0 ? {} : { package: Object.fromEntries(auto) }),
    ...(workspace === undefined ? {} : { workspace: { members, exclude, lints: lints ?? null } }),
  };
}
