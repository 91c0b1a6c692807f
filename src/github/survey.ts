import { z } from 'zod';
import type { Connection } from './connection.ts';
import { askInParts } from './read-many.ts';
import type { InstalledRepository } from './types.ts';

/** Repositories in one query: each asks for some blobs, which cost GitHub little. */
const BATCH = 50;

const InstalledAnswer = z
  .object({
    name: z.string(),
    owner: z.object({ login: z.string() }),
    topics: z.array(z.string()).default([]),
    language: z.string().nullish(),
    archived: z.boolean().default(false),
    fork: z.boolean().default(false),
  })
  .transform(
    ({ owner, language, ...it }): InstalledRepository => ({
      ...it,
      owner: owner.login,
      language: language ?? null,
    }),
  );

const Blob = z.object({ text: z.string().nullable().default(null), isTruncated: z.boolean().default(false) }).nullish();

/** All repositories that an installation gives us, a request for each hundred. */
export function installedRepositories(
  connection: Pick<Connection, 'pages' | 'retrying'>,
): Promise<InstalledRepository[]> {
  return connection.retrying('listing the repositories of an installation', () =>
    connection.pages('GET /installation/repositories', {}, InstalledAnswer, 'repositories'),
  );
}

/**
 * The texts of these files on the default branch of each repository, a query for each fifty. Null where a file is not
 * there, is no text, or is so large that GitHub cuts it. A repository that is not to be had any more has none.
 */
export async function surveyFiles(
  connection: Pick<Connection, 'graphql' | 'retrying'>,
  repositories: readonly Pick<InstalledRepository, 'owner' | 'name'>[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, string | null>[]> {
  const found: ReadonlyMap<string, string | null>[] = [];
  for (let from = 0; from < repositories.length; from += BATCH) {
    const some = repositories.slice(from, from + BATCH);
    const data = await connection.retrying('reading files of many repositories', () => ask(connection, some, paths));
    found.push(...some.map((_, at) => textsOf(data[`r${at}`], paths)));
  }
  return found;
}

async function ask(
  connection: Pick<Connection, 'graphql'>,
  some: readonly Pick<InstalledRepository, 'owner' | 'name'>[],
  paths: readonly string[],
): Promise<Readonly<Record<string, Record<string, unknown> | null>>> {
  const variables: Record<string, string> = {};
  for (const [at, path] of paths.entries()) variables[`p${at}`] = `HEAD:${path}`;
  const files = paths
    .map((_, at) => `f${at}: object(expression: $p${at}) { ... on Blob { text isTruncated } }`)
    .join(' ');
  const parts = some.map(({ owner, name }, at) => {
    variables[`o${at}`] = owner;
    variables[`n${at}`] = name;
    return `r${at}: repository(owner: $o${at}, name: $n${at}) { id ${files} }`;
  });
  const declared = Object.keys(variables).map((name) => `$${name}: String!`);
  const query = `query (${declared.join(', ')}) { ${parts.join('\n')} }`;
  return (await askInParts(connection, query, variables)).data;
}

function textsOf(
  repository: Record<string, unknown> | null | undefined,
  paths: readonly string[],
): ReadonlyMap<string, string | null> {
  return new Map(
    paths.map((path, at) => {
      const blob = Blob.safeParse(repository?.[`f${at}`]);
      const cut = !blob.success || blob.data == null || blob.data.isTruncated;
      return [path, cut ? null : (blob.data?.text ?? null)];
    }),
  );
}
