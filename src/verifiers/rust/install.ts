import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { inComponent, join } from '../components.ts';
import type { RepoFiles } from '../types.ts';
import { CARGO_HOME } from './checks.ts';
import type { Crate, Workspace } from './detect.ts';
import { dependenciesOf, parseToml } from './manifest.ts';

const INSTALL_TIMEOUT_MS = 15 * 60_000;
const SETTINGS = ['.cargo/config.toml', '.cargo/config'];
/** Without its targets cargo does not take a package for one. They are shown to it without what is in them. */
const TARGETS =
  /^(src\/(lib|main)\.rs|src\/bin\/([^/]+\.rs|[^/]+\/main\.rs)|(tests|benches|examples)\/([^/]+\.rs|[^/]+\/main\.rs)|build\.rs)$/;

/** Null when nothing is taken from elsewhere, or all of it lies in the repository. */
export async function installOf(
  workspace: Workspace,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  const { root, crates, manifest, locked } = workspace;
  const shared = manifest.workspace?.dependencies ?? {};
  const elsewhere = crates.some((crate) =>
    dependenciesOf(crate.manifest).some(([name, { path }]) => path === undefined && shared[name]?.path === undefined),
  );
  if (!elsewhere) return null;
  const input = new Map<string, Buffer>();
  const texts: string[] = [];
  const add = async (path: string) => {
    const text = await files.read(path);
    if (text === null) return;
    input.set(path, Buffer.from(text));
    texts.push(text);
  };
  for (const folder of new Set([root, ...crates.map((crate) => crate.folder)])) await add(join(folder, 'Cargo.toml'));
  for (const path of [join(root, 'Cargo.lock'), ...SETTINGS.map((name) => join(root, name))]) await add(path);
  if (SETTINGS.some((name) => vendored(input.get(join(root, name))))) return null;
  const paths = await files.list();
  for (const crate of crates) for (const path of targetsOf(crate, paths)) input.set(path, Buffer.alloc(0));
  return {
    files: input,
    cwd: root,
    argv: ['cargo', 'fetch', ...(locked ? ['--locked'] : [])],
    env: { CARGO_HOME: `/workspace/${CARGO_HOME}` },
    // The program knows where its index is, and prints it nowhere.
    hostsFrom: [
      'sh',
      '-c',
      `grep -aohE 'https://(index|static)\\.[a-z0-9-]+\\.[a-z]+' "$(command -v cargo)" | sort -u`,
    ],
    outputs: [CARGO_HOME],
    hosts: [...new Set([...config.hosts, ...texts.flatMap(hostsIn)])].sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** `[source.x] directory = "vendor"`: the settings that `cargo vendor` prints. */
function vendored(settings: Buffer | undefined): boolean {
  const { source } = parseToml(settings?.toString('utf8') ?? null) ?? {};
  return Object.values(source ?? {}).some((it: unknown) => typeof it === 'object' && it !== null && 'directory' in it);
}

function targetsOf({ folder, manifest }: Crate, paths: readonly string[]): string[] {
  const targets = [manifest.lib, ...manifest.bin, ...manifest.test, ...manifest.bench, ...manifest.example];
  const named = [manifest.package?.build, ...targets.map((target) => target?.path)].flatMap((path) =>
    path === undefined ? [] : posix.join(folder === '' ? '.' : folder, path),
  );
  return paths.filter((path) => {
    if (!inComponent(folder, path)) return false;
    return named.includes(path) || TARGETS.test(folder === '' ? path : path.slice(folder.length + 1));
  });
}

/** Hosts of registries and Git repositories, as manifests, the lockfile and cargo's settings write them. */
function hostsIn(text: string): string[] {
  const urls = [...text.matchAll(/"(?:registry\+|sparse\+|git\+)?(https?:\/\/[^"\s]+)"/g)].map((it) => it[1] ?? '');
  const meant = urls.filter(
    (url) => !new RegExp(`^\\s*(homepage|repository|documentation)\\s*=\\s*"${escape(url)}"`, 'm').test(text),
  );
  return meant.flatMap((url) => (URL.canParse(url) ? [new URL(url).hostname.toLowerCase()] : []));
}

const escape = (text: string): string => text.replaceAll(/[^\w/]/g, '\\$&');
