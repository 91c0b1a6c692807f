import { readRepoConfig } from '../../repo-config.ts';
import type { Verifier } from '../types.ts';
import { planRust } from './plan.ts';
import { collectedRust, narrowRust } from './tests.ts';

/** Cargo workspaces and packages. See README.md in this folder. */
export const rust: Verifier = {
  name: 'rust',
  version: 1,
  activatedBy: '`Cargo.toml` (workspaces with their members, packages that stand on their own)',
  runs: '`cargo fmt --check`, `cargo clippy` where the repository uses it, `cargo test --no-run`, `cargo test`',
  proven: [
    { how: 'real', tools: ['cargo', 'rustc', 'rustfmt', 'clippy'] },
    { how: 'format', tools: ['`cargo fetch`'] },
  ],
  installSettings: ['config.toml', 'config'],
  plan: (files, config = readRepoConfig(null)) => planRust(files, config),
  narrow: narrowRust,
  collected: collectedRust,
};
