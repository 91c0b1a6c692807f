import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connection } from './connection.ts';
import { limitOf, statusOf } from './patience.ts';
import type { Glance, Watchable } from './types.ts';

/** Pull requests in one query. GitHub gives a query ten seconds, and summing up the checks is what takes them. */
const BATCH = 50;

const PARTS = `fragment Pull on PullRequest {
  state isDraft headRefOid baseRefName mergeable reviewDecision labels(first: 50) { nodes { name } }
  commits(last: 1) { nodes { commit { statusCheckRollup { state contexts(first: 1) { totalCount } } } } }
}
fragment Ask on Issue { state labels(first: 50) { nodes { name } } }`;

const Labels = z
  .object({ nodes: z.array(z.object({ name: z.string() }).nullable()) })
  .nullable()
  .transform((it) => (it?.nodes ?? []).flatMap((node) => (node === null ? [] : [node.name])));
const Rollup = z.object({ state: z.string(), contexts: z.object({ totalCount: z.number() }) }).nullable();
const Pull = z.object({
  state: z.string(),
  isDraft: z.boolean(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  mergeable: z.string(),
  reviewDecision: z.string().nullable(),
  labels: Labels,
  commits: z.object({ nodes: z.array(z.object({ commit: z.object({ statusCheckRollup: Rollup }) })) }),
});
const Ask = z.object({ state: z.string(), labels: Labels });
const Data = z.record(z.string(), z.record(z.string(), z.unknown()).nullable());
const Failure = z.object({
  errors: z.array(
    z.object({ type: z.string().optional(), path: z.array(z.union([z.string(), z.number()])).optional() }),
  ),
  data: Data.nullish(),
});

/** A server without GraphQL, or with another one; or no token, since the app was removed: a look of its own finds out. */
const NOT_THIS_WAY: readonly number[] = [400, 401, 403, 404, 405, 410, 501];

/**
 * Where many pull requests stand, a query for each fifty of them, in the order given. Null where this way does not
 * tell: then a look of its own does. Throws when GitHub can not be reached or its limit is used up.
 */
export async function glance(
  connection: Pick<Connection, 'graphql' | 'retrying'>,
  wanted: readonly Watchable[],
): Promise<(Glance | null)[]> {
  const found: (Glance | null)[] = [];
  for (let from = 0; from < wanted.length; from += BATCH)
    found.push(...(await readBatch(connection, wanted.slice(from, from + BATCH))));
  return found;
}

async function readBatch(
  connection: Pick<Connection, 'graphql' | 'retrying'>,
  wanted: readonly Watchable[],
): Promise<(Glance | null)[]> {
  const repos = [...new Set(wanted.map(({ repo }) => `${repo.owner}/${repo.name}`))];
  const variables: Record<string, string> = {};
  for (const [i, repo] of repos.entries()) [variables[`o${i}`] = '', variables[`n${i}`] = ''] = repo.split('/');
  const selections = repos.map((repo, i) => {
    const inside = wanted.filter((it) => `${it.repo.owner}/${it.repo.name}` === repo);
    const pulls = [...new Set(inside.map((it) => it.pr))].map((n) => `p${n}: pullRequest(number: ${n}) { ...Pull }`);
    const issues = [...new Set(inside.map((it) => it.issue))].map((n) => `i${n}: issue(number: ${n}) { ...Ask }`);
    return `r${i}: repository(owner: $o${i}, name: $n${i}) { nameWithOwner isArchived ${[...pulls, ...issues].join(' ')} }`;
  });
  const declared = Object.keys(variables).map((name) => `$${name}: String!`);
  const query = `query (${declared.join(', ')}) { ${selections.join('\n')} }\n${PARTS}`;
  const { data, failed } = await connection.retrying('reading many pull requests', () =>
    answered(connection, query, variables),
  );
  return wanted.map(({ repo, pr, issue }) => {
    const alias = `r${repos.indexOf(`${repo.owner}/${repo.name}`)}`;
    const part = data[alias];
    if (!part || failed.has(`${alias} p${pr}`) || failed.has(`${alias} i${issue}`)) return null;
    const pull = Pull.safeParse(part[`p${pr}`]);
    const ask = Ask.safeParse(part[`i${issue}`]);
    if (!pull.success || !ask.success) return null;
    return told({ name: part.nameWithOwner, archived: part.isArchived }, pull.data, ask.data);
  });
}

/** A query that could be answered in part is: what could not is named by its path. */
async function answered(
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

function told(repository: object, pull: z.infer<typeof Pull>, ask: z.infer<typeof Ask>): Glance {
  const rollup = pull.commits.nodes[0]?.commit.statusCheckRollup ?? null;
  const labels = [...pull.labels, ...ask.labels].toSorted((a, b) => a.localeCompare(b));
  // GitHub forgets whether it can be merged at each push to base; only a conflict is news.
  const seen = { ...pull, mergeable: pull.mergeable === 'CONFLICTING', labels, commits: rollup, ask: ask.state };
  const digest = createHash('sha256')
    .update(JSON.stringify([repository, seen]))
    .digest('base64url')
    .slice(0, 22);
  return { digest, pending: rollup !== null && ['PENDING', 'EXPECTED'].includes(rollup.state), labels };
}
