import { parse } from 'smol-toml';
import { z } from 'zod';

const strings = z.array(z.string()).catch([]);
const Dependency = z.object({
  path: z.string().optional().catch(undefined),
  git: z.string().optional().catch(undefined),
});
const Dependencies = z.record(z.string(), Dependency.catch({})).catch({});
const Sections = z.object({
  dependencies: Dependencies.default({}),
  'dev-dependencies': Dependencies.default({}),
  'build-dependencies': Dependencies.default({}),
});
const Target = z.object({ path: z.string().optional().catch(undefined) }).catch({});
const Targets = z.array(Target).catch([]).default([]);

/** The part of Cargo.toml that we use; the rest is cargo's business. */
const Manifest = Sections.extend({
  package: z
    .looseObject({
      name: z.string(),
      edition: z.string().optional().catch(undefined),
      'rust-version': z.string().optional().catch(undefined),
      build: z.string().optional().catch(undefined),
    })
    .optional(),
  workspace: z
    .looseObject({
      members: strings.default([]),
      exclude: strings.default([]),
      dependencies: Dependencies.default({}),
      package: z
        .looseObject({ edition: z.string().optional(), 'rust-version': z.string().optional() })
        .optional()
        .catch(undefined),
      lints: z.unknown().optional(),
    })
    .optional(),
  target: z
    .record(z.string(), Sections.catch({ dependencies: {}, 'dev-dependencies': {}, 'build-dependencies': {} }))
    .catch({})
    .default({}),
  lib: Target.optional(),
  bin: Targets,
  test: Targets,
  bench: Targets,
  example: Targets,
  lints: z.unknown().optional(),
});
export type Manifest = z.infer<typeof Manifest> & {
  /** Everything as the parser gave it, for hashes. */
  raw: Record<string, unknown>;
};

/** Null when the text is no TOML, or neither a package nor a workspace. */
export function parseManifest(text: string): Manifest | null {
  try {
    const raw = parse(text) as Record<string, unknown>;
    const manifest = Manifest.safeParse(raw);
    if (!manifest.success || (manifest.data.package ?? manifest.data.workspace) === undefined) return null;
    return { ...manifest.data, raw };
  } catch {
    return null;
  }
}

/** Every dependency of a package, whatever it is for and wherever it applies. */
export function dependenciesOf(manifest: Manifest): [string, z.infer<typeof Dependency>][] {
  const sections = [manifest, ...Object.values(manifest.target)];
  return sections.flatMap((it) =>
    [it.dependencies, it['dev-dependencies'], it['build-dependencies']].flatMap((some) => Object.entries(some)),
  );
}

/** A TOML text as a value; null when it is none. */
export function parseToml(text: string | null): Record<string, unknown> | null {
  try {
    return text === null ? null : (parse(text) as Record<string, unknown>);
  } catch {
    return null;
  }
}
