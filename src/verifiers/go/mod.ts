export interface GoMod {
  /** The module's path. */
  path: string;
  /** The `go` line: what it needs at least. */
  go: string | null;
  /** The `toolchain` line, without `go` in front. */
  toolchain: string | null;
  /** Paths of the modules that it requires, directly or not. */
  requires: string[];
  /** Folders that stand in for modules. */
  replaced: string[];
  /** Modules that a folder stands in for. */
  local: string[];
}

/** Reads go.mod as its reference describes it; null when it names no module. */
export function parseGoMod(text: string): GoMod | null {
  const lines = statements(text);
  const path = lines.find(([verb]) => verb === 'module')?.[1];
  if (path === undefined) return null;
  const replaces = lines.filter(([verb]) => verb === 'replace').flatMap(([, ...words]) => replacement(words));
  return {
    path,
    go: lines.find(([verb]) => verb === 'go')?.[1] ?? null,
    toolchain: lines.find(([verb]) => verb === 'toolchain')?.[1]?.replace(/^go/, '') ?? null,
    requires: lines.flatMap(([verb, name]) => (verb === 'require' && name !== undefined ? [name] : [])),
    replaced: replaces.map(({ by }) => by),
    local: replaces.map(({ name }) => name),
  };
}

export function parseGoWork(text: string): { go: string | null; uses: string[] } {
  const lines = statements(text);
  return {
    go: lines.find(([verb]) => verb === 'go')?.[1] ?? null,
    uses: lines.flatMap(([verb, folder]) => (verb === 'use' && folder !== undefined ? [folder] : [])),
  };
}

/** `name v1 => ./folder`; what is replaced by another module is none. */
function replacement(words: readonly string[]): { name: string; by: string }[] {
  const at = words.indexOf('=>');
  const [name, by] = [words[0], words[at + 1]];
  return at > 0 && name !== undefined && by !== undefined && /^\.{1,2}(\/|$)/.test(by) ? [{ name, by }] : [];
}

/** Lines as words, blocks written out: `require ( a v1 )` is `require a v1`. */
function statements(text: string): string[][] {
  const found: string[][] = [];
  let block: string | null = null;
  for (const line of text.split('\n')) {
    const words = line
      .replace(/\/\/.*$/, '')
      .split(/\s+/)
      .map((word) => word.replace(/^["`]|["`]$/g, ''))
      .filter(Boolean);
    const [first, second] = words;
    if (first === undefined) continue;
    if (first === ')') block = null;
    else if (second === '(' || first.endsWith('(')) block = first.replace(/\($/, '');
    else found.push(block === null ? words : [block, ...words]);
  }
  return found;
}
