/**
 * Build scripts are programs, in Groovy or Kotlin. What is read from them is what people write in one way everywhere;
 * whatever is computed is left to Gradle, and the project is then looked at as a whole.
 */

/** Without comments, and without what only looks like one inside of a text. */
export function bareScript(text: string): string {
  return text.replaceAll(
    /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[\s\S]*?\*\/|\/\/.*$/gm,
    (token) => (token.startsWith('/') ? ' ' : token),
  );
}

export interface Settings {
  /** Project paths: `:core`, `:web:api`. */
  includes: string[];
  /** Folders that a project was given in place of the one of its name. */
  folders: Map<string, string>;
  /** Folders of other builds that this one takes in. */
  builds: string[];
  /** Projects are included that no text names. */
  computed: boolean;
}

/** Reads settings.gradle and settings.gradle.kts. */
export function readSettings(script: string): Settings {
  const text = bareScript(script);
  const found: Settings = { includes: [], folders: new Map(), builds: [], computed: false };
  for (const it of text.matchAll(/(?<![\w.])include(?:\s*\(([^)]*)\)|[ \t]+((?:["'][^"'\n]+["'][\s,]*)+)|[ \t]+\S)/g)) {
    const list = it[1] ?? it[2];
    const names = [...(list ?? '').matchAll(/["']([^"']+)["']/g)].map((name) => name[1] ?? '');
    if (names.length === 0 || names.some((name) => name.includes('$'))) found.computed = true;
    else found.includes.push(...names.map((name) => `:${name.replace(/^:/, '').replaceAll('/', ':')}`));
  }
  for (const it of text.matchAll(/project\s*\(\s*["']([^"']+)["']\s*\)\.projectDir\s*=\s*(.+)$/gm)) {
    const folder = /["']([^"'$]+)["']/.exec(it[2] ?? '')?.[1];
    if (folder === undefined) found.computed = true;
    else found.folders.set(it[1] ?? '', folder.replace(/^\.?\//, ''));
  }
  found.builds = [...text.matchAll(/includeBuild[\s(]+["']([^"']+)["']/g)].map((it) => it[1] ?? '');
  return found;
}

/** Paths of projects of the same build that a script names: `project(':core')`, `projects.webApi`. */
export function projectReferences(script: string, known: readonly string[]): string[] {
  const text = bareScript(script);
  const named = [...text.matchAll(/(?<![\w.])project\s*\(\s*(?:path\s*[:=]\s*)?["'](:[^"']+)["']/g)].map(
    (it) => it[1] ?? '',
  );
  const accessors = new Map(known.map((path) => [accessorOf(path), path]));
  const typed = [...text.matchAll(/(?<![\w.])projects((?:\.\w+)+)/g)].flatMap((it) => accessors.get(it[1] ?? '') ?? []);
  return [...new Set([...named, ...typed])];
}

/** `:web:rest-api` is `projects.web.restApi`. */
const accessorOf = (path: string): string =>
  path.replaceAll(/[-_.](\w)/g, (_, letter: string) => letter.toUpperCase()).replaceAll(':', '.');

/** A script without what it takes from elsewhere: dependencies and versions of plugins may change freely. */
export function decidingScript(script: string): string {
  let text = bareScript(script);
  for (const block of ['dependencies', 'dependencyManagement']) text = withoutBlocks(text, block);
  return text
    .replaceAll(/(\bid\s*[("'][^\n]*?)\s+version\s+["'][^"']*["']/g, '$1')
    .replaceAll(/^\s*(?:val\s+|def\s+|ext\.)?\w*[vV]ersion\w*\s*=\s*["'][^"']*["']\s*$/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function withoutBlocks(text: string, name: string): string {
  const start = new RegExp(`(?<![\\w.])${name}\\s*\\{`, 'g');
  let rest = text;
  for (let found = start.exec(rest); found !== null; found = start.exec(rest)) {
    let depth = 1;
    let at = found.index + found[0].length;
    while (at < rest.length && depth > 0) {
      if (rest[at] === '{') depth += 1;
      if (rest[at] === '}') depth -= 1;
      at += 1;
    }
    rest = `${rest.slice(0, found.index)}${rest.slice(at)}`;
    start.lastIndex = found.index;
  }
  return rest;
}
