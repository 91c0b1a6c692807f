import { jsonPairs } from './json-pairs.ts';
import { dependency, type Entry } from './types.ts';

/** Sections whose values may look like versions and are none of dependencies. */
const OTHER =
  /^(?:engines|volta|devEngines|config|jest|browserslist|publishConfig|files|exports|imports|typesVersions|bin|peerDependenciesMeta|dependenciesMeta|contributes|capabilities)$/;
const NOT_NAMES =
  /^(?:version|name|node|npm|pnpm|yarn|bun|vscode|packageManager|type|license|main|module|types|description|homepage|private|url|author|email|target|lib|browser|schemaVersion|manifest_version|\$schema)$/;
const RANGE =
  /^(?:[\^~]|[<>]=?|=|v)?\s?\d+(?:\.[\dx*]+){0,3}[\w.+~-]{0,40}(?:\s.{0,60}|\s?\|\|.{0,60})?$|^(?:\*|x|latest|next|canary|beta|)$|^(?:workspace|npm|catalog|jsr|patch):/;
/** What npm and the like run when a package is installed or packed for it. */
const AT_INSTALL = /^(?:preinstall|install|postinstall|prepare|preprepare|postprepare|prepublish)$/;

export function readPackageJson(text: string): Entry[] {
  return jsonPairs(text).flatMap(({ keys, key, value }): Entry[] => {
    const [top = '', ...rest] = keys;
    if (key === null || keys.some((it) => OTHER.test(it))) return [];
    if (AT_INSTALL.test(key) && (top === 'scripts' || (top === '' && !RANGE.test(value))))
      return [{ kind: 'script', name: key, spec: value, from: 'registry' }];
    if (keys.some((it) => /^(?:overrides|resolutions)$/.test(it))) {
      const name = key === '.' ? (rest.at(-1) ?? key) : key;
      return [{ ...dependency(name, value), kind: 'override' }];
    }
    const isSection = keys.some((it) => /[dD]ependencies$|^catalogs?$/.test(it));
    if (NOT_NAMES.test(key) && !isSection) return [];
    const isVersion = RANGE.test(value) && value !== '';
    const isAddress =
      /^(?:git|github:|gitlab:|https?:\/\/|file:|link:|portal:|\.{1,2}\/)/.test(value) ||
      (isSection && /^[\w.-]+\/[\w.-]+(?:#.+)?$/.test(value));
    // Out of sight of a section, a version and a name like a package's.
    const isLikely =
      /^(?:@[\w.-]+\/)?[\w.-]+$/.test(key) &&
      top === '' &&
      (isVersion || /^(?:git\+|github:|file:)/.test(value) || /\.t(?:ar\.)?gz$/.test(value));
    return isSection
      ? isVersion || isAddress
        ? [dependency(key, value)]
        : []
      : isLikely
        ? [dependency(key, value)]
        : [];
  });
}

/** `catalog:` and `overrides:` of pnpm. */
export function readPnpmWorkspace(text: string): Entry[] {
  let section = '';
  return text.split('\n').flatMap((line): Entry[] => {
    const head = /^(\w+):\s*$/.exec(line)?.[1];
    if (head !== undefined) section = head;
    const [, name, spec] =
      /^\s{2,6}["']?((?:@[\w.-]+\/)?[\w.-]+)["']?:\s+["']?([^"'#\s][^"'#]{0,80})["']?/.exec(line) ?? [];
    if (name === undefined || spec === undefined || !RANGE.test(spec.trim())) return [];
    return [{ ...dependency(name, spec.trim()), kind: section === 'overrides' ? 'override' : 'dependency' }];
  });
}

/** `imports` of Deno, and what code would import from them. */
export function readDeno(text: string): Entry[] {
  return jsonPairs(text).flatMap(({ value }): Entry[] => {
    const [, name, spec] = /^(?:npm|jsr):\/?((?:@[\w.-]+\/)?[\w.-]+)@?([^/]{0,40})/.exec(value) ?? [];
    if (name !== undefined) return [dependency(name, spec ?? '', 'registry')];
    return /^https?:\/\/.+\.[jt]s$/.test(value) ? [dependency(value, value, 'registry')] : [];
  });
}

export function readComposer(text: string): Entry[] {
  return jsonPairs(text).flatMap(({ keys, key, value }): Entry[] => {
    if (key === null) return [];
    if (keys.includes('repositories') && key === 'url')
      return [{ kind: 'registry', name: 'repositories', spec: value, from: 'url' }];
    if (keys.includes('scripts') && /^(?:pre|post)-(?:install|update|autoload|package)/.test(key))
      return [{ kind: 'script', name: key, spec: value, from: 'registry' }];
    const isSection = keys.some((it) => /^require(?:-dev)?$/.test(it));
    if (!/^[a-z\d][\w.-]*\/[\w.-]+$/.test(key) || !(isSection || /^[\^~<>=v]?\s?\d|^\*|^dev-/.test(value))) return [];
    return isSection || keys.length === 0 ? [dependency(key, value, 'registry')] : [];
  });
}
