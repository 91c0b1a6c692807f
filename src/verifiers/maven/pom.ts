import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  // Entities of a document type can be made to grow without end, and a POM needs none.
  processEntities: false,
});

const text = z.string().trim().catch('');
/** What XML makes of a list: nothing, an empty text, one element, or several. */
const listOf = <T extends z.ZodType>(name: string, item: T) =>
  z.preprocess((value) => {
    const inner = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
    return inner === undefined || inner === '' ? [] : Array.isArray(inner) ? inner : [inner];
  }, z.array(item).catch([]));

const Artifact = z.object({
  groupId: text,
  artifactId: text,
  version: text,
  type: text,
  classifier: text,
  scope: text,
});
export type Artifact = z.infer<typeof Artifact>;

const Execution = z.object({ id: text, phase: text, goals: listOf('goal', text) });
const Plugin = z.object({
  groupId: text,
  artifactId: text,
  version: text,
  executions: listOf('execution', Execution),
  dependencies: listOf('dependency', Artifact),
});
export type Plugin = z.infer<typeof Plugin>;

const Plugins = z.preprocess(
  (value) => (typeof value === 'object' ? value : {}),
  z.object({ plugins: listOf('plugin', Plugin) }),
);
const Build = z.preprocess(
  (value) => (typeof value === 'object' ? value : {}),
  z.object({ plugins: listOf('plugin', Plugin), extensions: listOf('extension', Artifact), pluginManagement: Plugins }),
);
const Managed = z.preprocess(
  (value) => (typeof value === 'object' ? value : {}),
  z.object({ dependencies: listOf('dependency', Artifact) }),
);
const Repository = z.object({ url: text });
const common = {
  modules: listOf('module', text),
  properties: z.record(z.string(), text).catch({}),
  dependencies: listOf('dependency', Artifact),
  dependencyManagement: Managed,
  build: Build,
  repositories: listOf('repository', Repository),
  pluginRepositories: listOf('pluginRepository', Repository),
};
const Activation = z.object({ activeByDefault: text }).catch({ activeByDefault: '' });
const Profile = z.object({ ...common, id: text, activation: Activation });

/** The part of a POM that we use; the rest is Maven's business. */
const Pom = z.object({
  ...common,
  groupId: text,
  artifactId: text,
  version: text,
  packaging: text,
  parent: z
    .object({ groupId: text, artifactId: text, version: text, relativePath: z.string().optional() })
    .optional()
    .catch(undefined),
  profiles: listOf('profile', Profile),
});
export type Pom = z.infer<typeof Pom> & {
  /** Everything as the parser gave it, for hashes. */
  raw: Record<string, unknown>;
};

/** Null when the text is no well-formed POM. */
export function parsePom(xml: string): Pom | null {
  if (XMLValidator.validate(xml) !== true) return null;
  try {
    const project = (parser.parse(xml) as { project?: unknown }).project;
    const pom = Pom.safeParse(project);
    return pom.success && pom.data.artifactId !== '' ? { ...pom.data, raw: project as Record<string, unknown> } : null;
  } catch {
    return null;
  }
}

/** The POM itself and those of its profiles that are on unless another one is chosen. */
export const activeParts = (pom: Pom): readonly Pick<Pom, keyof typeof common>[] => [
  pom,
  ...pom.profiles.filter((profile) => profile.activation.activeByDefault === 'true'),
];

/** URLs of the `<url>` elements in a text of Maven's settings. */
export const urlsIn = (xml: string): string[] =>
  [...xml.matchAll(/<url>\s*([^<\s]+)\s*<\/url>/g)].map((it) => it[1] ?? '');
