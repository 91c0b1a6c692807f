import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { checkId, join } from '../components.ts';
import { gateFile } from '../gate-files.ts';
import { toolNeed, writtenVersion } from '../toolchain.ts';
import type { Check, Failure, GateFile, RepoFiles, ToolNeed } from '../types.ts';

const BUILD_TIMEOUT_MS = 20 * 60_000;
const TEST_TIMEOUT_MS = 15 * 60_000;
const INSTALL_TIMEOUT_MS = 15 * 60_000;
/** `swift --version` names the driver first on macOS; this names Swift's own version everywhere. */
const SOURCE = { tool: 'Swift', probe: ['swift', 'package', '--version'] };

export interface SwiftPackage {
  folder: string;
  /** Text of Package.swift, without comments. */
  manifest: string;
}

export const readPackage = (folder: string, text: string): SwiftPackage => ({
  folder,
  manifest: text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/(?!\s*swift-tools-version).*$/gm, ''),
});

export const hasTests = ({ manifest }: SwiftPackage): boolean => /\.testTarget\s*\(/.test(manifest);
const isRemote = ({ manifest }: SwiftPackage): boolean => /\.package\s*\([^)]*\b(?:url|id)\s*:/.test(manifest);

/** Folders of packages that a package uses by path. */
export const localPackages = ({ folder, manifest }: SwiftPackage): string[] =>
  [...manifest.matchAll(/\.package\s*\([^)]*\bpath\s*:\s*"([^"]+)"/g)].map(([, path = '']) => {
    const target = posix.join(folder, path).replace(/\/+$/, '');
    return target === '.' ? '' : target;
  });

export async function packageChecks(it: SwiftPackage, files: RepoFiles): Promise<Check[]> {
  const needs = await needsOf(it, files);
  // What Package.resolved says stands: no build looks for newer versions.
  const options = isRemote(it) ? ['--disable-automatic-resolution'] : [];
  const common = { verifier: 'swift', component: it.folder, cwd: it.folder, tool: 'swift', needs };
  const build: Check = {
    ...common,
    id: checkId('swift', 'build', it.folder),
    phase: 'build',
    command: hasTests(it) ? 'swift build --build-tests' : 'swift build',
    argv: ['swift', 'build', ...options, ...(hasTests(it) ? ['--build-tests'] : [])],
    timeoutMs: BUILD_TIMEOUT_MS,
  };
  if (!hasTests(it)) return [build];
  const test: Check = {
    ...common,
    id: checkId('swift', 'test', it.folder),
    phase: 'test',
    command: 'swift test',
    argv: ['swift', 'test', ...options],
    timeoutMs: TEST_TIMEOUT_MS,
    collect: ['swift', 'test', 'list', ...options],
  };
  return [build, test];
}

async function needsOf({ folder, manifest }: SwiftPackage, files: RepoFiles): Promise<ToolNeed[]> {
  const least = /^\/\/\s*swift-tools-version\s*:\s*(\d+(?:\.\d+)*)/.exec(manifest)?.[1];
  const path = join(folder, 'Package.swift');
  const need = least === undefined ? null : toolNeed(SOURCE, `${least} or later`, path, `>=${least}`);
  const written = await writtenVersion(files, folder, { ...SOURCE, asdf: ['swift'], plain: ['.swift-version'] });
  return [need, written].filter((it) => it !== null);
}

/** Only a package with remote dependencies is resolved, and only as its Package.resolved says. */
export async function resolveOf(
  it: SwiftPackage,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  if (!isRemote(it)) return null;
  const input = new Map<string, Buffer>();
  const hosts = new Set<string>(config.hosts);
  const names = [it.folder, ...localPackages(it)].flatMap((folder) => [
    join(folder, 'Package.swift'),
    join(folder, 'Package.resolved'),
  ]);
  for (const path of [...names, join(it.folder, '.swiftpm/configuration/registries.json')]) {
    const text = await files.read(path);
    if (text === null) continue;
    input.set(path, Buffer.from(text));
    // What is commented out is fetched by nobody.
    const said = path.endsWith('.swift') ? readPackage('', text).manifest : text;
    for (const [, host] of said.matchAll(/\b(?:https|ssh):\/\/(?:[^/@\s"]*@)?([\w.-]+\.\w+)/g)) hosts.add(host ?? '');
  }
  return {
    files: input,
    cwd: it.folder,
    argv: [
      'swift',
      'package',
      'resolve',
      ...(input.has(join(it.folder, 'Package.resolved')) ? ['--force-resolved-versions'] : []),
    ],
    outputs: [join(it.folder, '.build')],
    hosts: [...hosts]
      .filter(Boolean)
      .map((host) => host.toLowerCase())
      .sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** Of Package.swift, what is tested and what is left out; plans of Xcode's tests. */
export async function swiftGateFiles(packages: readonly SwiftPackage[], files: RepoFiles): Promise<GateFile[]> {
  const found = packages.flatMap(({ folder, manifest }) => {
    const targets = [...manifest.matchAll(/\.testTarget\s*\(\s*name\s*:\s*"([^"]+)"/g)].map(([, name]) => name);
    const excluded = [...manifest.matchAll(/\bexclude\s*:\s*\[[^\]]*\]/g)].map(([whole]) =>
      whole.replaceAll(/\s+/g, ''),
    );
    const decides = [...targets, ...excluded];
    return decides.length === 0 ? [] : [gateFile(join(folder, 'Package.swift'), 'testTargets', decides)];
  });
  for (const path of await files.list()) {
    if (!/\.xctestplan$|\.xcscheme$/.test(path)) continue;
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text));
  }
  return found;
}

/** Names as `swift test list` prints them: `CalcTests.SumTests/testAdds`, `CalcTests.adds()`. */
export const listedTests = (output: string): string[] =>
  output.split('\n').filter((line) => /^[\w]+\.[\w.]+(?:\/[\w]+|\/?[\w`]+\(.*\))$/.test(line));

/** The same check for tests that XCTest named: `SumTests.testAdds` is selected as `SumTests/testAdds`. */
export function narrowSwift(check: Check, failures: readonly Failure[]): Check | null {
  const names = new Set<string>();
  for (const { test } of failures) {
    const found = /^(?:\w+\.)?(\w+)[./](\w+)$/.exec(test ?? '');
    if (found === null) return null;
    names.add(`${found[1]}/${found[2]}`);
  }
  return names.size === 0 ? null : { ...check, argv: [...check.argv, '--filter', `(^|\\.)(${[...names].join('|')})$`] };
}
