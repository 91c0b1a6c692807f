import { z } from 'zod';
import type { Connection } from './connection.ts';
import { limitOf, statusOf } from './patience.ts';
import type { Watchable } from './types.ts';

/** Pull requests in one query. GitHub gives a query ten seconds, and summing up the checks is what takes them. */
const BATCH = 50;

const Data = z.record(z.string(), z.record(z.string(), z.unknown()).nullable());
const Failure = z.object({
  errors: z.array(
    z.object({ type: z.string().optional(), path: z.array(z.union([z.string(), z.number()])).optional() }),
  ),
  data: Data.nullish(),
});

/** A server without GraphQL, or with another one; or no token, since the app was removed: a look of its own finds out. */
const NOT_THIS_WAY: readonly number[] = [400, 401, 403, 404, 405, 410, 501];

/** What is read of each: GraphQL's fragments `Pull` (on PullRequest) and `Ask` (on Issue), and fields of the repository. */
export interface Wanted {
  fragments: string;
  repository: string;
}

/** As GitHub answered; null for what it did not tell. */
export interface ReadOne {
  repository: Record<string, unknown>;
  pull: unknown;
  ask: unknown;
}

/**
 * Pull requests and their issues, a query for each fifty of them, in the order given. Null where this way tells neither.
 * Throws when GitHub can not be reached or its limit is used up.
 */
export async function readMany(
  connection: Pick<Connection, 'graphql' | 'retrying'>,
  watched: readonly Watchable[],
  wanted: Wanted,
): Promise<(ReadOne | null)[]> {
  const found: (ReadOne | null)[] = [];
  for (let from = 0; from < watched.length; from += BATCH)
    found.push(...(await readBatch(connection, watched.slice(from, from + BATCH), wanted)));
  return found;
}

async function readBatch(
  connection: Pick<Connection, 'graphql' | 'retrying'>,
  watched: readonly Watchable[],
  { fragments, repository }: Wanted,
): Promise<(ReadOne | null)[]> {
  const repos = [...new Set(watched.map(({ repo }) => `${repo.owner}/${repo.name}`))];
  const variables: Record<string, string> = {};
  for (const [i, repo] of repos.entries()) [variables[`o${i}`] = '', variables[`n${i}`] = ''] = repo.split('/');
  const selections = repos.map((repo, i) => {
    const inside = watched.filter((it) => `${it.repo.owner}/${it.repo.name}` === repo);
    const pulls = [...new Set(inside.map((it) => it.pr))].map((n) => `p${n}: pullRequest(number: ${n}) { ...Pull }`);
    const issues = [...new Set(inside.map((it) => it.issue))].map((n) => `i${n}: issue(number: ${n}) { ...Ask }`);
    return `r${i}: repository(owner: $o${i}, name: $n${i}) { ${[repository, ...pulls, ...issues].join(' ')} }`;
  });
  const declared = Object.keys(variables).map((name) => `$${name}: String!`);
  const query = `query (${declared.join(', ')}) { ${selections.join('\n')} }\n${fragments}`;
  const { data, failed } = await connection.retrying('reading many pull requests', () =>
    askInParts(connection, query, variables),
  );
  return watched.map(({ repo, pr, issue }) => {
    const alias = `r${repos.indexOf(`${repo.owner}/${repo.name}`)}`;
    const part = data[alias];
    if (!part) return null;
    const unless = (field: string) => (failed.has(`${alias} ${field}`) ? null : (part[field] ?? null));
    return { repository: part, pull: unless(`p${pr}`), ask: unless(`i${issue}`) };
  });
}

/** A query that could be answered in part is: what could not is named by its path. Throws when a limit is used up. */
export async function askInParts(
  connection: Pick<Connection, 'graphql'>,
  query: string,
  variables: Record<string, string>,
): Promise<{ data: z.infer<typeof Data>; failed: ReadonlySet<string> }> {
  try {
    return { data: Data.parse(await connection.graphql(query, variables)), failed: new Set() };
  } catch (error) {
    if (NOT_THIS_WAY.includes(statusOf(error) ?? 0) && limitOf(error, Date.now()) === null)
      return { data: {}, failed: new Set() };
    const partly = Failure.safeParse(error);
    if (!partly.success) throw error;
    const { errors, data } = partly.data;
    if (errors.some((it) => it.type === 'RATE_LIMITED'))
      throw Object.assign(new Error('the limit of GraphQL is used up', { cause: error }), { status: 429 });
    return { data: data ?? {}, failed: new Set(errors.map(({ path = [] }) => path.slice(0, 2).join(' '))) };
  }
}
