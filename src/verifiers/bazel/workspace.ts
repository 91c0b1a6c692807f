import { posix } from 'node:path';
import type { RepoConfig } from '../../repo-config.ts';
import type { InstallSpec } from '../../sandbox/types.ts';
import { inComponent, join } from '../components.ts';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';

/** Files that mark a workspace's root. */
export const MARKERS = ['MODULE.bazel', 'WORKSPACE', 'WORKSPACE.bazel'];
/** What is read to find out which other repositories a workspace needs. */
const MANIFEST =
  /^(?:MODULE\.bazel(?:\.lock)?|WORKSPACE(?:\.bazel|\.bzlmod)?|BUILD(?:\.bazel)?|\.bazel(?:rc|version|ignore)|[\w.-]+\.(?:MODULE\.bazel|bzl|bazelrc))$/;
/** Lock files of other languages, which rules turn into repositories. */
const FOREIGN =
  /^(?:go\.(?:mod|sum|work)|Cargo\.(?:toml|lock)|package\.json|pnpm-lock\.yaml|package-lock\.json|requirements[\w.-]*\.(?:txt|in)|maven_install\.json|\.npmrc)$/;
const INSTALL_TIMEOUT_MS = 20 * 60_000;
export const CACHE = '.fettle-deps/bazel';

/** Other repositories are fetched and set up by rules, which are programs. Null where nothing asks for any. */
export async function fetchOf(
  root: string,
  files: RepoFiles,
  config: RepoConfig['install'],
): Promise<InstallSpec | null> {
  const input = new Map<string, Buffer>();
  const hosts = new Set<string>(config.hosts);
  let asks = false;
  for (const path of await files.list()) {
    const name = posix.basename(path);
    if (!inComponent(root, path) || !(MANIFEST.test(name) || FOREIGN.test(name))) continue;
    const text = await files.read(path);
    if (text === null) continue;
    input.set(path, Buffer.from(text));
    if (!MANIFEST.test(name)) continue;
    asks ||= /\b(?:bazel_dep|use_extension|http_archive|http_file|git_repository|use_repo_rule)\s*\(/.test(text);
    for (const [, host] of text.matchAll(/\bhttps:\/\/([\w.-]+\.\w+)\//g)) if (host !== undefined) hosts.add(host);
  }
  if (!asks) return null;
  return {
    files: input,
    cwd: root,
    argv: ['bazel', 'fetch', `--repository_cache=/workspace/${CACHE}`, '//...'],
    outputs: [CACHE],
    hosts: [...hosts].map((host) => host.toLowerCase()).sort(),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/** Attributes with which a test is left out of `//...`, repeated until it passes, or passed over as incompatible. */
const WEAKENING = /^\s*(?:tags\s*=\s*\[[^\]]*["']manual["'][^\]]*\]|(?:flaky|target_compatible_with)\s*=\s*[^,\n]*)/gm;

/** Settings, the wrapper that stands in for Bazel, and of BUILD files the attributes that decide what is tested. */
export async function bazelGateFiles(root: string, files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  for (const path of await files.list()) {
    if (!inComponent(root, path)) continue;
    const name = posix.basename(path);
    const settings = /^\.bazel(?:rc|iskrc|ignore)$|\.bazelrc$/.test(name) || path === join(root, 'tools/bazel');
    const build = /^BUILD(?:\.bazel)?$/.test(name);
    const text = settings || build ? await files.read(path) : null;
    if (text === null) continue;
    if (settings) found.push(gateFile(path, null, text));
    const attributes = build
      ? [...text.matchAll(WEAKENING)].map(([whole]) => whole.replaceAll(/\s+/g, ' ').trim())
      : [];
    if (attributes.length > 0) found.push(gateFile(path, 'attributes', attributes));
  }
  return found;
}

/** Whether a BUILD file declares a test. */
export async function hasTests(root: string, files: RepoFiles): Promise<boolean> {
  for (const path of await files.list()) {
    if (!inComponent(root, path) || !/^BUILD(?:\.bazel)?$/.test(posix.basename(path))) continue;
    if (/^\s*\w*_?test(?:_suite)?\s*\(/m.test((await files.read(path)) ?? '')) return true;
  }
  return false;
}
