import { readComposer, readDeno, readPackageJson, readPnpmWorkspace } from './read-javascript.ts';
import { readCatalog, readGradle, readPom } from './read-jvm.ts';
import {
  readBazel,
  readCargo,
  readCmake,
  readConan,
  readGemfile,
  readGoMod,
  readMix,
  readMsbuild,
  readNugetConfig,
  readPubspec,
  readSwift,
  readToolSettings,
  readVcpkg,
} from './read-others.ts';
import { readConda, readPyproject, readRequirements, readSetup } from './read-python.ts';
import type { Ecosystem, Entry, Manifest } from './types.ts';

const at = (path: RegExp, ecosystem: Ecosystem, read: (text: string) => Entry[]): Manifest => ({
  path,
  ecosystem,
  read,
});

/** Files in which a project says what it depends on, and from where that is taken. */
export const MANIFESTS: readonly Manifest[] = [
  at(/(?:^|\/)package\.json5?$|(?:^|\/)package\.yaml$/, 'npm', readPackageJson),
  at(/(?:^|\/)pnpm-workspace\.yaml$/, 'npm', readPnpmWorkspace),
  at(/(?:^|\/)(?:deno\.jsonc?|jsr\.json|import_map\.json)$/, 'deno', readDeno),
  at(/(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|bunfig\.toml)$/, 'npm', readToolSettings),
  at(
    /(?:^|\/)(?:requirements[\w.-]*|constraints[\w.-]*|[\w.-]*-requirements)\.(?:txt|in)$|(?:^|\/)requirements\/[\w.-]+\.(?:txt|in)$/,
    'python',
    readRequirements,
  ),
  at(/(?:^|\/)(?:pyproject\.toml|Pipfile|uv\.toml)$/, 'python', readPyproject),
  at(/(?:^|\/)setup\.(?:py|cfg)$/, 'python', readSetup),
  at(/(?:^|\/)environment[\w.-]*\.ya?ml$|(?:^|\/)conda[\w.-]*\.ya?ml$/, 'python', readConda),
  at(/(?:^|\/)(?:pip\.(?:conf|ini)|\.pypirc|\.condarc|pydistutils\.cfg)$/, 'python', readToolSettings),
  at(/(?:^|\/)go\.(?:mod|work)$/, 'go', readGoMod),
  at(/(?:^|\/)go\.env$/, 'go', readToolSettings),
  at(/(?:^|\/)Cargo\.toml$/, 'rust', readCargo),
  at(/(?:^|\/)\.cargo\/config(?:\.toml)?$/, 'rust', readToolSettings),
  at(/(?:^|\/)pom\.xml$|\.pom$|(?:^|\/)\.mvn\/extensions\.xml$|(?:^|\/)settings\.xml$/, 'jvm', readPom),
  at(/\.gradle(?:\.kts)?$|(?:^|\/)build\.sbt$|(?:^|\/)(?:buildSrc|build-logic)\/.*\.kt$/, 'jvm', readGradle),
  at(/\.versions\.toml$/, 'jvm', readCatalog),
  at(/(?:^|\/)Gemfile$|\.gemspec$|(?:^|\/)gems\.rb$/, 'ruby', readGemfile),
  at(/(?:^|\/)composer\.json$/, 'php', readComposer),
  at(
    /\.(?:cs|fs|vb)proj$|(?:^|\/)(?:Directory\.Packages|Directory\.Build|Packages|packages)\.(?:props|targets|config)$/,
    'dotnet',
    readMsbuild,
  ),
  at(/(?:^|\/)nuget\.config$/i, 'dotnet', readNugetConfig),
  at(/(?:^|\/)Package\.swift$|(?:^|\/)Podfile$/, 'swift', readSwift),
  at(/(?:^|\/)vcpkg(?:-configuration)?\.json$/, 'cpp', readVcpkg),
  at(/(?:^|\/)conanfile\.(?:txt|py)$/, 'cpp', readConan),
  at(/(?:^|\/)CMakeLists\.txt$|\.cmake$/, 'cpp', readCmake),
  at(/(?:^|\/)MODULE\.bazel$/, 'bazel', readBazel),
  at(/(?:^|\/)mix\.exs$/, 'elixir', readMix),
  at(/(?:^|\/)pubspec\.ya?ml$/, 'dart', readPubspec),
];

export const manifestOf = (path: string): Manifest | null => MANIFESTS.find((it) => it.path.test(path)) ?? null;

/** One spelling of a name: PyPI and NuGet take several for the same. */
export function plainName(name: string, ecosystem: Ecosystem): string {
  if (ecosystem === 'python') return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  if (ecosystem === 'rust') return name.replaceAll('_', '-');
  return ecosystem === 'npm' || ecosystem === 'deno' ? name : name.toLowerCase();
}
