import { posix } from 'node:path';
import { wordsOf } from '../command-words.ts';
import { inComponent, isMaterial } from '../components.ts';
import { gateFile } from '../gate-files.ts';
import type { GateFile, RepoFiles } from '../types.ts';
import type { Detected, Module, Reactor } from './detect.ts';
import { settingsFolder } from './install.ts';

/** Read by Maven or by test engines, by name, wherever they lie. */
const NAMED = /(^|\/)(junit-platform\.properties|testng[\w-]*\.xml|\.java-version|\.sdkmanrc|lombok\.config)$/;
/** What plugins read that a POM names by a path: rules, suppressions, suites. */
const SETTINGS = /\.(xml|properties|ya?ml|json|txt|cfg|conf|prefs|importorder|epf|gradle|groovy|sh)$/;

/** Everything that decides what Maven checks, hashed part by part: dependencies and versions may change freely. */
export async function mavenGateFiles({ reactors, broken }: Detected, files: RepoFiles): Promise<GateFile[]> {
  const found: GateFile[] = [];
  const paths = new Set(await files.list());
  const whole = async (path: string) => {
    const text = await files.read(path);
    if (text !== null) found.push(gateFile(path, null, text));
  };
  const roots = reactors.map((reactor) => reactor.root);
  const settings = roots.map((root) => settingsFolder(root, [...paths]));
  for (const path of paths) {
    const read = settings.some((folder) => path.startsWith(folder)) && !path.includes('/wrapper/');
    if (
      read ||
      (NAMED.test(path) &&
        !isMaterial(path.replace(/(^|\/)src\/test\//, '$1')) &&
        roots.some((it) => inComponent(it, path)))
    )
      await whole(path);
  }
  for (const reactor of reactors) {
    for (const module of reactor.modules) {
      const parts = decidingParts(module);
      for (const [part, value] of Object.entries(parts)) found.push(gateFile(module.path, part, value));
      for (const path of named(parts, module, reactor, paths)) await whole(path);
    }
  }
  for (const path of broken) await whole(path);
  return found;
}

/** Versions, of dependencies as of plugins, are no settings; nor is which version of its parent a POM has. */
function decidingParts({ pom }: Module): Record<string, unknown> {
  const { build, profiles, properties, modules, parent, packaging } = pom.raw;
  const from = pom.parent === undefined ? undefined : `${pom.parent.groupId}:${pom.parent.artifactId}`;
  const all = { build, profiles, properties, modules, packaging, parent: parent === undefined ? undefined : from };
  return Object.fromEntries(
    Object.entries(all)
      .map(([part, value]) => [part, withoutVersions(value)] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
}

const VERSION = /^version$|(^|[.-])version([.-]|$)|[a-z]Version$/;
/** Names that hold `version` and decide all the same. */
const COMPILER = /^(java\.version|maven\.compiler\.)/;

function withoutVersions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutVersions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key]) =>
          COMPILER.test(key) || !(VERSION.test(key) || key === 'dependencies' || key === 'dependencyManagement'),
      )
      .map(([key, inner]) => [key, withoutVersions(inner)]),
  );
}

/** Files of the repository that a POM's settings name, from its own folder or from the root's. */
function named(parts: Record<string, unknown>, module: Module, reactor: Reactor, paths: ReadonlySet<string>): string[] {
  const { modules: _modules, parent: _parent, ...settings } = parts;
  const words = wordsOf(JSON.stringify(settings).replaceAll(/\$\{[\w.]+\}\/?/g, ' '));
  return words.flatMap((word) => {
    if (!SETTINGS.test(word) || word.endsWith('pom.xml')) return [];
    const places = [...new Set([module.folder, reactor.root, ''])];
    return places.map((folder) => posix.join(folder === '' ? '.' : folder, word)).filter((path) => paths.has(path));
  });
}
