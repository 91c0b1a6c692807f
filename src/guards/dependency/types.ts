/** Whose names they are: a name means something else in each. */
export type Ecosystem =
  | 'npm'
  | 'python'
  | 'go'
  | 'rust'
  | 'jvm'
  | 'ruby'
  | 'php'
  | 'dotnet'
  | 'swift'
  | 'cpp'
  | 'dart'
  | 'elixir'
  | 'deno'
  | 'bazel';

/** Something that a manifest says, one line or a few. */
export interface Entry {
  /** A version alone may stand apart from what has it. */
  kind: 'dependency' | 'override' | 'script' | 'registry' | 'version';
  /** As it stands there. */
  name: string;
  /** The version, range or address; of a script its command, of a registry its address. */
  spec: string;
  from: 'registry' | 'git' | 'url' | 'path';
}

export interface Manifest {
  path: RegExp;
  ecosystem: Ecosystem;
  /** Works on parts of a file too: where the section is out of sight, a value's shape decides. */
  read: (text: string) => Entry[];
}

/** Where a version comes from, by its looks. */
export function sourceOf(spec: string): Entry['from'] {
  if (/^(?:git(?:\+|:|@)|github:|gitlab:|bitbucket:|gist:)|\.git(?:#|$|["'])|^[\w.-]+\/[\w.-]+(?:#|$)/i.test(spec))
    return 'git';
  if (/^(?:https?|ftp):/i.test(spec)) return 'url';
  if (/^(?:file:|link:|portal:|\.{0,2}\/|~\/|[A-Za-z]:\\)/.test(spec)) return 'path';
  return 'registry';
}

export const dependency = (name: string, spec: string, from = sourceOf(spec)): Entry => ({
  kind: 'dependency',
  name,
  spec,
  from,
});
