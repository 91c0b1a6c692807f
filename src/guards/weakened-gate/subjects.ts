import { posix } from 'node:path';
import { bare, COMMON, EVERYDAY, isTelling, spaced, TOOLS } from './asks-to-weaken.ts';
import { keysAbove, type ChangedLine } from './lines.ts';
import type { Weakening } from './weakening.ts';

/** What a person could call the check that a weakening is about. */
export interface Subjects {
  /** Settings, rules and entries of lists by their own names; each says by itself what is meant. */
  names: string[];
  /** Their plain names too, which say something only beside their tool's. */
  plain: string[];
  /** Tools that read the file, or that stand in the same job or section. */
  tools: string[];
  /** Patterns for versions and platforms: `py310` is "Python 3.10", `windows-latest` is "Windows". */
  versions: RegExp[];
  /** Single words of the settings' names, as stems. */
  words: string[];
}

/** In so many names of settings that they say nothing. */
const GENERIC =
  /^(?:max\w*|min\w*|limit|level|size|rules?|tests?|check\w*|errors?|warn\w*|value|count|number|types?|files?|code|tool|tools|name|module|property|properties|config\w*|options?|settings?|global|default|deny|forbid|enable\w*|disable\w*|ignore\w*|exclude\w*|include\w*|allow\w*|require\w*|section|lint\w*|pytest|severity|steps?|jobs?|script\w*|true|false|none|with|from|that|this|project|build|main|target|version|source|extend|select)$/;

export function subjectsOf({ file, area, names, items, lost, place }: Weakening): Subjects {
  const above = place === null ? [] : keysAbove(place).slice(0, 3);
  const labels = above.flatMap(({ text }) => [
    /\bname="([^"]{3,60})"/.exec(text)?.[1] ?? '',
    /^\s*-?\s*["'[]*([\w@/.-]{3,60})["'\]]*\s*[:=]/.exec(text)?.[1] ?? '',
  ]);
  const entries = (lost ?? []).flatMap((one) => [one, one.replace(/^.*::/, ''), bare(one)].filter((it) => it !== ''));
  const settings = [...names, ...labels.slice(0, 2)].filter((one) => one.length >= 3 && !COMMON.test(one));
  // TreatWarningsAsErrors is "warnings as errors".
  settings.push(
    ...settings.flatMap(
      (one) => /^(?:treat|failon|fail_on|report|enforce|require)[_-]?(\w*[A-Z_-]\w+)$/i.exec(one)?.[1] ?? [],
    ),
  );
  const words = [...settings, ...labels, ...(settings.some((one) => /\bcov\b/.test(one)) ? ['coverage'] : [])]
    .flatMap((one) => spaced(one).split(/[^a-z]+/))
    .filter((one) => one.length >= 4 && !GENERIC.test(one));
  return {
    names: [
      ...new Set([
        ...settings.filter(isTelling),
        ...entries.filter((one) => !COMMON.test(one) && !/^\d/.test(one) && versionOf(one).length === 0),
      ]),
    ],
    plain: names.filter((one) => /^\w{4,}$/.test(one)),
    tools: [
      ...new Set([
        ...toolsOfFile(file),
        ...above.flatMap(({ text }) => sectionTools(text)),
        ...toolsNearby(place, area),
        ...pluginOf(place),
        ...(area === 'lint'
          ? labels.slice(0, 2).filter((one) => one.length >= 3 && !COMMON.test(one) && !GENERIC.test(one.toLowerCase()))
          : []),
        ...[...names, ...items]
          .flatMap((one) => [one, ...one.split(/[-_."'()\s]/)])
          .filter((one) => TOOLS.test(one) && !EVERYDAY.test(one) && !GENERIC.test(one.toLowerCase())),
      ]),
    ],
    versions: (entries.length > 0 ? entries : items).flatMap(versionOf),
    words: [...new Set(words.map(stem))],
  };
}

export const stem = (word: string): string =>
  word
    .replace(/(?:ies|y)$/, 'i')
    .replace(/(?:es|s|ing|ed)$/, '')
    .replace(/e$/, '');

/** What files are called by the tool that reads them, where the name is another. */
const CALLED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/tsconfig/, ['typescript', 'tsc', 'compiler']],
  [/golangci/, ['golangci', 'golangci-lint']],
  [/deny\.toml/, ['cargo-deny', 'deny']],
  [/sonar/, ['sonar', 'sonarqube', 'sonarcloud']],
  [/analysis_options/, ['analyzer', 'dart analyze']],
  [/\.swift/, ['swiftlint']],
  [/eslint/, ['eslint', 'linter']],
  [/codeowners/i, ['code owners', 'codeowners']],
];

const GENERAL =
  /^(?:config|conf|app|base|project|package|pom|build|makefile|cargo|setup|ci|main|pyproject|tests?|spec|helper|workflows?|rust|ruby|python|node|go|java|php|options|checks?|lint|release)$/i;

function toolsOfFile(file: string): string[] {
  const base = posix.basename(file);
  const parts = base
    .replace(/^\./, '')
    .split(/[._]|rc(?=$|\.)/)
    .filter(
      (one) =>
        one.length >= 3 &&
        !GENERAL.test(one) &&
        !/^(?:ya?ml|json5?|jsonc|toml|xml|cfg|ini|neon|js|mjs|cjs|ts|mts|dist|kts?|gradle|sh|py|rb|exs?)$/i.test(one),
    );
  const folder = /(?:^|\/)\.(husky|githooks)\//.exec(file)?.[1];
  return [
    ...parts.slice(0, 1),
    ...(folder === undefined ? [] : [folder]),
    ...CALLED.flatMap(([name, tools]) => (name.test(file) ? tools : [])),
  ];
}

/** `[tool.ruff.lint]`: Ruff. */
const sectionTools = (text: string): string[] =>
  /^\s*\[+(?:tool\.)?([\w.-]+)/
    .exec(text)?.[1]
    ?.split('.')
    .filter((one) => one.length >= 3 && !GENERAL.test(one))
    .slice(0, 1) ?? [];

/** Tools that are run by the job or hook that the line belongs to, as far as the hunk shows it. */
function toolsNearby(place: ChangedLine | null, area: string): string[] {
  if (place === null || !['ci', 'scripts', 'hooks', 'verifier'].includes(area)) return [];
  const indent = (line: string) => /^\s*/.exec(line.slice(1))?.[0].length ?? 0;
  const mine = indent(place.around[place.at] ?? '');
  const own = (lines: readonly string[]) => {
    const end = lines.findIndex((one) => one.trim().length > 1 && indent(one) < mine);
    return end === -1 ? lines : lines.slice(0, end);
  };
  const block = [...own(place.around.slice(place.at + 1)), ...own(place.around.slice(0, place.at).toReversed())];
  return block
    .flatMap((line) => line.match(/[\w-]{3,30}/g) ?? [])
    .filter((word) => (TOOLS.test(word) && !EVERYDAY.test(word)) || /audit|scan|lint|check(?:er)?$/i.test(word));
}

/** The plugin of a build file that the line is part of. */
function pluginOf(place: ChangedLine | null): string[] {
  if (place === null) return [];
  const above = place.around.slice(Math.max(0, place.at - 20), place.at + 1);
  const start = above.findLastIndex((line) => line.includes('<plugin>'));
  const id = start === -1 ? undefined : /<artifactId>([\w-]+)<\/artifactId>/.exec(above.slice(start).join('\n'))?.[1];
  return (
    id
      ?.split('-')
      .filter(
        (word) =>
          (TOOLS.test(word) && !EVERYDAY.test(word)) || /jacoco|surefire|failsafe|enforcer|errorprone/.test(word),
      ) ?? []
  );
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Versions and platforms, as people call them. */
function versionOf(item: string): RegExp[] {
  const joined = /^([a-z]+)[-_]?(\d)(?:[-_.]?(\d{1,2}))$/i.exec(item);
  const dotted = joined === null ? /^v?(\d+\.\d+)(?:\.[\dx]+)?$/.exec(item)?.[1] : `${joined[2]}.${joined[3]}`;
  const found = dotted === undefined ? [] : [new RegExp(`(?<![\\d.])${escaped(dotted)}(?![\\d]|\\.\\d)`)];
  const split = /^[a-z]+[-_](\d{1,2})[-_](\d{1,2})$/i.exec(item);
  if (split !== null) found.push(new RegExp(`(?<![\\d.])${split[1]}\\.${split[2]}(?![\\d])`));
  const whole = /^(?:v|[a-z]+[-_]?)?(\d{1,2})(?:\.x)?$/i.exec(item)?.[1];
  if (whole !== undefined)
    found.push(
      new RegExp(
        `\\b(?:node(?:\\.?js)?|python|java|jdk|openjdk|temurin|ruby|php|go|golang|rails|django|\\.net|dotnet|postgres\\w*|versions?|v|api|android|ios|xcode|scala|kotlin|swift|elixir|otp|react|angular|vue|laravel|spring)[ -]?${whole}(?![\\d.]*\\d)`,
        'i',
      ),
    );
  const platform = Object.entries(PLATFORMS).find(([name]) => item.toLowerCase().startsWith(name))?.[1];
  if (platform !== undefined) found.push(platform);
  return found;
}

const PLATFORMS: Readonly<Record<string, RegExp>> = {
  windows: /\bwindows\b/i,
  macos: /\b(?:mac ?os|macs?|os x|darwin|apple)\b/i,
  darwin: /\b(?:mac ?os|macs?|os x|darwin|apple)\b/i,
  ubuntu: /\bubuntu\b/i,
  linux: /\blinux\b/i,
  webkit: /\b(?:webkit|safari)\b/i,
  safari: /\b(?:webkit|safari)\b/i,
  firefox: /\bfirefox\b/i,
  chromium: /\bchrom(?:e|ium)\b/i,
  chrome: /\bchrom(?:e|ium)\b/i,
  edge: /\bedge\b/i,
  ie: /\b(?:internet explorer|ie ?\d*)\b/i,
  jruby: /\bjruby\b/i,
  pypy: /\bpypy\b/i,
  musl: /\b(?:musl|alpine)\b/i,
  arm: /\barm(?:64)?\b/i,
  i686: /\b(?:i686|32[- ]bit)\b/i,
};
