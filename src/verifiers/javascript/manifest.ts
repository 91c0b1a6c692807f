import { z } from 'zod';
import { bareJson } from '../../text/bare-json.ts';

const strings = z.record(z.string(), z.string()).catch({});
const named = z.looseObject({ name: z.string(), version: z.string().optional().catch(undefined) });
/** `devEngines` takes one of these or a list of them. */
const enginesList = z
  .union([z.array(named), named.transform((it) => [it])])
  .catch([])
  .default([]);

/** The part of package.json that we use. Wrong types elsewhere in the file are the package manager's business. */
const Manifest = z.looseObject({
  name: z.string().optional().catch(undefined),
  packageManager: z.string().optional().catch(undefined),
  scripts: strings.default({}),
  dependencies: strings.default({}),
  devDependencies: strings.default({}),
  optionalDependencies: strings.default({}),
  peerDependencies: strings.default({}),
  engines: strings.default({}),
  volta: strings.default({}),
  devEngines: z
    .looseObject({ runtime: enginesList, packageManager: enginesList })
    .catch({ runtime: [], packageManager: [] })
    .default({ runtime: [], packageManager: [] }),
  workspaces: z
    .union([z.array(z.string()), z.looseObject({ packages: z.array(z.string()) }).transform((it) => it.packages)])
    .catch([])
    .default([]),
});
export type Manifest = z.infer<typeof Manifest>;

/** Null when the text is not a JSON object. */
export function parseManifest(text: string | null): Manifest | null {
  if (text === null) return null;
  try {
    return Manifest.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data ?? null;
  } catch {
    return null;
  }
}

export const dependenciesOf = (manifest: Manifest): Record<string, string> => ({
  ...manifest.peerDependencies,
  ...manifest.optionalDependencies,
  ...manifest.devDependencies,
  ...manifest.dependencies,
});

/** The value of a JSON text with comments and trailing commas, as tsconfig.json and biome.jsonc have them; null when broken. */
export function parseJsonc(text: string | null): Record<string, unknown> | null {
  if (text === null) return null;
  try {
    return z.record(z.string(), z.unknown()).safeParse(JSON.parse(bareJson(text.replace(/^\uFEFF/, '')))).data ?? null;
  } catch {
    return null;
  }
}
