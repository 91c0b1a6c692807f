import { jsonPairs } from './json-pairs.ts';
import { tomlEntry } from './read-python.ts';
import { dependency, type Entry } from './types.ts';

const each = (text: string, pattern: RegExp, entry: (groups: string[]) => Entry | null): Entry[] =>
  [...text.matchAll(pattern)].flatMap((match) => entry(match.slice(1).map((group) => group ?? '')) ?? []);

const registry = (name: string, spec: string): Entry => ({ kind: 'registry', name, spec, from: 'url' });

export function readGoMod(text: string): Entry[] {
  return text.split('\n').flatMap((line): Entry[] => {
    const replaced = /^\s*(?:replace\s+)?(\S{1,200})(?:\s+v\S{1,80})?\s+=>\s+(\S{1,200})/.exec(line);
    if (replaced !== null)
      return [
        {
          kind: 'override',
          name: replaced[1] ?? '',
          spec: replaced[2] ?? '',
          from: /^\.{0,2}\//.test(replaced[2] ?? '') ? 'path' : 'git',
        },
      ];
    const [, name, spec, rest] =
      /^\s*(?:require\s+)?([\w.-]+\.[a-z]{2,}\/\S{1,200}|[\w.-]+\.[a-z]{2,10})\s+(v\d\S{0,80})\s*(\/\/.*)?$/.exec(
        line,
      ) ?? [];
    return name === undefined || /\/\/\s*indirect/.test(rest ?? '') ? [] : [dependency(name, spec ?? '', 'registry')];
  });
}

const CARGO_NOT_NAMES =
  /^(?:version|edition|rust-version|name|resolver|license|description|path|git|branch|rev|tag|package|default-features|features|registry|index|replace-with|target|authors|debug|opt-level|lto)$/;

/** Cargo.toml: tables of dependencies, a table for one, patches. */
export function readCargo(text: string): Entry[] {
  let table = '';
  return text.split('\n').flatMap((line): Entry[] => {
    const head = /^\s*\[\[?\s*([^\]]{1,120}?)\s*\]\]?/.exec(line)?.[1];
    if (head !== undefined) {
      table = head;
      const own = /dependencies\.([\w-]+)$/.exec(head)?.[1];
      return own === undefined ? [] : [dependency(own, '', 'registry')];
    }
    if (
      /^(?:source|registries|registry)\b/.test(table) &&
      /^\s*(?:registry|replace-with|index|directory)\s*=/.test(line)
    )
      return [registry(table, line.trim())];
    const [, name, value] = /^\s*["']?([\w-]+)["']?(?:\.workspace)?\s*=\s*(.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined || !/^["'{]/.test(value)) return [];
    const own = /dependencies\.([\w-]+)$/.exec(table)?.[1];
    if (own !== undefined)
      return /^(?:git|path)$/.test(name) ? [dependency(own, value, name === 'git' ? 'git' : 'path')] : [];
    const isPatch = /^(?:patch|replace)\b/.test(table);
    const inTable = /dependencies$/.test(table) || isPatch;
    if (
      !inTable &&
      (table !== '' || CARGO_NOT_NAMES.test(name) || !/^["'][\^~=<>]?\s?\d|^\{.*\b(?:version|git|path)\s*=/.test(value))
    )
      return [];
    if (/workspace\s*=\s*true/.test(value)) return [];
    const entry = tomlEntry(name, value);
    return [isPatch ? { ...entry, kind: 'override' } : entry];
  });
}

export const readGemfile = (text: string): Entry[] =>
  text.split('\n').flatMap((line): Entry[] => {
    const source = /^\s*source\s*\(?\s*["']([^"']+)["']/.exec(line)?.[1];
    if (source !== undefined) return [registry('source', source)];
    const [, name, rest = ''] =
      /^\s*(?:gem|\w+\.add_(?:\w+_)?dependency)\s*\(?\s*["']([\w.-]+)["'](.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const git = /\b(?:git|github|gist|bitbucket)(?::|\s*=>)\s*["']([^"']+)["']/.exec(rest)?.[1];
    const path = /\bpath(?::|\s*=>)\s*["']([^"']+)["']/.exec(rest)?.[1];
    const own = /\bsource(?::|\s*=>)\s*["']([^"']+)["']/.exec(rest)?.[1];
    if (git !== undefined) return [dependency(name, git, 'git')];
    if (path !== undefined) return [dependency(name, path, 'path')];
    if (own !== undefined) return [dependency(name, own, 'url')];
    return [dependency(name, /["']([^"']+)["']/.exec(rest)?.[1] ?? '', 'registry')];
  });

export const readMsbuild = (text: string): Entry[] => [
  ...each(
    text,
    /<(?:PackageReference|PackageVersion|GlobalPackageReference|DotNetCliToolReference)\s[^<>]{0,40}\b(?:Include|Update)="([^"]{1,100})"(?:[^<>]{0,100}?\bVersion(?:Override)?="([^"]{0,60})")?/g,
    ([name = '', spec = '']) => dependency(name, spec, 'registry'),
  ),
  ...each(text, /<package\s[^<>]{0,40}\bid="([^"]{1,100})"\s+version="([^"]{0,60})"/g, ([name = '', spec = '']) =>
    dependency(name, spec, 'registry'),
  ),
  ...each(text, /<HintPath>([^<]{1,200})<\/HintPath>/g, ([path = '']) => dependency(path, path, 'path')),
  ...each(text, /<RestoreSources>([^<]{1,200})</g, ([url = '']) => registry('RestoreSources', url)),
];

export const readNugetConfig = (text: string): Entry[] =>
  each(text, /<add\s[^<>]{0,80}\bvalue="([^"]{1,200})"/g, ([url = '']) =>
    /:\/\/|\\|\//.test(url) ? registry('source', url) : null,
  );

export const readSwift = (text: string): Entry[] => [
  ...each(
    text,
    /\.package\(\s*(?:name:\s*"[^"]*",\s*)?url:\s*"([^"]{1,200})"\s*,?\s*([^)]{0,80})/g,
    ([url = '', spec = '']) => dependency(url.replace(/\.git$/, ''), spec, 'registry'),
  ),
  ...each(text, /^\s*pod\s+["']([\w/+-]+)["']\s*(?:,\s*["']([^"']*)["'])?/gm, ([name = '', spec = '']) =>
    dependency(name, spec, 'registry'),
  ),
];

export const readVcpkg = (text: string): Entry[] =>
  jsonPairs(text).flatMap(({ keys, key, value }): Entry[] => {
    if (keys.includes('overrides'))
      return key === 'name' ? [{ ...dependency(value, '', 'registry'), kind: 'override' }] : [];
    if (key === 'name' && keys.includes('dependencies')) return [dependency(value, '', 'registry')];
    return key === null &&
      (keys.length === 0 || keys.includes('dependencies')) &&
      /^[a-z\d-]{2,60}$/.test(value) &&
      !keys.includes('features')
      ? [dependency(value, '', 'registry')]
      : [];
  });

export const readConan = (text: string): Entry[] =>
  each(
    text,
    /(?:^\s*|["'])([a-z\d_+.-]{2,60})\/(\[?[\w.<>= ~^-]{1,40}\]?)(?:@[\w/.-]{0,60})?(?=["'\s]|$)/gm,
    ([name = '', spec = '']) => (/\d/.test(spec) ? dependency(name, spec, 'registry') : null),
  );

export const readCmake = (text: string): Entry[] => [
  ...each(text, /FetchContent_Declare\s*\(\s*([\w.-]{1,60})/gi, ([name = '']) => dependency(name, '', 'registry')),
  ...each(text, /ExternalProject_Add\s*\(\s*([\w.-]{1,60})/gi, ([name = '']) => dependency(name, '', 'registry')),
  ...each(text, /CPMAddPackage\s*\(\s*"(?:\w+:)?([^"@#]{1,100})/gi, ([name = '']) => dependency(name, '', 'registry')),
];

export const readBazel = (text: string): Entry[] =>
  each(
    text,
    /\bbazel_dep\(\s*name\s*=\s*"([^"]{1,80})"(?:,\s*version\s*=\s*"([^"]{0,40})")?/g,
    ([name = '', spec = '']) => dependency(name, spec, 'registry'),
  );

export const readMix = (text: string): Entry[] =>
  each(
    text,
    /\{:(\w{1,60}),\s*(?:"([^"]{0,60})"|(git|github|path):\s*"([^"]{0,200})")/g,
    ([name = '', spec = '', kind = '', address = '']) =>
      kind === '' ? dependency(name, spec, 'registry') : dependency(name, address, kind === 'path' ? 'path' : 'git'),
  );

const PUBSPEC_NOT_NAMES =
  /^(?:sdk|flutter|version|name|description|homepage|environment|path|url|ref|git|hosted|publish_to|uses-material-design|repository)$/;
export function readPubspec(text: string): Entry[] {
  let section = '';
  return text.split('\n').flatMap((line): Entry[] => {
    const head = /^(\w+):/.exec(line)?.[1];
    if (head !== undefined) section = head;
    const [, name, spec = ''] = /^ {2}(\w+):\s*(\S.*)?$/.exec(line) ?? [];
    if (name === undefined || PUBSPEC_NOT_NAMES.test(name)) return [];
    if (/dependenc|^$/.test(section) && (section !== '' || /^[\^<>="']*\d/.test(spec)))
      return [
        {
          ...dependency(name, spec.replaceAll(/["']/g, ''), 'registry'),
          kind: section === 'dependency_overrides' ? 'override' : 'dependency',
        },
      ];
    return [];
  });
}

/** Settings of package managers: where packages come from, and whether they may run scripts. */
export const readToolSettings = (text: string): Entry[] =>
  text.split('\n').flatMap((line): Entry[] => {
    if (/^\s*[#;]/.test(line)) return [];
    const [, name, spec] =
      /^\s*["']?((?:@[\w-]+:)?registry|npmRegistryServer|npmScopes|index-url|extra-index-url|index_url|find-links|trusted-host|strict-ssl|enableStrictSsl|unsafeHttpWhitelist|ignore-scripts|enableScripts|replace-with|index|directory|default-index|GOPROXY|GOFLAGS|GONOSUMDB|GONOSUMCHECK|GOINSECURE|GOSUMDB|checksum-verify|dangerouslyAllowAllBuilds|cafile|proxy|https-proxy)["']?\s*(?:[:=]|\s(?=["'h]))\s*["']?([^\s"']{1,200})/i.exec(
        line,
      ) ?? [];
    return name === undefined || spec === undefined ? [] : [registry(name, spec)];
  });
