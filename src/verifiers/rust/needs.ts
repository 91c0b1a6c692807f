import semver from 'semver';
import { join } from '../components.ts';
import { toolNeed, writtenVersion } from '../toolchain.ts';
import type { RepoFiles, ToolNeed } from '../types.ts';
import type { Workspace } from './detect.ts';
import { parseToml } from './manifest.ts';

const RUST = { tool: 'Rust', probe: ['rustc', '--version'] };
/** The first release that reads an edition, and a format of Cargo.lock. */
const EDITIONS: Readonly<Record<string, string>> = { '2018': '1.31', '2021': '1.56', '2024': '1.85' };
const LOCKFILES: Readonly<Record<string, string>> = { '3': '1.53', '4': '1.78' };

/** The highest of all that asks for a version; a newer compiler is good enough. */
export async function rustNeed({ root, crates, manifest }: Workspace, files: RepoFiles): Promise<ToolNeed | null> {
  const found: ToolNeed[] = [];
  const add = (wanted: string | undefined, from: string, version = wanted) => {
    const least = /^\d+\.\d+(\.\d+)?/.exec(version ?? '')?.[0];
    const need = wanted === undefined || least === undefined ? null : toolNeed(RUST, wanted, from, `>=${least}`);
    if (need !== null) found.push(need);
  };
  for (const name of ['rust-toolchain.toml', 'rust-toolchain']) {
    const text = await files.read(join(root, name));
    const channel = /^\s*(?:channel\s*=\s*)?"?([\w.-]+)"?\s*$/m.exec(
      text?.replace(/^\s*\[toolchain\]/m, '') ?? '',
    )?.[1];
    add(channel, join(root, name));
  }
  const written = await writtenVersion(files, root, { ...RUST, asdf: ['rust'], plain: [] });
  add(written?.wanted, written?.from ?? '');
  for (const { folder, manifest: its } of crates) {
    const from = join(folder, 'Cargo.toml');
    add(its.package?.['rust-version'], from);
    const { edition } = its.package ?? {};
    if (edition !== undefined) add(`edition ${edition}`, from, EDITIONS[edition]);
  }
  const { package: shared } = manifest.workspace ?? {};
  add(shared?.['rust-version'], join(root, 'Cargo.toml'));
  if (shared?.edition !== undefined)
    add(`edition ${shared.edition}`, join(root, 'Cargo.toml'), EDITIONS[shared.edition]);
  const lock = parseToml(await files.read(join(root, 'Cargo.lock')))?.version;
  if (typeof lock === 'number') add(`lockfile version ${lock}`, join(root, 'Cargo.lock'), LOCKFILES[String(lock)]);
  return found.sort((a, b) => semver.compare(floor(b), floor(a)))[0] ?? null;
}

const floor = ({ range }: ToolNeed) => semver.minVersion(range) ?? '0.0.0';
